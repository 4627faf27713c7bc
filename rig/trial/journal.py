"""The journal beside a trial: what came over the wire, when, and what was decided about it.

Append-only; each record has its own checksum, so a journal that was cut anywhere is valid up to the
cut. From it a trial can be rebuilt whatever happened to its HDF5 file, and replayed.
rig/trial/FORMAT.md describes it.
"""

import json
import os
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from rig import ondisk
from rig.errors import DiskError, UsageError
from rig.parsed import json_of
from rig.trial.private import new_file

MAGIC = b"hinge-rig-journal\x00\x01\r\n\x1a\n"
SUFFIX = ".journal"
NOTE = "note"
KINDS = {NOTE: 0, "plates": 1, "dowel": 2}
NAMES = {number: name for name, number in KINDS.items()}
LONGEST = 1 << 24
LATEST_S = 1e10  # no clock of a computer has run for 300 years
# Kind, length of the payload, arrival on the host's clock in seconds.
_HEAD = struct.Struct("<BId")
_CHECK = struct.Struct("<I")


class Entry(NamedTuple):
    """Bytes of a board with their arrival, or a note, which is a JSON object."""

    kind: str
    arrival_s: float
    payload: bytes

    @property
    def note(self) -> dict[str, Any]:
        """The contents of a note. Raises ValueError if it is no note."""
        said = json_of(self.payload)
        if not isinstance(said, dict):
            raise ValueError("expected an object in a note")
        return said


def journal_path(trial: Path) -> Path:
    """Path of a trial's journal."""
    return trial.with_name(trial.name + SUFFIX)


def trial_path(journal: Path) -> Path:
    """Path of the trial that a journal belongs to."""
    return journal.with_name(journal.name.removesuffix(SUFFIX))


def note(arrival_s: float, **said: Any) -> Entry:
    """A note entry."""
    return Entry(NOTE, arrival_s, json.dumps(said).encode())


class JournalWriter:
    """Appends entries to a new journal that only its owner may read.

    Raises UsageError if it cannot be created, DiskError if the disk later refuses to write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._descriptor = new_file(path)
            ondisk.keep(path.parent)
        except OSError as error:
            raise UsageError(f"cannot write {path}: {error.strerror}") from error
        self._write(MAGIC)

    @property
    def closed(self) -> bool:
        """Whether it has been ended."""
        return self._descriptor < 0

    def append(self, entries: list[Entry]) -> None:
        """Writes entries: from then on they outlive this process."""
        if entries:
            self._write(b"".join(map(packed, entries)))

    def sync(self) -> None:
        """Makes what was appended survive a power cut, too."""
        try:
            os.fsync(self._descriptor)
        except OSError as error:
            raise self._refused(error) from error

    def close(self, *, keep: bool) -> None:
        """Ends it; deletes it unless it is to be kept. May be repeated."""
        if self.closed:
            return
        os.close(self._descriptor)
        self._descriptor = -1
        if not keep:
            ondisk.let_go(self.path)

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
        except OSError as error:
            raise self._refused(error) from error

    def _refused(self, error: OSError) -> DiskError:
        return DiskError(f"cannot write {self.path}: {error.strerror}")


def packed(entry: Entry) -> bytes:
    """An entry as bytes of the file."""
    kind, arrival_s, payload = entry
    body = _HEAD.pack(KINDS[kind], len(payload), arrival_s) + payload
    return body + _CHECK.pack(zlib.crc32(body))


def read_journal(path: Path) -> Iterator[Entry]:
    """The entries up to the first damage. Raises UsageError for a file that is no journal."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                raise UsageError(f"expected a journal of this rig, got {path}")
            while entry := _read_entry(file):
                yield entry
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error


def header_of(path: Path) -> dict[str, Any]:
    """The trial's header from the first note; empty if there is none. Raises UsageError."""
    for entry in read_journal(path):
        with suppress(ValueError):
            said = entry.note.get("header") if entry.kind == NOTE else None
            return said if isinstance(said, dict) else {}
    return {}


def _read_entry(file: BinaryIO) -> Entry | None:
    head = file.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, length, arrival_s = _HEAD.unpack(head)
    if kind not in NAMES or length > LONGEST or not 0 <= arrival_s <= LATEST_S:
        return None
    rest = file.read(length + _CHECK.size)
    if len(rest) < length + _CHECK.size:
        return None
    payload = rest[:length]
    if _CHECK.unpack(rest[length:])[0] != zlib.crc32(head + payload):
        return None
    return Entry(NAMES[kind], arrival_s, payload)
