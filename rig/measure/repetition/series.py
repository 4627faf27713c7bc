"""Common operations on evenly spaced values."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


class Turns(NamedTuple):
    """Rows at which a curve turns, in order: it begins with a top, and a bottom is between every
    two tops."""

    tops: list[int]
    bottoms: list[int]


def moving_mean(values: Float, half_rows: int) -> Float:
    """Mean of each value (N,) with `half_rows` on either side, as far as they exist."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    rows = np.arange(len(values))
    begin = np.maximum(rows - half_rows, 0)
    end = np.minimum(rows + half_rows + 1, len(values))
    mean: Float = (sums[end] - sums[begin]) / (end - begin)
    return mean


def integral(values: Float, step: float) -> Float:
    """Integral of values (N,) from the first one on, (N,), by the trapezoidal rule."""
    means = (values[1:] + values[:-1]) / 2
    return np.concatenate(([0.0], np.cumsum(means) * step))


def turns(values: Float, least: float) -> Turns:
    """Tops and bottoms that differ by at least `least` from the one before and the one after.

    The curve is assumed to begin at a top; a last bottom without a rise after it is omitted.
    """
    found = Turns([], [])
    best, falling = 0, False  # the highest, when falling the lowest, since the last certain turn
    for row in _extremes(values):
        gone = (values[row] - values[best]) * (1 if falling else -1)
        if gone >= least:
            (found.bottoms if falling else found.tops).append(best)
            best, falling = row, not falling
        elif gone < 0:
            best = row
    if not falling:
        found.tops.append(best)
    return found


def _extremes(values: NDArray[np.floating[Any]]) -> list[int]:
    """Rows where the sign of the slope changes, and both ends."""
    slope = np.sign(np.diff(values))
    moving = np.flatnonzero(slope)
    changes = moving[1:][np.diff(slope[moving]) != 0]
    return [0, *changes.tolist(), len(values) - 1] if len(values) else []
