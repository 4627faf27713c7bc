"""Trajectories in steps of a millisecond, computed in stretches when they are first asked for."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from rig.sim.participant.chain import STEP_S, Float

STRETCH_STEPS = 12_000
KEPT = 6

# Rows (count, columns) from a step on; step 0 is time 0.
Compute = Callable[[int, int], Float]


class Stretches:
    """Rows at any times; only the stretches used last are kept."""

    def __init__(self, compute: Compute) -> None:
        self._stretch = lru_cache(KEPT)(
            lambda number: compute(number * STRETCH_STEPS, STRETCH_STEPS + 1)
        )

    def at(self, time_s: Float) -> Float:
        """Rows at times (N,), (N, columns); between two steps on a straight line."""
        step, part = np.divmod(np.atleast_1d(time_s) / STEP_S, 1)
        numbers = step.astype(np.int64) // STRETCH_STEPS
        rows = [
            self._rows(number, step[numbers == number], part[numbers == number])
            for number in np.unique(numbers).tolist()
        ]
        if len(rows) == 1:
            return rows[0]
        found = np.empty((len(numbers), self._stretch(int(numbers[0])).shape[1]))
        for number, some in zip(np.unique(numbers), rows, strict=True):
            found[numbers == number] = some
        return found

    def _rows(self, number: int, step: Float, part: Float) -> Float:
        stretch = self._stretch(number)
        row = step.astype(np.int64) - number * STRETCH_STEPS
        before, after = stretch[row], stretch[row + 1]
        rows: Float = before + (after - before) * part[:, None]
        return rows
