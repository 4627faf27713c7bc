"""Velocity and height of the centre of mass while force comes in, bin by bin: provisional."""

from collections import deque
from itertools import islice

from rig.measure.balance import LEAST_TOTAL_N
GRAVITY_M_S2 = 9.81


BIN_S = 0.01
SECOND, HALF_SECOND, QUARTER_SECOND = 100, 50, 25
# Shares of the weight: standard deviation of a while in which somebody stands still; how near to
# it half a second at rest is; with less than this nobody stands there any more.
STILL_SHARE, REST_SHARE, OFF_SHARE = 0.005, 0.0015, 0.5
REST_M_S, FARTHEST_M = 0.03, 0.6
MOST_BINS = 1000  # at rest, whose mean is the weight
MENDED_SHARE, MOST_WRONG_SHARE = 0.5, 0.005  # of it at each top, and of the weight at most


class LiveMotion:
    """Integrates the force above weight, up is positive; at rest the velocity is 0.

    `weight_n` is 0 until somebody has stood still for a second, and from when nobody stands there,
    or when the height was `lost`.
    """

    def __init__(self) -> None:
        self._rest_bins = SECOND
        self._forget(lost=False)

    def add(self, force_n: float) -> None:
        """Takes in the mean force of a bin."""
        self._recent.append(force_n)
        if not self.weight_n:
            self._find_weight()
            self.lost &= self._newest(QUARTER_SECOND)[0] >= LEAST_TOTAL_N
        elif force_n >= OFF_SHARE * self.weight_n:
            self._integrate(force_n)
        elif self._newest(QUARTER_SECOND)[0] < OFF_SHARE * self.weight_n:
            self._forget(lost=False)

    @property
    def at_rest(self) -> bool:
        """Whether the force has been the weight for half a second while the velocity was small, or
        for so long that whatever velocity is left is an error."""
        slow = abs(self.velocity_m_s) < REST_M_S
        return self._quiet_bins >= (1 if slow else HALF_SECOND)

    def stand(self) -> None:
        """Here, at rest, is standing. The weight is the mean at rest, as it was half a second ago:
        a slow descent has begun before it can be seen."""
        self.height_m = 0.0
        self._rest_bins = min(self._rest_bins + 1, MOST_BINS)
        self.weight_n += (self._recent[-HALF_SECOND] - self.weight_n) / self._rest_bins
        self._begin_cycle()

    def turn(self) -> None:
        """Here, without rest, is standing. From one standing to the next the mean force is the
        weight, and what height was gained is an error of the velocity."""
        wrong_n = self._cycle_n / max(self._cycle_bins, 1) - self.weight_n
        most_n = MOST_WRONG_SHARE * self.weight_n
        self.weight_n += MENDED_SHARE * min(max(wrong_n, -most_n), most_n)
        self.velocity_m_s -= self.height_m / max(self._cycle_bins * BIN_S, 1.0)
        self.height_m = 0.0
        self._begin_cycle()

    def _forget(self, *, lost: bool) -> None:
        self.lost = lost
        self._recent: deque[float] = deque(maxlen=SECOND)
        self.weight_n = self.velocity_m_s = self.height_m = 0.0
        self._rest_bins = SECOND
        self._quiet_bins = 0
        self._begin_cycle()

    def _begin_cycle(self) -> None:
        self._cycle_n, self._cycle_bins = 0.0, 0

    def _find_weight(self) -> None:
        mean_n, variance = self._newest(SECOND)
        still = variance < (STILL_SHARE * mean_n) ** 2
        if len(self._recent) == SECOND and mean_n >= LEAST_TOTAL_N and still:
            self.weight_n = mean_n

    def _integrate(self, force_n: float) -> None:
        before_m_s = self.velocity_m_s
        self.velocity_m_s += GRAVITY_M_S2 * (force_n / self.weight_n - 1) * BIN_S
        self.height_m += (before_m_s + self.velocity_m_s) / 2 * BIN_S
        self._cycle_n += force_n
        self._cycle_bins += 1
        self._quiet_bins = self._quiet_bins + 1 if self._is_quiet() else 0
        if self.at_rest:
            self.velocity_m_s = 0.0
        if abs(self.height_m) > FARTHEST_M:  # no person goes so far: it went wrong somewhere
            self._forget(lost=True)

    def _is_quiet(self) -> bool:
        mean_n, variance = self._newest(HALF_SECOND)
        near = abs(mean_n / self.weight_n - 1) < REST_SHARE
        return near and variance < (STILL_SHARE * mean_n) ** 2

    def _newest(self, bins: int) -> tuple[float, float]:
        """Mean and variance of the newest bins."""
        newest = list(islice(reversed(self._recent), bins))
        mean_n = sum(newest) / len(newest)
        return mean_n, sum((force_n - mean_n) ** 2 for force_n in newest) / len(newest)
