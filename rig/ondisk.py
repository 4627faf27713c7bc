"""What survives a power cut, and in which order.

What a program writes is in memory until it is synced to the disk, and so is the name of a file in
its folder. A disk may store later writes before earlier ones. So what replaces or follows a file is
synced first, contents and name, and only then the other one is deleted.
"""

import errno
import os
import re
import secrets
import sys
from contextlib import suppress
from pathlib import Path

# Windows' errors for an invalid name, and for one that is too long.
NO_NAME = (123, 206)
LONGEST_NAME, LONGEST_PATH = 255, 259
_HALF_WRITTEN = re.compile(r"\.?(?P<name>.+)\.[0-9a-f]{8}\.part")
LEFT_AFTER_S = 600.0  # no writer takes so long for one of these small files


def is_there(path: Path) -> bool:
    """Whether a file or folder exists; False for a name that is too long for any. Raises OSError if
    that cannot be checked."""
    try:
        return path.exists()
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG or getattr(error, "winerror", 0) in NO_NAME:
            return False
        raise


def name_is_too_long(path: Path) -> bool:
    """Whether no file can have this name in its folder."""
    if sys.platform == "win32":  # the whole path counts, unless the owner lifted the limit
        return len(path.name) > LONGEST_NAME or len(str(path.absolute())) > LONGEST_PATH
    try:
        longest = os.pathconf(path.parent, "PC_NAME_MAX")
    except (OSError, ValueError):
        longest = LONGEST_NAME
    return len(os.fsencode(path.name)) > (longest if longest > 0 else LONGEST_NAME)


def keep(path: Path) -> None:
    """Syncs a file's contents, or a folder's names where the system can, to the disk. Raises
    OSError."""
    is_folder = path.is_dir()
    flags = (os.O_RDONLY if is_folder else os.O_RDWR) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
    except PermissionError:
        if is_folder:  # Windows opens no folder, and syncs names on its own
            return
        raise
    try:
        os.fsync(descriptor)
    except OSError:
        if not is_folder:  # some shares sync no folder
            raise
    finally:
        os.close(descriptor)


def keep_new(path: Path) -> None:
    """Syncs a new file and its name to the disk. Raises OSError."""
    keep(path)
    keep(path.parent)


def half_written(path: Path) -> Path:
    """A unique temporary name for what replaces `path` when it is complete."""
    return path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")


def leftovers_of(path: Path) -> list[Path]:
    """Half-written files beside a file: of a running writer, or of one that was killed."""
    return [one for one, of in _all_half_written(path.parent) if of == path.name]


def sweep_half_written(new: Path, *, suffix: str) -> None:
    """Deletes what writers of files of this suffix left half written beside a new file, long before
    it."""
    with suppress(OSError):
        now_s = new.stat().st_mtime  # of the same disk: the computer may have another time
        for path, of in _all_half_written(new.parent):
            if of.endswith(suffix) and abs(now_s - path.stat().st_mtime) > LEFT_AFTER_S:
                path.unlink(missing_ok=True)


def _all_half_written(folder: Path) -> list[tuple[Path, str]]:
    """With the names that they were to get."""
    try:
        found = [(path, _HALF_WRITTEN.fullmatch(path.name)) for path in folder.iterdir()]
    except OSError:
        return []
    return sorted((path, named["name"]) for path, named in found if named)


def put_in_place(part: Path, path: Path, *, replacing: bool = False) -> None:
    """Gives a file its final name, once all of it is on the disk.

    An existing file is only replaced if `replacing`, and remains until the new one is in place.
    Raises OSError.
    """
    keep(part)
    (part.replace if replacing else part.rename)(path)
    keep(path.parent)


def put_in_place_as_new(part: Path, path: Path) -> None:
    """Like `put_in_place`, but never takes the place of anything. Raises OSError, FileExistsError
    where something has the name already."""
    keep(part)
    if sys.platform == "win32":
        part.rename(path)  # refuses a name that exists
    else:
        try:
            os.link(part, path)  # a name of the whole file, or none
        except FileExistsError:
            raise
        except OSError:  # a disk without links: the name is claimed by an empty file
            os.close(os.open(path, os.O_CREAT | os.O_EXCL))
            part.replace(path)
        else:
            part.unlink()
    keep(path.parent)


def let_go(*paths: Path) -> None:
    """Deletes files that others replace; those must already be on the disk. Raises OSError."""
    for path in paths:
        path.unlink(missing_ok=True)
    for folder in {path.parent for path in paths}:
        keep(folder)
