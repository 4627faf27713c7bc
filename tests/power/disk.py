"""A disk on which only synced data is sure to be: what a traced program did, up to any moment, and
what the power cut leaves of it.

Of unsynced data each write and each new length may be present or not, in any combination; of
unsynced names in a folder, the first ones are present, as in file systems with a journal.
"""

import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest

SOURCE = Path(__file__).with_name("traced_disk.c")
_RECORD = struct.Struct("<cdQQII")
O_TRUNC = 0o1000


class Did(NamedTuple):
    """An operation of a program: C creates, W writes, T truncates, S syncs, R renames, U unlinks a
    file, and M creates a folder."""

    kind: str
    when_s: float
    inode: int
    at: int
    first: bytes
    second: bytes


def compiled(folder: Path) -> Path:
    """The library, built in a folder."""
    compiler = shutil.which("gcc")
    if compiler is None or not Path("/proc/self/fd").is_dir():
        pytest.skip("needs gcc and Linux")
    made = folder / "traced_disk.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def run_traced(library: Path, folder: Path, trace: Path, *words: object) -> None:
    """Runs a Python module to its end, and logs all that it does below a folder."""
    environment = {
        **os.environ,
        "LD_PRELOAD": str(library),
        "TRACED_FOLDER": str(folder.resolve()),
        "TRACE": str(trace),
    }
    command = [sys.executable, "-m", *map(str, words)]
    done = subprocess.run(
        command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def read_trace(trace: Path) -> list[Did]:
    """All records of a trace."""
    data, found, at = trace.read_bytes(), [], 0
    while at < len(data):
        kind, when_s, inode, offset, first, second = _RECORD.unpack_from(data, at)
        at += _RECORD.size
        texts = data[at : at + first], data[at + first : at + first + second]
        found.append(Did(kind.decode(), when_s, inode, offset, *texts))
        at += first + second
    return found


@dataclass(eq=False)
class File:
    """What is on the disk, and what was done since it was synced."""

    synced: bytearray = field(default_factory=bytearray)
    since: list[Did] = field(default_factory=list)

    def left(self, at_random: random.Random, shares: dict[str, float]) -> bytes:
        """Its contents after a power cut that leaves these shares of the unsynced writes and
        lengths."""
        found = bytearray(self.synced)
        for did in self.since:
            if at_random.random() < shares[did.kind]:
                _change(found, did)
        return bytes(found)

    def sync(self) -> None:
        for did in self.since:
            _change(self.synced, did)
        self.since.clear()


def _change(contents: bytearray, did: Did) -> None:
    if did.kind == "W":
        contents.extend(bytes(max(0, did.at + len(did.first) - len(contents))))
        contents[did.at : did.at + len(did.first)] = did.first
    elif did.at < len(contents):
        del contents[did.at :]
    else:
        contents.extend(bytes(did.at - len(contents)))


class Disk:
    """A folder that contains `files` at the start, and what happens to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._names: dict[str, File | None] = {}  # None: a folder
        self._inodes: dict[int, File] = {}
        self._on_disk: dict[str, File | None] = {}
        for path in self.folder.rglob("*"):
            file = None if path.is_dir() else File(bytearray(path.read_bytes()))
            self._names[str(path)] = self._on_disk[str(path)] = file
            if file:
                self._inodes[path.stat().st_ino] = file
        self._order: list[tuple[str, str, str, File | None]] = []

    def do(self, did: Did) -> None:
        """Applies an operation of a program."""
        first, second = did.first.decode("utf-8", "replace"), did.second.decode()
        if did.kind == "C":
            self._create(did, first)
        elif did.kind in "WT":
            self._inodes.setdefault(did.inode, File()).since.append(did)
        elif did.kind == "S":
            self._sync(did, first)
        elif did.kind == "M":
            self._name("add", first, "", None)
        elif did.kind == "U":
            self._name("drop", first, "", None)
        elif did.kind == "R":
            self._name("move", second, first, None)
        elif did.kind == "L":
            self._name("add", second, "", self._names[first])

    def _create(self, did: Did, path: str) -> None:
        if path not in self._names:
            file = self._inodes[did.inode] = File()
            self._name("add", path, "", file)
        if did.at & O_TRUNC and (file := self._names[path]):
            file.since.append(did._replace(kind="T", at=0, first=b""))

    def _sync(self, did: Did, path: str) -> None:
        if did.inode in self._inodes and Path(path) != self.folder and self._is_file(path):
            self._inodes[did.inode].sync()
            return
        kept = [change for change in self._order if str(Path(change[1]).parent) == path]
        for change in kept:
            _rename(self._on_disk, change)
        self._order = [change for change in self._order if change not in kept]

    def _is_file(self, path: str) -> bool:
        return self._names.get(path, File()) is not None

    def _name(self, what: str, path: str, old: str, file: File | None) -> None:
        change = (what, path, old, file)
        _rename(self._names, change)
        self._order.append(change)

    def cut(self, to: Path, at_random: random.Random) -> None:
        """What a power cut at this moment leaves, as a new folder."""
        shares = {kind: at_random.choice((0.0, 0.5, 1.0)) for kind in "WT"}
        names = dict(self._on_disk)
        for change in self._first_ones(at_random):
            _rename(names, change)
        to.mkdir(parents=True)
        for path, file in sorted(names.items()):
            new = to / Path(path).relative_to(self.folder)
            if not new.parent.is_dir():
                continue  # the folder's own name is not on the disk
            if file is None:
                new.mkdir()
            else:
                new.write_bytes(file.left(at_random, shares))

    def _first_ones(self, at_random: random.Random) -> Iterator[tuple[str, str, str, File | None]]:
        """The first changes of each folder, up to a random number, in their order."""
        by_folder: dict[str, int] = {}
        for change in self._order:
            folder = str(Path(change[1]).parent)
            by_folder[folder] = by_folder.get(folder, 0) + 1
        left = {folder: at_random.randint(0, many) for folder, many in by_folder.items()}
        for change in self._order:
            folder = str(Path(change[1]).parent)
            if left[folder] > 0:
                left[folder] -= 1
                yield change


def _rename(names: dict[str, File | None], change: tuple[str, str, str, File | None]) -> None:
    what, path, old, file = change
    if what == "add":
        names[path] = file
    elif what == "drop":
        names.pop(path, None)
    elif old in names:
        moved = {
            one: names.pop(one) for one in list(names) if one == old or one.startswith(old + "/")
        }
        names.update({path + one[len(old) :]: kept for one, kept in moved.items()})
