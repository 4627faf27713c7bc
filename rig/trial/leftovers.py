"""Files that are only there while a program works, and what is left of them when it was killed.

Whoever makes one lays a claim on it first. The next who works in the same folder takes away what
was claimed by processes of this computer that run no longer; what a living one works at stays, and
what another computer left, for of that nobody here can tell.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rig.trial.claim import SUFFIX, claim_path, claimed_path, is_left_over

PART, ZERO = ".part", ".zero"  # what has no name of its own yet ends like this
EXPORT = ".export-"  # a folder in which an export is made begins like this


def sweep(folder: Path, *, below: bool = False) -> None:
    """Takes away what killed programs have left in a folder, and in those below it if `below`."""
    for claim in _claims(folder, below=below):
        path = claimed_path(claim)
        if is_left_over(path):
            _remove(path)


def part_of(path: Path) -> Path:
    """Where a file is made that gets its name when it is whole, of whom there is one at a time."""
    return path.with_name(path.name + PART)


def _claims(folder: Path, *, below: bool) -> Iterator[Path]:
    named = f".*{SUFFIX}"
    with suppress(OSError):  # one that may not be looked into
        yield from sorted(folder.rglob(named) if below else folder.glob(named))


def _remove(path: Path) -> None:
    """Never a trial: of that only the claim goes if it is not there, and what was to become it."""
    with suppress(OSError):
        part_of(path).unlink(missing_ok=True)
        if path.name.startswith(EXPORT) and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.endswith((PART, ZERO)):
            path.unlink(missing_ok=True)
        if not path.exists():
            claim_path(path).unlink(missing_ok=True)
