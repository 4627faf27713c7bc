"""Trajectories in steps of a millisecond, computed in stretches on first use."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from rig.sim.participant.chain import STEP_S, Float

STRETCH_STEPS = 9_000
KEPT = 3  # boards ask for nearly the same times, and for the stretch before

# Rows (STRETCH_STEPS + 1, columns) of the stretch of this number; number 0 begins at time 0. The
# last row is the first of the next.
Compute = Callable[[int], Float]


class Stretches:
    """Rows at any times; only the stretches used last are kept."""

    def __init__(self, compute: Compute) -> None:
        self._stretch = lru_cache(KEPT)(compute)

    def at(self, time_s: Float) -> Float:
        """Rows at times (N,), (N, columns); linear between two steps."""
        step, part = np.divmod(np.atleast_1d(time_s) / STEP_S, 1)
        row = step.astype(np.int64)
        number = row // STRETCH_STEPS
        first, last = (int(number.min()), int(number.max())) if len(number) else (0, 0)
        if first == last:
            return _between(self._stretch(first), row - first * STRETCH_STEPS, part)
        found = np.empty((len(row), self._stretch(first).shape[1]))
        for some in np.unique(number).tolist():
            rows = number == some
            found[rows] = _between(
                self._stretch(some), row[rows] - some * STRETCH_STEPS, part[rows]
            )
        return found

    def before_and_in(self, number: int) -> Float:
        """Rows of the stretch before this one, and its own."""
        return np.concatenate((self._stretch(number - 1)[:-1], self._stretch(number)))


def _between(stretch: Float, row: NDArray[np.int64], part: Float) -> Float:
    before, after = stretch[row], stretch[row + 1]
    rows: Float = before + (after - before) * part[:, None]
    return rows
