"""A file of JSON lines that is appended to; each line has its own checksum.

Any program that reads JSON reads it. A line that was cut or changed is reported and skipped, with
no harm to the others.
"""

import json
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from filelock import FileLock

from rig.errors import UsageError
from rig.ondisk import is_there, keep, leftovers_of
from rig.parsed import bytes_of, json_of
from rig.trial.private import FILE_MODE, keep_private, make_folder, write_whole

CHECK = "crc32"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
Said = dict[str, Any]


class Lines(NamedTuple):
    """The contents of a file, oldest first, and a sentence for each damaged line."""

    said: list[Said]
    damaged: list[str]


def append(path: Path, *said: Mapping[str, Any]) -> None:
    """Appends lines that survive this process and a power cut; only its owner may read the file.

    Raises UsageError if they cannot be written.
    """
    with _locked(path):
        _append(path, b"".join(map(_line, said)))


def rewrite(path: Path, change: Callable[[Said], Said]) -> None:
    """Changes each line of a file; damaged ones, which cannot be relied on, are dropped.

    Only for what must be removed from it: copies left by killed programs are deleted, too. Raises
    UsageError if it cannot be written.
    """
    with _locked(path):
        for left in leftovers_of(path):
            left.unlink(missing_ok=True)
        write_whole(path, b"".join(_line(change(said)) for said in read(path).said))


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        make_folder(path.parent)
        _refuse_links(path, lock_path(path))
        with FileLock(lock_path(path), mode=FILE_MODE):
            yield
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def _refuse_links(*paths: Path) -> None:
    """Another user may have created them to redirect our writes. Raises OSError."""
    for path in paths:
        if path.is_symlink():
            raise OSError(0, f"{path.name} is a link: it is not followed")


def lock_path(path: Path) -> Path:
    """The lock that prevents two programs from appending at the same time."""
    return path.with_name(f".{path.name}.lock")


def read(path: Path) -> Lines:
    """All lines of a file; none if there is no file. Raises UsageError if it cannot be read."""
    try:
        lines = bytes_of(path).splitlines() if is_there(path) else []
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    found = Lines([], [])
    for number, line in enumerate(lines, 1):
        try:
            found.said.append(_checked(line))
        except ValueError:
            found.damaged.append(f"line {number} of {path} is damaged")
    return found


def _append(path: Path, line: bytes) -> None:
    flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | _NO_LINK
    is_new = not path.exists()
    descriptor = os.open(path, flags, FILE_MODE)
    if is_new:
        keep_private(path)
    try:
        with suppress(OSError):  # there is nothing before the first line
            os.lseek(descriptor, -1, os.SEEK_END)
            if os.read(descriptor, 1) != b"\n":
                line = b"\n" + line  # a cut line must spoil only itself
        if os.write(descriptor, line) != len(line):
            raise OSError(0, "the disk is full")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        keep(path.parent)


def _line(said: Mapping[str, Any]) -> bytes:
    return json.dumps({**said, CHECK: _check(said)}).encode() + b"\n"


def _check(said: Mapping[str, Any]) -> str:
    return f"{zlib.crc32(json.dumps(said).encode()):08x}"


def _checked(line: bytes) -> Said:
    """Raises ValueError for a line that is not what was written."""
    try:
        said = json_of(line)
        fits = isinstance(said, dict) and said.pop(CHECK, None) == _check(said)
    except RecursionError as error:
        raise ValueError("tables within tables without end") from error
    if not fits:
        raise ValueError("the check does not fit")
    return dict(said)
