"""The motion while force comes in: postures searched as in the analysis, a fifth of a second at a
time."""

from collections import deque
from collections.abc import Iterable

import numpy as np

from rig.measure.repetition.motion import GRAVITY_M_S2, Noise
from rig.measure.repetition.posture import (
    AT_REST,
    BEGINS,
    CALMEST,
    SEARCH_STEPS,
    STANDING,
    STANDS,
    STEADY_WANDER_N,
    Cell,
    PostureSearch,
    calm_from,
)
from rig.measure.repetition.series import Float
from rig.measure.repetition.stance import STEP_S

# A drift of the plates is learned at rest: over this many cells, from pairs this far apart.
DRIFT_EACH_CELLS, DRIFT_CELLS, APART_CELLS, LEAST_PAIRS, LEAST_DRIFT_N_S = 3, 150, 20, 3, 0.2
ACCELERATION_BINS, CALM_BINS = 12, 40
CALM_FIRST, CALM_CELLS = 10, 300
# A steady force off the weight may be another load: its price, lower the further off it is.
STEADY_BINS, STEADY_SHARE, STEADY_M_S2 = 40, 0.0025, 0.035
PRICE, LEAST_PRICE, PRICE_LESS_PER_SHARE, STEADY_SD_M_S2 = 10.0, 1.0, 90.0, 0.01
# For this many cells after standing a load may be under way: its weight is not known yet.
LEAVING_CELLS, TAKING_PRICE, TAKING_SD_M_S2, TAKING_SHARE = 2, 7.0, 0.1, 0.5
NO_LOAD_CHANGE = np.zeros(1, np.bool_)  # a hypothesis here
REBASED_SHARE = 0.03  # with another mass, the search begins again


class Following:
    """Follows the motion of a person of a given weight on the plates.

    `height_m`, `velocity_m_s`, `wrong_m_s2` and `at_rest` are those of the likeliest hypothesis
    when the last cell was complete; `is_new` is true if that was just now.
    """

    def __init__(
        self, weight_n: float, begin_sd_m_s2: float, *, stands: bool, calm_m_s2: float = 0.0
    ) -> None:
        self.weight_n = weight_n
        self._calms = deque([calm_m_s2] * CALM_FIRST, maxlen=CALM_CELLS)
        self._calm = calm_from(calm_m_s2)
        self._cell: list[float] = []
        self._cells, self._drift_n = 0, 0.0  # of each cell
        self._rests: deque[tuple[int, float]] = deque()
        self.is_new = False
        self.at_rest = stands
        self._begin(begin_sd_m_s2)

    def _begin(self, begin_sd_m_s2: float) -> None:
        self._search = PostureSearch(
            self._calm,
            [Noise.of(self.weight_n, STEADY_WANDER_N)],
            [begin_sd_m_s2],
            begins=STANDS if self.at_rest else BEGINS,
            keep_way=False,
        )
        self._left = self._rested_cells = 0
        self.height_m = self.velocity_m_s = self.wrong_m_s2 = 0.0

    def add(self, force_n: float, recent_n: Iterable[float]) -> None:
        """Adds the mean force of 10 ms; `recent_n` are the forces before it and itself."""
        self._cell.append(force_n)
        self.is_new = len(self._cell) == SEARCH_STEPS
        if not self.is_new:
            return
        acceleration = (np.fromiter(recent_n, np.float64) / self.weight_n - 1) * GRAVITY_M_S2
        self._learn_calm(acceleration)
        own = (np.array(self._cell) / self.weight_n - 1) * GRAVITY_M_S2 * STEP_S
        self._cell.clear()
        gained = np.cumsum(own)
        risen = float((gained - own / 2).sum() * STEP_S)
        now = acceleration[-ACCELERATION_BINS:].mean()
        cell = Cell(gained[-1:], np.array([risen]), np.array([now]), NO_LOAD_CHANGE)
        self._search.add(cell)
        self._cells += 1
        self.weight_n += self._drift_n
        self._consider_load(acceleration)
        self._conclude()

    def _learn_calm(self, acceleration: Float) -> None:
        newest = acceleration[-CALM_BINS:] - self.wrong_m_s2
        kernel = np.ones(ACCELERATION_BINS) / ACCELERATION_BINS
        if len(newest) < CALM_BINS:
            return
        self._calms.append(float(np.sqrt((np.convolve(newest, kernel, "valid") ** 2).mean())))
        if len(self._calms) % 5 == 0:
            self._calm = calm_from(float(np.quantile(self._calms, CALMEST)))
            self._search.calm = self._calm

    def _consider_load(self, acceleration: Float) -> None:
        """A steady force off the weight may be another weight; a force that leaves the weight of a
        person standing may mean that a load is taken or put down."""
        best = int(self._search.log_weight[0].argmax())
        newest = acceleration[-STEADY_BINS:]
        least = max(STEADY_M_S2, 4 * self._calm.acceleration_m_s2)
        self._left = 0 if self._search.posture[0, best] == STANDING else self._left + 1
        now = float(newest[-ACCELERATION_BINS:].mean())
        if self._left <= LEAVING_CELLS and abs(now - self._search.wrong_m_s2[0, best]) > least:
            sd_m_s2 = TAKING_SD_M_S2 + TAKING_SHARE * abs(now)
            self._search.suppose_load(best, now, TAKING_PRICE, sd_m_s2)
            return
        off = float(newest.mean())
        steady = float(newest.std()) < max(STEADY_SHARE * GRAVITY_M_S2, 2 * self._calm[0])
        if (
            len(newest) == STEADY_BINS
            and steady
            and abs(off - self._search.wrong_m_s2[0, best]) > least
        ):
            price = PRICE - PRICE_LESS_PER_SHARE * abs(off) / GRAVITY_M_S2
            self._search.suppose_load(best, off, max(price, LEAST_PRICE), STEADY_SD_M_S2)

    def _learn_drift(self, weight_n: float) -> None:
        """By the median slope between weights at rest."""
        self._rests.append((self._cells, weight_n))
        while self._rests[0][0] < self._cells - DRIFT_CELLS:
            self._rests.popleft()
        cells, weights = np.array(self._rests).T
        pairs = np.triu(cells[None, :] - cells[:, None] >= APART_CELLS)
        if pairs.sum() < LEAST_PAIRS:
            return
        slopes = (weights[None, :] - weights[:, None])[pairs]
        slopes = slopes / (cells[None, :] - cells[:, None])[pairs]
        drift_n = float(np.median(slopes))
        least_n = LEAST_DRIFT_N_S * SEARCH_STEPS * STEP_S
        self._drift_n = drift_n if abs(drift_n) > least_n else 0.0

    def _conclude(self) -> None:
        search = self._search
        best = int(search.log_weight[0].argmax())
        self.height_m = float(search.height_m[0, best])
        self.velocity_m_s = float(search.velocity_m_s[0, best])
        self.wrong_m_s2 = float(search.wrong_m_s2[0, best])
        self.at_rest = bool(AT_REST[search.posture[0, best]])
        self._rested_cells = self._rested_cells + 1 if self.at_rest else 0
        if search.posture[0, best] != STANDING:
            return
        share = self.wrong_m_s2 / GRAVITY_M_S2
        if self._rested_cells >= 2 and self._cells % DRIFT_EACH_CELLS == 0:
            self._learn_drift(self.weight_n * (1 + share))
        if abs(share) > REBASED_SHARE:
            self.weight_n *= 1 + share
            self._rests.clear()
            self._drift_n = 0.0
            self._begin(0.02)
