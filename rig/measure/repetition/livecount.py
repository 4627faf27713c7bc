"""The live count: postures searched while force comes in, each hypothesis with its own count."""

from collections import deque
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition.motion import GRAVITY_M_S2, Noise
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.posture import (
    AT_REST,
    BEGINS,
    CALMEST,
    RESTLESS_M_S2,
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

SLOW_M_S = 0.04
TOLD_FROM_STANDING = 2.0  # standard deviations of the depth, so far as it is known by then
# Of the depth so much may be missing when one more is complete: where it becomes slow, where it
# goes down again (a stop on the way does not), and where a rest is supposed that is not long yet.
RETURNED, TURNED, NEARLY_RETURNED, RESTED_CELLS = 0.15, 0.4, 0.5, 6
# A drift of the plates is learned at rest: over so many cells, from pairs so far apart.
DRIFT_EACH_CELLS, DRIFT_CELLS, APART_CELLS, LEAST_PAIRS, LEAST_DRIFT_N_S = 3, 150, 20, 3, 0.2
ACCELERATION_BINS, CALM_BINS = 12, 40
CALM_FIRST, CALM_CELLS = 10, 300
SURE = 2.0  # natural logarithm of how much likelier the count is than any other
# A steady force off the weight may be another load: price of that, less the further off it is.
STEADY_BINS, STEADY_SHARE, STEADY_M_S2 = 40, 0.0025, 0.035
PRICE, LEAST_PRICE, PRICE_LESS_PER_SHARE, STEADY_SD_M_S2 = 10.0, 1.0, 90.0, 0.01
# So many cells after standing a load may be under way: what it weighs is not known yet.
LEAVING_CELLS, TAKING_PRICE, TAKING_SD_M_S2, TAKING_SHARE = 2, 7.0, 0.1, 0.5
# What is unusual: the weight is off by so much, no rest or no sure count for so many cells.
USUAL_M_S2, MOST_MOVED_CELLS, MOST_UNSURE_CELLS = 0.02, 25, 5
NO_LOAD_CHANGE = np.zeros(1, np.bool_)  # here it is a hypothesis
REBASED_SHARE = 0.03  # with another mass, the search begins again


class LiveCount:
    """Counts the repetitions of who stands on the plates with a weight.

    `is_usual` is false once something was seen that it may not follow. `height_m`, `velocity_m_s`
    and `wrong_m_s2` are those of the likeliest hypothesis when the last cell was complete; `is_new`
    is true if that was just now.
    """

    def __init__(
        self,
        weight_n: float,
        begin_sd_m_s2: float,
        parameters: RepetitionParameters,
        *,
        stands: bool,
        calm_m_s2: float = 0.0,
    ) -> None:
        self.weight_n = weight_n
        self._parameters = parameters
        self._calms = deque([calm_m_s2] * CALM_FIRST, maxlen=CALM_CELLS)
        self._calm = calm_from(calm_m_s2)
        self._cell: list[float] = []
        self._cells, self._drift_n = 0, 0.0  # of each cell
        self._rests: deque[tuple[int, float]] = deque()
        self.is_new = False
        self.repetitions = 0
        self.sure = self.is_usual = True
        self._moved_cells = self._unsure_cells = 0
        self.stands = self._seen_standing = stands
        self._begin(begin_sd_m_s2, count=0)

    def _begin(self, begin_sd_m_s2: float, count: int) -> None:
        noise = Noise.of(self.weight_n, STEADY_WANDER_N)
        self._search = PostureSearch(
            self._calm,
            [noise],
            [begin_sd_m_s2],
            begins=STANDS if self.stands else BEGINS,
            keep_way=False,
        )
        self._counts = np.full(3, count)
        self._lowest_m, self._lowest_sd_m = np.zeros(3), np.zeros(3)
        self._rested = np.zeros(3, np.int64)
        self._left = 0
        self.height_m = self.velocity_m_s = self.wrong_m_s2 = 0.0

    def add(self, force_n: float, recent_n: Iterable[float]) -> bool:
        """Takes in the mean force of 10 ms; whether that completes one more repetition.

        `recent_n` are those before it and itself.
        """
        self._cell.append(force_n)
        self.is_new = len(self._cell) == SEARCH_STEPS
        if not self.is_new:
            return False
        acceleration = (np.fromiter(recent_n, np.float64) / self.weight_n - 1) * GRAVITY_M_S2
        self._learn_calm(acceleration)
        own = (np.array(self._cell) / self.weight_n - 1) * GRAVITY_M_S2 * STEP_S
        self._cell.clear()
        gained = np.cumsum(own)
        risen = float((gained - own / 2).sum() * STEP_S)
        now = acceleration[-ACCELERATION_BINS:].mean()
        cell = Cell(gained[-1:], np.array([risen]), np.array([now]), NO_LOAD_CHANGE)
        (parent,) = self._search.add(cell)
        self._cells += 1
        self.weight_n += self._drift_n
        self._follow(parent)
        self._consider_load(acceleration)
        return self._conclude()

    def _learn_calm(self, acceleration: Float) -> None:
        newest = acceleration[-CALM_BINS:] - self.wrong_m_s2
        kernel = np.ones(ACCELERATION_BINS) / ACCELERATION_BINS
        if len(newest) < CALM_BINS:
            return
        self._calms.append(float(np.sqrt((np.convolve(newest, kernel, "valid") ** 2).mean())))
        if len(self._calms) % 5 == 0:
            self._calm = calm_from(float(np.quantile(self._calms, CALMEST)))
            self._search.calm = self._calm

    def _follow(self, parent: NDArray[np.int64]) -> None:
        """Each hypothesis goes on with the count of the one it comes from."""
        search = self._search
        height, velocity, posture = search.height_m[0], search.velocity_m_s[0], search.posture[0]
        sd_m = np.sqrt(np.maximum(search.height_var_m2[0], 0.0))
        deeper = height < self._lowest_m[parent]
        lowest = np.where(deeper, height, self._lowest_m[parent])
        lowest_sd = np.where(deeper, sd_m, self._lowest_sd_m[parent])
        least_m = np.maximum(self._parameters.min_drop_m, TOLD_FROM_STANDING * lowest_sd)
        rests = AT_REST[posture]
        self._rested = np.where(rests, self._rested[parent] + 1, 0)
        near = search.predicted_m[0] > NEARLY_RETURNED * lowest
        stands = (posture == STANDING) & (near | (self._rested >= RESTED_CELLS))
        turns = (height > RETURNED * lowest) & (velocity < SLOW_M_S)
        turns |= (height > TURNED * lowest) & (velocity < -SLOW_M_S)
        stands |= turns & ~rests
        self._counts = self._counts[parent] + (stands & (lowest <= -least_m))
        self._lowest_m = np.where(stands, 0.0, lowest)
        self._lowest_sd_m = np.where(stands, 0.0, lowest_sd)

    def _consider_load(self, acceleration: Float) -> None:
        """Where the force is steady, but not at the weight, it may be another one; and where it
        leaves the weight of somebody who stands, a load may be taken or put down."""
        best = int(self._search.log_weight[0].argmax())
        newest = acceleration[-STEADY_BINS:]
        least = max(STEADY_M_S2, 4 * self._calm.acceleration_m_s2)
        self._left = 0 if self._search.posture[0, best] == STANDING else self._left + 1
        now = float(newest[-ACCELERATION_BINS:].mean())
        if self._left <= LEAVING_CELLS and abs(now - self._search.wrong_m_s2[0, best]) > least:
            self._suppose(best, now, TAKING_PRICE, TAKING_SD_M_S2 + TAKING_SHARE * abs(now))
            return
        off = float(newest.mean())
        steady = float(newest.std()) < max(STEADY_SHARE * GRAVITY_M_S2, 2 * self._calm[0])
        if (
            len(newest) == STEADY_BINS
            and steady
            and abs(off - self._search.wrong_m_s2[0, best]) > least
        ):
            price = PRICE - PRICE_LESS_PER_SHARE * abs(off) / GRAVITY_M_S2
            self._suppose(best, off, max(price, LEAST_PRICE), STEADY_SD_M_S2)

    def _suppose(self, best: int, wrong_m_s2: float, price: float, sd_m_s2: float) -> None:
        self._search.suppose_load(best, wrong_m_s2, price, sd_m_s2)
        self._counts = np.append(self._counts, self._counts[best])
        self._lowest_m = np.append(self._lowest_m, 0.0)
        self._lowest_sd_m = np.append(self._lowest_sd_m, 0.0)
        self._rested = np.append(self._rested, 1)

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

    def _notice_the_unusual(self) -> None:
        """Once something was seen that the search may not follow, it is not usual any more."""
        self._moved_cells = 0 if self.stands else self._moved_cells + 1
        wrong = abs(self.wrong_m_s2) > USUAL_M_S2 and self.stands
        self._unsure_cells = 0 if self.sure else self._unsure_cells + 1
        if (
            self._unsure_cells > MOST_UNSURE_CELLS
            or wrong
            or self._drift_n
            or self._moved_cells > MOST_MOVED_CELLS
            or self._calm.acceleration_m_s2 > RESTLESS_M_S2
        ):
            self.is_usual = False

    def _conclude(self) -> bool:
        search = self._search
        best = int(search.log_weight[0].argmax())
        self.height_m = float(search.height_m[0, best])
        self.velocity_m_s = float(search.velocity_m_s[0, best])
        self.wrong_m_s2 = float(search.wrong_m_s2[0, best])
        self.stands = bool(AT_REST[search.posture[0, best]])
        count = int(self._counts[best])
        log_weight = search.log_weight[0]
        others = log_weight[self._counts != count]
        self.sure = self._seen_standing and (
            not len(others) or float(log_weight[best] - others.max()) > SURE
        )
        more, self.repetitions = count > self.repetitions, count
        self._notice_the_unusual()
        share = self.wrong_m_s2 / GRAVITY_M_S2
        if search.posture[0, best] == STANDING and self._rested[best] >= 2:
            self._seen_standing = True
            if self._cells % DRIFT_EACH_CELLS == 0:
                self._learn_drift(self.weight_n * (1 + share))
        if search.posture[0, best] == STANDING and abs(share) > REBASED_SHARE:
            self.weight_n *= 1 + share
            self._rests.clear()
            self._drift_n = 0.0
            self._begin(0.02, count)
            self.is_usual = False
        return more
