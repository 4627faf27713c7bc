"""Ten thousand samples on a thousand pixels: the least and the largest of each pixel column."""

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating[Any]]


class Columns(NamedTuple):
    """`x_px` (K,) columns with samples, ascending; `least` and `largest` (C, K) of each."""

    x_px: NDArray[np.int64]
    least: Values
    largest: Values


def columns_of(
    time_s: Values, values: Values, *, begin_s: float, end_s: float, width_px: int
) -> Columns:
    """The columns of `values` (N, C) between two times; a column without samples is omitted.

    Column borders are fixed on the timeline: a peak keeps its height as it moves left.
    """
    column_s = (end_s - begin_s) / width_px
    first = round(begin_s / column_s)
    rows = np.searchsorted(time_s, (first + np.arange(width_px + 1)) * column_s)
    x_px = np.flatnonzero(rows[1:] > rows[:-1])
    if not len(x_px):
        nothing = np.empty((values.shape[1], 0), values.dtype)
        return Columns(x_px, nothing, nothing)
    rising = np.ascontiguousarray(values[rows[0] : rows[-1]].T)
    begins = rows[x_px] - rows[0]
    least = np.minimum.reduceat(rising, begins, axis=1)
    return Columns(x_px, least, np.maximum.reduceat(rising, begins, axis=1))


def pieces(x_px: NDArray[np.int64], heights: Values, *, largest_gap_px: int) -> list[slice]:
    """Runs of columns that one line may join: without NaN and without a wide gap."""
    missing = np.isnan(heights)
    cut = (np.diff(x_px) > largest_gap_px) | (missing[1:] != missing[:-1])
    edges = [0, *(np.flatnonzero(cut) + 1).tolist(), len(x_px)]
    runs = [slice(a, b) for a, b in pairwise(edges) if b > a]
    return [run for run in runs if not missing[run.start]]
