"""Lists the files in the folder of a store."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rig.errors import UsageError
from rig.trial.beside import is_trial_name, owner_of, reviews_path, stems_of
from rig.trial.folder import DISCARDED

INDEX, LOG = "rig-index.sqlite", "rig-log.jsonl"
JOURNAL = f"{INDEX}-journal"  # while it is written
OWN = (INDEX, JOURNAL, LOG)


class Seen(NamedTuple):
    """A file, by its path in the store, and by what shows whether it or its reviews were changed
    since."""

    path: Path
    size_bytes: int
    mtime_ns: int
    reviews_bytes: int = 0
    reviews_mtime_ns: int = 0


def files_in(folder: Path) -> Iterator[Seen]:
    """Every file in a store and its subfolders, except its own, hidden ones, and those beside a
    trial. An unreadable folder is yielded in place of its contents.

    Links are not followed. Raises UsageError if the store itself cannot be read.
    """
    folders = [Path()]
    while folders:
        inside = folders.pop()
        try:
            entries = list(os.scandir(folder / inside))
        except OSError as error:
            if inside == Path():
                raise UsageError(f"cannot read the folder {folder}: {error.strerror}") from error
            yield seen_in(folder, inside)
            continue
        stems = stems_of([entry.name for entry in entries])
        for entry in entries:
            if entry.name.startswith(".") or entry.name in OWN:
                continue
            if is_folder(entry):
                folders.append(inside / entry.name)
            elif is_trial_name(entry.name) or owner_of(entry.name, stems) is None:
                yield seen_in(folder, inside / entry.name)


def trials_in(folder: Path) -> list[Path]:
    """What should be trials in a folder and its subfolders, in order of their names; without
    discarded ones. Raises UsageError if the folder cannot be read."""
    inside = (seen.path for seen in files_in(folder) if is_trial_name(seen.path.name))
    return sorted(folder / path for path in inside if DISCARDED not in path.parts)


def seen_in(folder: Path, path: Path) -> Seen:
    """A file of a store, in its present state."""
    return Seen(path, *stamp_of(folder / path), *stamp_of(folder / reviews_path(path)))


def stamp_of(path: Path) -> tuple[int, int]:
    """Size in bytes and time of the last change in nanoseconds; zeros for a missing file."""
    try:
        found = path.lstat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder, and no link to one."""
    if not entry.is_dir(follow_symlinks=False):
        return False
    reparse = getattr(entry.stat(follow_symlinks=False), "st_reparse_tag", 0)
    return reparse != getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)  # a link of Windows
