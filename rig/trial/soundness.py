"""Whether a file is safe to read with HDF5.

HDF5 trusts what it reads: with some bytes of a file changed it may crash, or never return. So a
trial is written in the format of HDF5 1.8, in which HDF5 keeps a checksum of each header and
verifies it itself. The two things without one are checked here before it uses them: the positions
of a table's chunks, and the heaps that hold the text of attributes. A malicious file, with every
checksum right, may still get through.
"""

import math
import struct
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import BinaryIO, NamedTuple

import h5py

from rig.errors import UsageError

SIGNATURE = b"\x89HDF\r\n\x1a\n"
CHECKSUMMED = 2  # the first version of the superblock that requires checksums
# A trial has some 60 parts, and an hour of it 2 MB that are not rows.
MOST_PARTS = 1000
MOST_HEADER_BYTES = 1 << 26
MOST_CHUNK_NUMBERS = 1 << 20

HEAP = b"GCOL\x01"
_HEAP_HEAD_BYTES = 16
_HEAP_ITEM = struct.Struct("<HH4xQ")


class DamagedError(ValueError):
    """What is wrong with a file, in words that follow its name."""


class Extent(NamedTuple):
    """Bytes of a file, from `first` up to `end`, exclusive."""

    first: int
    end: int


def refuse_unless_checksummed(path: Path) -> None:
    """Raises UsageError unless it is a file, and, if of HDF5, one with checksums, as trials are.

    Raises OSError if it cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"no file {path}")
    with path.open("rb") as raw:
        for at in _superblocks(path.stat().st_size):
            raw.seek(at)
            head = raw.read(len(SIGNATURE) + 1)
            if head[:-1] == SIGNATURE and head[-1] < CHECKSUMMED:
                raise UsageError(f"expected a trial of the hinge rig, {path} is another HDF5 file")


def _superblocks(size: int) -> Iterator[int]:
    """Where HDF5 looks for the begin of a file."""
    at = 0
    while at < size:
        yield at
        at = 2 * at or 512


def refuse_unless_sound(path: Path, file: h5py.File) -> None:
    """Raises DamagedError if HDF5 must not read on. No text of the file may be read before this."""
    rows = sorted(extent for dataset in datasets(file) for extent in rows_of(dataset))
    with path.open("rb") as raw:
        for header in _between(rows, raw.seek(0, 2)):
            _refuse_unsound_heaps(raw, header)


def datasets(file: h5py.File) -> Iterator[h5py.Dataset]:
    """Every dataset, in a file without links to other files."""
    groups: list[h5py.Group] = [file]
    seen = {file["/"]}
    for group in groups:  # the list grows meanwhile
        for name in group:
            if len(seen) > MOST_PARTS:
                raise DamagedError(f"expected at most {MOST_PARTS} parts")
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                raise DamagedError(f"{group.name} leads out of it by {name}")
            part = group[name]
            if part in seen:
                raise DamagedError(f"{group.name} leads back by {name}")
            seen.add(part)
            if isinstance(part, h5py.Group):
                groups.append(part)
            elif isinstance(part, h5py.Dataset):
                yield part


def rows_of(dataset: h5py.Dataset) -> Iterator[Extent]:
    """Positions of its rows. Raises DamagedError unless all are in this file, as numbers or
    text."""
    plan = dataset.id.get_create_plist()
    layout = plan.get_layout()
    if dataset.dtype.hasobject or plan.get_nfilters() or plan.get_external_count():
        raise DamagedError(f"{dataset.name} is stored as in no trial")
    if layout == h5py.h5d.CHUNKED:
        yield from _chunks(dataset)
    elif layout == h5py.h5d.CONTIGUOUS and dataset.id.get_storage_size() == dataset.nbytes:
        first = dataset.id.get_offset() or 0
        yield Extent(first, first + dataset.nbytes)
    elif layout != h5py.h5d.COMPACT:
        raise DamagedError(f"{dataset.name} claims rows that are not in it")


def _chunks(dataset: h5py.Dataset) -> Iterator[Extent]:
    """Each chunk that its shape requires, once; the last one may be missing.

    A writer that was killed may leave that.
    """
    chunks: list[h5py.h5d.StoreInfo] = []
    dataset.id.chunk_iter(chunks.append)
    steps = list(zip(dataset.shape, dataset.chunks, strict=True))
    missing = math.prod(-(-rows // step) for rows, step in steps) - len(chunks)
    # Checked before they are listed: they may be too many.
    if not 0 <= missing <= 1 or math.prod(dataset.chunks) > MOST_CHUNK_NUMBERS:
        raise DamagedError(f"{dataset.name} claims rows that are not in it")
    if not chunks:
        return
    places = product(*(range(0, rows, step) for rows, step in steps))
    if sorted(chunk.chunk_offset for chunk in chunks) != list(places)[: len(chunks)]:
        raise DamagedError(f"{dataset.name} has rows where it claims none")
    for chunk in chunks:
        yield Extent(chunk.byte_offset, chunk.byte_offset + chunk.size)


def _between(rows: list[Extent], size: int) -> Iterator[Extent]:
    """All that is not rows: headers, indices, heaps."""
    for before, after in pairwise([Extent(0, len(SIGNATURE)), *rows, Extent(size, size)]):
        if not before.end <= after.first < before.end + MOST_HEADER_BYTES:
            raise DamagedError("its rows do not lie where they can")
        if before.end < after.first:
            yield Extent(before.end, after.first)


def _refuse_unsound_heaps(raw: BinaryIO, header: Extent) -> None:
    raw.seek(header.first)
    data = raw.read(header.end - header.first)
    at = data.find(HEAP)
    while at >= 0:
        if not _is_sound_heap(data[at:]):
            raise DamagedError("its text is not whole")
        at = data.find(HEAP, at + 1)


def _is_sound_heap(data: bytes) -> bool:
    """Whether a heap begins here whose items fill it: HDF5 goes from one to the next."""
    size = int.from_bytes(data[8:16], "little")
    if not _HEAP_HEAD_BYTES <= size <= len(data):
        return False
    at = _HEAP_HEAD_BYTES
    while size - at >= _HEAP_ITEM.size:
        index, _, length = _HEAP_ITEM.unpack_from(data, at)
        step = _HEAP_ITEM.size + length + -length % 8 if index else length
        if not _HEAP_ITEM.size <= step <= size - at:
            return False
        at += step
    return True
