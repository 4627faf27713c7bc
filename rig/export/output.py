"""Where an export is written: it gets its name when it is complete."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rig.errors import UsageError
from rig.ondisk import keep, put_in_place, put_in_place_as_new
from rig.trial.claim import Claim
from rig.trial.folder import refuse_unless_new
from rig.trial.leftovers import EXPORT, sweep
from rig.trial.private import FOLDER_MODE, keep_private

# Gets the share of the work that is done, 0 to 1.
Told = Callable[[float], None]


@contextmanager
def workplace(out: Path) -> Iterator[Path]:
    """An empty folder beside `out` for its owner only; it is deleted with all that was not
    published from it.

    Raises UsageError if `out` exists, and for whatever the disk refuses within.
    """
    refuse_unless_new(out)
    sweep(out.parent)
    work = out.with_name(f"{EXPORT}{secrets.token_hex(8)}")
    with Claim(work, called=out).held():
        yield from _made(work, out)


def _made(work: Path, out: Path) -> Iterator[Path]:
    try:
        work.mkdir(FOLDER_MODE)
        keep_private(work)
        yield work
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else error
        raise UsageError(f"cannot write {out}: {why}") from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def publish_folder(work: Path, out: Path) -> None:
    """Gives a folder its name."""
    for one in work.rglob("*"):
        keep(one)
    put_in_place(work, out)  # never replaces a folder that has contents


def publish_files(made: Mapping[Path, Path]) -> None:
    """Gives files their names, for their owner only: all of them or none."""
    published: list[Path] = []
    try:
        for out in made.values():
            refuse_unless_new(out)
        for file, out in made.items():
            keep_private(file)
            put_in_place_as_new(file, out)
            published.append(out)
    except BaseException:
        for out in published:
            out.unlink(missing_ok=True)
        raise
