"""The least and the largest of every few rows: used to draw a long span."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK_ROWS = 20
Values = NDArray[np.floating[Any]]


class Envelope:
    """For `rows` rows of some channels; rows are added in order, in whole blocks."""

    def __init__(self, rows: int, channels: int) -> None:
        blocks = -(-rows // BLOCK_ROWS)
        self._time_s = np.empty(blocks)
        self._both = np.empty((blocks, 2, channels), np.float32)
        self._blocks = self._added = 0
        self.rows = rows

    @property
    def next_row(self) -> int:
        """The first row not added yet; `rows` once it is complete."""
        return min(self._added, self.rows)

    def add(self, time_s: NDArray[np.float64], values: Values) -> None:
        """Adds the next rows; all but the last call must add whole blocks."""
        begins = np.arange(0, len(time_s), BLOCK_ROWS)
        here = slice(self._blocks, self._blocks + len(begins))
        self._time_s[here] = time_s[begins]
        self._both[here, 0] = np.minimum.reduceat(values, begins)
        self._both[here, 1] = np.maximum.reduceat(values, begins)
        self._blocks += len(begins)
        self._added += len(time_s)

    def between(
        self, begin_s: float, end_s: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """Times (2M,) and values (2M, channels) of a span, as far as added: the least and the
        largest of each block."""
        first, last = np.searchsorted(self._time_s[: self._blocks], (begin_s, end_s))
        both = self._both[first:last]
        return np.repeat(self._time_s[first:last], 2), both.reshape(-1, both.shape[2])
