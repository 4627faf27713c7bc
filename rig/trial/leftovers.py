"""Temporary files of running programs, and their remains after a program was killed.

A program that creates one claims it first. The next program in the same folder deletes what ended
processes of this computer had claimed. Files of a running process stay, and those of another
computer, since its processes cannot be checked.
"""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rig.trial.claim import SUFFIX, claim_path, claimed_path, is_left_over

PART, ZERO = ".part", ".zero"  # suffixes of what has no name of its own yet
EXPORT = ".export-"  # prefix of a folder in which an export is made


def sweep(folder: Path, *, below: bool = False) -> None:
    """Deletes what killed programs have left in a folder, and in its subfolders if `below`."""
    for claim in _claims(folder, below=below):
        path = claimed_path(claim)
        if is_left_over(path):
            _remove(path)


def part_of(path: Path) -> Path:
    """Where a file is created that gets its name when it is complete; there is one at a time."""
    return path.with_name(path.name + PART)


def _claims(folder: Path, *, below: bool) -> Iterator[Path]:
    named = f".*{SUFFIX}"
    with suppress(OSError):  # an unreadable one
        yield from sorted(folder.rglob(named) if below else folder.glob(named))


def _remove(path: Path) -> None:
    """Never a trial: if it is missing, only its claim and its partial file are deleted."""
    with suppress(OSError):
        part_of(path).unlink(missing_ok=True)
        if path.name.startswith(EXPORT) and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.endswith((PART, ZERO)):
            path.unlink(missing_ok=True)
        if not path.exists():
            claim_path(path).unlink(missing_ok=True)
