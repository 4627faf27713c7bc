"""Phases and count in real time, by the model used for the analysis of a whole trial.

The motion is followed for the phases, and the last seconds are counted as in the analysis wherever
a movement may have ended. The following data are not known yet: everything is provisional.
"""

import math
from collections import deque
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import LEAST_TOTAL_N
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP
from rig.measure.repetition.following import Following
from rig.measure.repetition.lookback import LookBack
from rig.measure.repetition.motion import GRAVITY_M_S2
from rig.measure.repetition.parameters import STANDARD, RepetitionParameters
from rig.measure.repetition.stance import STEP_S
from rig.measure.repetition.timing import SPEED_SHARE

NOBODY = "nobody"
UNKNOWN = "unknown"  # someone moves in a way that cannot be followed yet
# A descent is detected from this velocity and height on.
MOVING_M_S, GONE_M, SLOW_M_S = 0.03, 0.01, 0.025
LEAST_FASTEST_M_S = 0.2  # before the first descent, this is taken as its greatest speed
QUARTER_SECOND, STILL_BINS, LONG, UNCOUNTED_BINS = 25, 30, 200, 100
# The weight is found where the force scatters by less than this share of it for 0.3 s, else after
# some seconds on the plates; below a share of it the person has left.
STILL_SHARE, OFF_SHARE = 0.003, 0.5
BEGIN_SD_M_S2, LONG_SD_M_S2 = 0.02, 0.2


class PhaseChange(NamedTuple):
    """A phase that begins at a sample, of the repetition with this number; NOBODY: no one is on the
    plates, or no one has been still since stepping on."""

    sample: int
    phase: str
    repetition: int


