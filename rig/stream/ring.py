"""The newest samples of one board, in memory of fixed size: what the screen and the recorder read.

One thread writes. A reader names how many rows it has seen and gets those that came since; a
reader that was too slow is told how many rows it missed. Nothing is moved when rows are
appended.
"""

import mmap
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

CAPACITY_ROWS = 1 << 16  # 65 s at 1000 samples a second


class Rows(NamedTuple):
    """Consecutive rows out of a ring: copies, with the number of the first since the ring began."""

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
        """The rows that `keep`, shape (N,), is true for."""
        return Rows(
            self.first,
            self.sample[keep],
            self.device_time_us[keep],
            self.status[keep],
            self.counts[keep],
            self.host_s[keep],
        )


class Ring:
    """Rows (sample, device_time_us, status, counts, host_s) of a board with `channels` channels."""

    def __init__(self, channels: int, capacity_rows: int = CAPACITY_ROWS) -> None:
        self.capacity_rows = capacity_rows
        kinds = [np.dtype(kind) for kind in ("u8", "u8", "u2", ("i4", (channels,)), "f8")]
        self._memory = mmap.mmap(-1, capacity_rows * sum(kind.itemsize for kind in kinds))
        self._columns: list[NDArray[Any]] = []
        offset = 0
        for kind in kinds:
            self._columns.append(np.frombuffer(self._memory, kind, capacity_rows, offset))
            offset += kind.itemsize * capacity_rows
        self._written = 0
        self._reserved = 0

    @property
    def written(self) -> int:
        """Rows appended since the ring began."""
        return self._written

    def append(
        self,
        sample: NDArray[np.uint64],
        device_time_us: NDArray[np.uint64],
        status: NDArray[np.uint16],
        counts: NDArray[np.int32],
        host_s: NDArray[np.float64],
    ) -> None:
        """Appends N rows; of more than the ring holds, the newest stay."""
        rows = len(sample)
        self._reserved = self._written + rows
        skipped = max(0, rows - self.capacity_rows)
        start = (self._written + skipped) % self.capacity_rows
        head = min(rows - skipped, self.capacity_rows - start)
        rows_of_columns: tuple[NDArray[Any], ...] = (sample, device_time_us, status, counts, host_s)
        for column, values in zip(self._columns, rows_of_columns, strict=True):
            column[start : start + head] = values[skipped : skipped + head]
            if skipped + head < rows:  # round the end
                column[: rows - skipped - head] = values[skipped + head :]
        self._written += rows

    def since(self, seen: int) -> Rows:
        """Rows behind the first `seen`; `first` is greater than `seen` if some were overwritten."""
        written = self._written
        first = max(seen, written - self.capacity_rows)
        start, rows = first % self.capacity_rows, written - first
        head = min(rows, self.capacity_rows - start)
        columns = [
            np.concatenate((column[start : start + head], column[: rows - head]))
            for column in self._columns
        ]
        # The writer may have gone round while we copied: what it touched is not handed out.
        overtaken = max(0, self._reserved - self.capacity_rows - first)
        return Rows(first + overtaken, *(column[overtaken:] for column in columns))
