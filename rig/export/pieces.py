"""Which rows of a trial go into one C3D file: its time steps are even and its size limited."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MOST_FRAMES = 65_535  # the header counts them in 16 bits
MOST_EVENTS = 255  # a dimension of a parameter has 8


class Piece(NamedTuple):
    """Rows from `start` up to `end`, exclusive, without a gap between them."""

    start: int
    end: int

    @property
    def rows(self) -> slice:
        """To index with."""
        return slice(self.start, self.end)


def pieces(
    sample: NDArray[np.unsignedinteger[Any]],
    event_rows: NDArray[np.integer[Any]],
    *,
    rows_a_frame: int,
) -> list[Piece]:
    """Whole frames of neighbouring samples, in order; less than a frame before a gap is dropped.

    `sample` (N,) are the board's numbers, `event_rows` (M,) the rows of the events, ascending.
    """
    edges = [0, *(np.flatnonzero(np.diff(sample) != 1) + 1).tolist(), len(sample)]
    return [
        piece
        for run in pairwise(edges)
        for piece in _within(Piece(*run), event_rows, rows_a_frame=rows_a_frame)
    ]


def _within(
    run: Piece, event_rows: NDArray[np.integer[Any]], *, rows_a_frame: int
) -> Iterator[Piece]:
    """Neighbouring samples, as many at a time as a file can hold."""
    start = run.start
    while (frames := min((run.end - start) // rows_a_frame, MOST_FRAMES)) > 0:
        later = event_rows[np.searchsorted(event_rows, start) :]
        if len(later) > MOST_EVENTS:
            # At least one frame, however many events are in it.
            frames = max(min(frames, int(later[MOST_EVENTS] - start) // rows_a_frame), 1)
        yield Piece(start, start + frames * rows_a_frame)
        start += frames * rows_a_frame
