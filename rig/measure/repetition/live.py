"""Phases while they happen: provisional, since what comes next is not known yet."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP
from rig.measure.repetition.livemotion import BIN_S, LiveMotion
from rig.measure.repetition.parameters import STANDARD, RepetitionParameters

NOBODY = ""
# A descent is one from this velocity and height on, and is taken to have begun at the other one.
MOVING_M_S, GONE_M, ONSET_M_S = 0.03, 0.01, 0.01
SLOW_M_S = 0.025  # at the bottom, and in standing


class PhaseChange(NamedTuple):
    """A phase that begins at a sample, of the repetition with this number; NOBODY: nobody stands
    there, or has not stood still yet."""

    sample: int
    phase: str
    repetition: int


class PhaseTracker:
    """Follows the phases through blocks of samples of any size; the blocks make no difference.

    `repetitions` counts those that are complete.
    """

    def __init__(
        self, sample_rate_hz: int = 1000, parameters: RepetitionParameters = STANDARD
    ) -> None:
        self._parameters = parameters
        self._bin_rows = round(sample_rate_hz * BIN_S)
        self._sample, self._total_n = np.empty(0, np.uint64), np.empty(0)
        self._motion = LiveMotion()
        self._onset = self._bottom = 0
        self._lowest_m = 0.0
        self._turned = True
        self.phase = NOBODY
        self.repetitions = 0

    def track(
        self, sample: NDArray[np.uint64], total_n: NDArray[np.floating[Any]]
    ) -> list[PhaseChange]:
        """Changes found within a block: `sample` (N,) ascends, `total_n` (N,) is vertical force.

        It is judged in bins of 10 ms, once they are full; a gap leaves one with fewer samples.
        """
        self._sample = np.concatenate((self._sample, sample))
        self._total_n = np.concatenate((self._total_n, total_n))
        bins = self._sample // np.uint64(self._bin_rows)
        starts = np.concatenate(([0], np.flatnonzero(np.diff(bins)) + 1))
        if len(starts) < 2:
            return []
        sums = np.add.reduceat(self._total_n, starts)[:-1]
        means_n = (sums / np.diff(starts)).tolist()
        firsts = self._sample[starts].tolist()
        self._sample, self._total_n = self._sample[starts[-1] :], self._total_n[starts[-1] :]
        changes = (self._step(*bin_) for bin_ in zip(firsts[:-1], means_n, strict=True))
        return [change for change in changes if change]

    def _step(self, sample: int, force_n: float) -> PhaseChange | None:
        self._motion.add(force_n)
        before = self.phase
        begun = self._next(sample)
        if self.phase == before:
            return None
        number = self.repetitions + (self.phase not in (LOCKOUT, NOBODY))
        return PhaseChange(begun, self.phase, number)

    def _next(self, sample: int) -> int:
        """Goes to the next phase if it has begun; returns the sample at which that was."""
        if not self._motion.weight_n:
            self.phase = NOBODY
        elif self.phase == NOBODY:
            self.phase, self._turned = SETUP, True
        elif self.phase in (SETUP, LOCKOUT):
            return self._standing(sample)
        elif self.phase == ASCENT:
            self._going_up()
        else:
            self._going_down(sample)
        return sample

    def _standing(self, sample: int) -> int:
        motion = self._motion
        if motion.at_rest:
            motion.stand()
            self._turned = True
        elif not self._turned and motion.velocity_m_s <= 0:
            motion.turn()
            self._turned = True
        if motion.velocity_m_s > -ONSET_M_S:
            self._onset = sample
        if motion.velocity_m_s < -MOVING_M_S and motion.height_m < -GONE_M:
            self.phase, self._lowest_m = DESCENT, 0.0
            return self._onset
        return sample

    def _going_down(self, sample: int) -> None:
        """In the descent or at the bottom."""
        velocity, height_m = self._motion.velocity_m_s, self._motion.height_m
        if height_m < self._lowest_m:
            self._lowest_m, self._bottom = height_m, sample
        if velocity < -MOVING_M_S:
            self.phase = DESCENT
        elif velocity > SLOW_M_S:
            self.phase = ASCENT
        elif velocity > -SLOW_M_S and self._lowest_m < -self._parameters.dip_m:
            self.phase = BOTTOM

    def _going_up(self) -> None:
        velocity, height_m = self._motion.velocity_m_s, self._motion.height_m
        left = 1 - self._parameters.min_return_percent / 100
        if velocity < -MOVING_M_S:
            self.phase = DESCENT
        elif velocity < SLOW_M_S and height_m > left * self._lowest_m:
            self.phase, self._turned = LOCKOUT, False
            descent_s = (self._bottom - self._onset) / self._bin_rows * BIN_S
            deep = -self._lowest_m >= self._parameters.min_drop_m
            self.repetitions += deep and descent_s >= self._parameters.min_descent_s
