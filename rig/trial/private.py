"""Measurements on a person are for their owner only: files 0600, folders 0700; Windows: an ACL."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rig.ondisk import (
    half_written,
    keep,
    put_in_place,
    put_in_place_as_new,
    sweep_half_written,
)

FILE_MODE, FOLDER_MODE = 0o600, 0o700
OTHERS = 0o077
ACL_WITHIN_S = 10.0
# Well-known names that are the same in every language of Windows: the system, the administrators,
# and the owner of the file.
ALLOWED_SIDS = ("*S-1-5-18", "*S-1-5-32-544", "*S-1-3-4")


def new_file(path: Path) -> int:
    """A descriptor of a new file that only its owner may read and write.

    Raises OSError if it cannot be created or exists already.
    """
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, FILE_MODE)
    keep_private(path)
    return descriptor


def make_folder(folder: Path) -> None:
    """Creates a folder that only its owner may read, and its missing parents.

    An existing one is left unchanged. Raises OSError.
    """
    for missing in reversed([f for f in (folder, *folder.parents) if not f.exists()]):
        missing.mkdir(FOLDER_MODE, exist_ok=True)
        keep_private(missing)
        keep(missing.parent)
    folder.mkdir(exist_ok=True)  # raises for a file of that name


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file for its owner only; the old contents remain until all of the new are on the
    disk.

    Raises OSError.
    """
    make_folder(path.parent)
    with _written_beside(path, data) as new:
        put_in_place(new, path, replacing=True)


def write_new(path: Path, data: bytes) -> None:
    """Writes a new file for its owner only, which gets its name when all of it is on the disk.

    Raises OSError, FileExistsError where something has the name already.
    """
    with _written_beside(path, data) as new:
        put_in_place_as_new(new, path)


@contextmanager
def _written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """A file with these data, which is deleted unless it gets the name of `path`."""
    new = half_written(path)
    try:
        with os.fdopen(new_file(new), "wb") as file:
            file.write(data)
        sweep_half_written(new, suffix=path.name)
        yield new
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise


def keep_private(path: Path) -> str:
    """Restricts a file or folder to its owner; returns "", or in plain words that this disk cannot.

    A disk without owners, as on most USB sticks, ends no recording.
    """
    kept = _keep_by_acl(path) if sys.platform == "win32" else _keep_by_mode(path)
    if kept:
        return ""
    return f"others who use this computer may be able to read {path}: its disk knows no owners"


def _keep_by_mode(path: Path) -> bool:
    with suppress(OSError):
        path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
    try:
        return not stat.S_IMODE(path.stat().st_mode) & OTHERS
    except OSError:
        return False


def _keep_by_acl(path: Path) -> bool:
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(  # noqa: S603 (a program of Windows, by its full path)
            acl_words(path),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=ACL_WITHIN_S,
            creationflags=flags,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def acl_words(path: Path) -> list[str]:
    """The command that removes inherited rights and admits only the allowed accounts; for a folder
    also for its future contents."""
    program = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "icacls.exe"
    rights = "(OI)(CI)F" if path.is_dir() else "F"
    grants = [f"{sid}:{rights}" for sid in ALLOWED_SIDS]
    return [str(program), str(path.resolve()), "/inheritance:r", "/grant:r", *grants, "/q"]
