"""The newest samples of one board, in memory of fixed size: read by the screen and the recorder.

One thread writes. A reader passes how many rows it has seen and gets those that came since; a
reader that was too slow learns how many rows it missed. Nothing is moved when rows are appended.
Another process can read a ring in a file without the writer knowing.
"""

import errno
import mmap
import os
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from rig.errors import UsageError
from rig.trial.private import new_file

CAPACITY_ROWS = 1 << 16  # 65 s at 1000 samples a second
HEADER_BYTES = 64
ZEROS_BYTES = 1 << 16


class Rows(NamedTuple):
    """Consecutive rows of a ring: copies, with the number of the first since the ring began."""

    first: int
    sample: NDArray[np.uint64]
    device_time_us: NDArray[np.uint64]
    status: NDArray[np.uint16]
    counts: NDArray[np.int32]
    host_s: NDArray[np.float64]

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.sample)

    def where(self, keep: NDArray[np.bool_]) -> "Rows":
        """The rows for which `keep`, shape (N,), is true."""
        return Rows(
            self.first,
            self.sample[keep],
            self.device_time_us[keep],
            self.status[keep],
            self.counts[keep],
            self.host_s[keep],
        )


class Ring:
    """Rows (sample, device_time_us, status, counts, host_s) of a board with `channels` channels.

    `memory` has `ring_bytes`, all zero when the ring begins; the default is this process's own.
    """

    def __init__(
        self,
        channels: int,
        capacity_rows: int = CAPACITY_ROWS,
        *,
        memory: mmap.mmap | None = None,
    ) -> None:
        self.capacity_rows = capacity_rows
        memory = memory or _taken_memory(ring_bytes(channels, capacity_rows))
        self._memory: mmap.mmap | None = memory
        self._progress = np.frombuffer(memory, "u8", 2)  # written, reserved
        self._columns: list[NDArray[Any]] = []
        offset = HEADER_BYTES
        for kind in _kinds(channels):
            self._columns.append(np.frombuffer(memory, kind, capacity_rows, offset))
            offset += kind.itemsize * capacity_rows

    @classmethod
    def create(cls, path: Path, channels: int, capacity_rows: int = CAPACITY_ROWS) -> Self:
        """A ring in a new file that only its owner may read, with its disk space allocated.

        Raises UsageError if there is no room, or no file can be made.
        """
        size = ring_bytes(channels, capacity_rows)
        try:
            memory = _room_in_new_file(path, size)
        except OSError as error:
            raise UsageError(
                f"cannot keep {size / 1e6:.1f} MB of samples in {path.parent}: {error.strerror}"
            ) from error
        return cls(channels, capacity_rows, memory=memory)

    @classmethod
    def attach(cls, path: Path, channels: int, capacity_rows: int = CAPACITY_ROWS) -> Self:
        """Another process's ring, for reading. Raises OSError or ValueError if it does not
        exist."""
        with path.open("rb") as file:
            size = ring_bytes(channels, capacity_rows)
            memory = mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ)
        return cls(channels, capacity_rows, memory=memory)

    def close(self) -> None:
        """Releases the memory, so that its file can be removed; no rows can be read afterwards."""
        memory, self._memory = self._memory, None
        self._progress = np.zeros(2, "u8")
        self._columns = [column[:0].copy() for column in self._columns]
        if memory is not None:
            with suppress(BufferError):  # a thread is copying from it: released when that is done
                memory.close()

    @property
    def written(self) -> int:
        """Rows appended since the ring began."""
        return int(self._progress[0])

    def append(
        self,
        sample: NDArray[np.uint64],
        device_time_us: NDArray[np.uint64],
        status: NDArray[np.uint16],
        counts: NDArray[np.int32],
        host_s: NDArray[np.float64],
    ) -> None:
        """Appends N rows; if they exceed the capacity, the newest remain."""
        rows, written = len(sample), self.written
        self._progress[1] = written + rows
        skipped = max(0, rows - self.capacity_rows)
        start = (written + skipped) % self.capacity_rows
        head = min(rows - skipped, self.capacity_rows - start)
        rows_of_columns: tuple[NDArray[Any], ...] = (sample, device_time_us, status, counts, host_s)
        for column, values in zip(self._columns, rows_of_columns, strict=True):
            column[start : start + head] = values[skipped : skipped + head]
            if skipped + head < rows:  # wrap around
                column[: rows - skipped - head] = values[skipped + head :]
        self._progress[0] = written + rows

    def since(self, seen: int) -> Rows:
        """Rows after the first `seen`; `first` is greater than `seen` if some were overwritten."""
        return self.part(seen, self.written - seen)

    def part(self, first: int, rows: int) -> Rows:
        """Up to `rows` rows after the first `first`, without those that were overwritten."""
        end = min(first + rows, self.written)
        first = max(first, self.written - self.capacity_rows)
        start, rows = first % self.capacity_rows, max(0, end - first)
        head = min(rows, self.capacity_rows - start)
        columns = [
            np.concatenate((column[start : start + head], column[: rows - head]))
            for column in self._columns
        ]
        # The writer may have wrapped around during the copy: rows that it touched are not returned.
        overtaken = max(0, int(self._progress[1]) - self.capacity_rows - first)
        return Rows(first + overtaken, *(column[overtaken:] for column in columns))

    def latest(self, rows: int) -> Rows:
        """The newest `rows` rows, or as many as there are."""
        return self.since(max(0, self.written - min(rows, self.capacity_rows)))


def _room_in_new_file(path: Path, size: int) -> mmap.mmap:
    """A new file's memory. Raises OSError, and then leaves no file."""
    descriptor = new_file(path)
    try:
        _take_room(descriptor, size)
        return mmap.mmap(descriptor, size)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise
    finally:
        os.close(descriptor)


def _take_room(descriptor: int, size: int) -> None:
    """Allocates disk space: if it were only reserved, the first write to it could kill the process.
    Raises OSError."""
    if hasattr(os, "posix_fallocate"):
        try:
            return os.posix_fallocate(descriptor, 0, size)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.EOPNOTSUPP):  # disks that cannot
                raise
    zeros = bytes(ZEROS_BYTES)
    left = size
    while left > 0:
        left -= os.write(descriptor, zeros[:left])
    return None


def _taken_memory(size: int) -> mmap.mmap:
    """Memory that is allocated immediately: what is only reserved may be missing an hour later."""
    memory = mmap.mmap(-1, size)
    memory[:] = bytes(size)
    return memory


def ring_bytes(channels: int, capacity_rows: int) -> int:
    """Size of a ring's memory."""
    return HEADER_BYTES + capacity_rows * sum(kind.itemsize for kind in _kinds(channels))


def _kinds(channels: int) -> list[np.dtype[Any]]:
    return [np.dtype(kind) for kind in ("u8", "u8", "u2", ("i4", (channels,)), "f8")]