class PhaseTracker:
    """Follows the phases through blocks of samples; the size of the blocks makes no difference.

    `repetitions` counts those completed, and `sure` is false while that may still change. The count
    runs separately `in_a_thread`, or immediately.
    """

    def __init__(
        self,
        sample_rate_hz: int = 1000,
        parameters: RepetitionParameters = STANDARD,
        *,
        in_a_thread: bool = False,
    ) -> None:
        self._parameters = parameters
        self._look_back = LookBack(parameters, in_thread=in_a_thread)
        self._bin_rows = round(sample_rate_hz * STEP_S)
        self._sample, self._total_n = np.empty(0, np.uint64), np.empty(0)
        self._recent: deque[float] = deque(maxlen=LONG)
        self._motion: Following | None = None
        self._counted = 0  # by earlier persons on the plates
        self._fastest_m_s = LEAST_FASTEST_M_S
        self.phase = NOBODY
        self._least_n, self._is_on = LEAST_TOTAL_N, False
        self._begin_motion()

    @property
    def repetitions(self) -> int:
        """How many are complete."""
        return self._counted + self._look_back.repetitions

    @property
    def sure(self) -> bool:
        """Whether the data so far can no longer change the count."""
        return self._look_back.sure

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
        return list(chain.from_iterable(changes))

    def _step(self, sample: int, force_n: float) -> Iterator[PhaseChange]:
        self._recent.append(force_n)
        before, number_before = self.phase, self.repetitions
        begun = self._next(sample, force_n)
        more = self.repetitions != number_before
        if before == self.phase == NOBODY and more:  # completed by the person who has left
            yield PhaseChange(begun, LOCKOUT, self.repetitions)
        if self.phase != before or (more and self.phase in (LOCKOUT, NOBODY)):
            number = self.repetitions + (self.phase not in (LOCKOUT, NOBODY, UNKNOWN))
            yield PhaseChange(begun, self.phase, number)

    def _next(self, sample: int, force_n: float) -> int:
        """Goes to the next phase if it has begun; returns the sample at which it began."""
        if self._motion is None:
            self._step_on(force_n)
            self._find_weight()
            return sample
        if self._is_off(force_n):
            self._look_back.finish()
            self._motion, self.phase = None, NOBODY
            self._recent.clear()
            self._is_on = False
            return sample
        self._move(force_n)
        self._motion.add(force_n, self._recent)
        counted = self._look(force_n)
        if self._motion.is_new:
            self.height_m, self.velocity_m_s = self._motion.height_m, self._motion.velocity_m_s
        if force_n < OFF_SHARE * self._lightest_n():
            return sample  # steps off, or jumps
        return self._phase(sample, counted=counted)

    def _look(self, force_n: float) -> bool:
        """Whether one more is complete."""
        if self._motion is None:
            return False
        before, look_back = self._look_back.repetitions, self._look_back
        look_back.add(force_n, self.velocity_m_s, at_rest=self._motion.at_rest)
        if self._motion.at_rest and self.phase in (SETUP, LOCKOUT):
            look_back.forget()
        return look_back.has_counted() and look_back.repetitions > before

    def _step_on(self, force_n: float) -> None:
        """No one is followed yet, but any movement is to be counted."""
        self._look_back.has_counted()  # of the last person on the plates
        is_on = force_n >= LEAST_TOTAL_N and not self._look_back.is_looking
        if is_on and not self._is_on:
            self._counted = self.repetitions
            self._look_back.begin()
        self._is_on = is_on
        if is_on:
            self._look_back.add(force_n, 0.0, at_rest=False)

    def _find_weight(self) -> None:
        """Begins to follow a person who is still for 0.3 s, or has been on the plates for some
        seconds."""
        newest = list(islice(reversed(self._recent), STILL_BINS))
        mean_n = sum(newest) / len(newest)
        scatter = sum((force_n - mean_n) ** 2 for force_n in newest) / len(newest)
        still = len(newest) == STILL_BINS and scatter < (STILL_SHARE * mean_n) ** 2
        long = len(self._recent) == LONG and min(self._recent) >= LEAST_TOTAL_N
        if mean_n < LEAST_TOTAL_N or not (still or long):
            return
        weight_n = mean_n if still else sum(self._recent) / LONG
        calm_m_s2 = math.sqrt(scatter) / mean_n * GRAVITY_M_S2 / 2 if still else 0.0
        begin_sd = max(BEGIN_SD_M_S2, calm_m_s2) if still else LONG_SD_M_S2
        self._motion = Following(weight_n, begin_sd, stands=still, calm_m_s2=calm_m_s2)
        self.phase = SETUP
        self._least_n = weight_n
        self._begin_motion()

    def _begin_motion(self) -> None:
        self.height_m = self.velocity_m_s = 0.0
        self._lowest_m = 0.0
        self._onset = self._end = 0
        self._fastest_up_m_s = 0.0

    def _is_off(self, force_n: float) -> bool:
        least_n = OFF_SHARE * self._lightest_n() if self._motion else LEAST_TOTAL_N
        if force_n >= least_n:
            return False
        newest = islice(reversed(self._recent), QUARTER_SECOND)
        return sum(newest) < least_n * QUARTER_SECOND

    def _lightest_n(self) -> float:
        """The least weight since a person stepped on: a load may be on the floor."""
        if self._motion:
            self._least_n = min(self._least_n, self._motion.weight_n)
        return self._least_n

    def _move(self, force_n: float) -> None:
        if self._motion is None:
            return
        before = self.velocity_m_s
        self.velocity_m_s += (
            (force_n / self._motion.weight_n - 1) * GRAVITY_M_S2 - self._motion.wrong_m_s2
        ) * STEP_S
        self.height_m += (before + self.velocity_m_s) / 2 * STEP_S

    def _phase(self, sample: int, *, counted: bool) -> int:
        if counted:
            return self._lock(sample)
        if self.phase in (SETUP, LOCKOUT, UNKNOWN):
            return self._standing(sample)
        if self.phase == ASCENT:
            return self._going_up(sample)
        self._going_down()
        return sample

    def _lock(self, sample: int) -> int:
        """One more is complete: it ended where it slowed down to 5 % of its greatest speed."""
        end = sample
        if self.phase == ASCENT:
            end = self._end or sample
        else:
            self._onset = sample
        self.phase = LOCKOUT
        self._end, self._fastest_up_m_s, self._lowest_m = 0, 0.0, 0.0
        return end

    def _standing(self, sample: int) -> int:
        if self.velocity_m_s > -SPEED_SHARE * self._fastest_m_s:
            self._onset = sample
        if self.velocity_m_s < -MOVING_M_S and self.height_m < -GONE_M:
            self.phase, self._lowest_m, self._down_m_s = DESCENT, 0.0, 0.0
            return self._onset
        return sample

    def _going_down(self) -> None:
        """In the descent or at the bottom."""
        velocity = self.velocity_m_s
        self._lowest_m = min(self._lowest_m, self.height_m)
        self._down_m_s = max(self._down_m_s, -velocity)
        if velocity < -MOVING_M_S:
            self.phase = DESCENT
        elif velocity > SLOW_M_S:
            self.phase, self._end, self._fastest_up_m_s = ASCENT, 0, 0.0
            self._fastest_m_s = max(self._down_m_s, 2 * MOVING_M_S)
        elif velocity > -SLOW_M_S and self._lowest_m < -self._parameters.dip_m:
            self.phase = BOTTOM

    def _going_up(self, sample: int) -> int:
        velocity = self.velocity_m_s
        if velocity > -SPEED_SHARE * self._fastest_m_s:
            self._onset = sample  # the next descent may begin before this repetition is counted
        self._fastest_up_m_s = max(self._fastest_up_m_s, velocity)
        if velocity > SPEED_SHARE * self._fastest_up_m_s:
            self._end = 0
        elif not self._end:
            self._end = sample
        if velocity < -MOVING_M_S and self.height_m < self._lowest_m / 2:
            self.phase, self._end = DESCENT, 0
        elif self._is_uncounted(sample):
            self.phase = LOCKOUT
        return sample

    def _is_uncounted(self, sample: int) -> bool:
        """Whether a person who came up has been at rest for so long that no look will count it."""
        if not (self._motion and self._motion.at_rest and self._end):
            return False
        is_up = self.height_m > self._lowest_m / 2
        return is_up and sample - self._end > UNCOUNTED_BINS * self._bin_rows
