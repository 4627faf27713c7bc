"""Standing, holding or moving: the most likely course of it, by following many at a time.

Force integrated twice runs away, unless it is known where the person was at rest. Whether they were
cannot be seen in the force of that moment alone: in an even descent it is the weight, too. But from
the last rest on the velocity is known for some seconds, so that a rest is where force and velocity
both are small; and where a person stands, the height is that of standing. Each hypothesis is such a
course with what it knows of height, velocity and weight (a Kalman filter); those that explain the
force best are followed further.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition.motion import GRAVITY_M_S2, Noise, cell_inputs, transition
from rig.measure.repetition.series import Float, moving_mean
from rig.measure.repetition.stance import STEP_S
from rig.measure.repetition.weight import WeightCourse
from rig.measure.runs import Rows

# At the top of a movement without a rest, too, one is about as high as when standing: TURNING.
# REGAINED is standing of which the force says nothing: something else than it moved the person.
MOVING, STANDING, HOLDING, TURNING, REGAINED = 0, 1, 2, 3, 4
# Of each posture: whether the person is at rest in it.
AT_REST = np.array([False, True, True, False, True])
SEARCH_STEPS = 20  # postures are searched in cells of 0.2 s
HYPOTHESES = 12
# Hypotheses are alike if height, velocity and wrong acceleration fall into the same of such steps.
ALIKE, SPREAD = np.array([0.02, 0.006, 0.007]), 1000
MOST_BEHIND = 14.0  # a hypothesis that is so much less likely (natural logarithm) is given up

# From a posture (row) to the next one, in 0.1 s.
CHANGES = np.array([[0.93, 0.05, 0.02], [0.04, 0.955, 0.005], [0.06, 0.005, 0.935]])
BEGINS, STANDS = np.log([0.35, 0.6, 0.05]), np.log([0.02, 0.97, 0.01])
# Neighbouring cells tell nearly the same: of the velocity a cell of 0.1 s is worth a third, of the
# acceleration a tenth of an observation.
VELOCITY_WORTH, ACCELERATION_WORTH = 0.33, 0.13
# Accelerations while moving: shares and standard deviations of a mixture; the first one, of even
# movement, in those of rest.
MIX_SHARES = np.array([0.3, 0.25, 0.25, 0.15, 0.05])
MIX_LOG_SHARES = np.log(MIX_SHARES)
ROOT_TWO_PI, LEAST_DENSITY = np.sqrt(2 * np.pi), 1e-300
EVEN_TIMES, MIX_SD_M_S2 = 1.5, (0.06, 0.3, 1.0, 3.0)
TURNING_M_S2, BELOW_M = 0.15, 0.025  # a slower turn is a rest, or none
# What a velocity or height may be that was reached in so many seconds of movement.
MOST_M_S, GAINED_M_S2, MOST_M, GAINED_M_S = 0.2, 0.1, 0.3, 0.06
STANDING_SD_M, TURNING_SD_M, TURNING_SHARE = 0.008, 0.015, 0.2
ANY_HEIGHT_M, ANY_ABOVE_M, ANY_VELOCITY_M_S = 0.35, 0.12, 0.6
# Of a load change: standard deviations of what it may do to height, velocity and weight.
CHANGE_COVARIANCE = np.diag([0.1, 0.05, 0.04]) ** 2
# Of a force from outside; and for how long one must have moved, and how quiet it must be by then.
PUSH_PRICE, PUSHED_S, QUIET_TIMES = 2.0, 0.8, 2.5
WANDER_PRICE = 15.0
# How calm the person is at their calmest: standing scatters by so much more than that.
CALMEST, SCATTER = 0.05, 2.4
SCATTER_M_S2, SCATTER_M_S, SCATTER_S = (0.006, 0.08), (0.003, 0.02), 3.5
# Plates that wander do so in the calmest seconds, too: only there it is considered.
RESTLESS_M_S2 = 0.0115
STEADY_WANDER_N, RESTLESS_WANDER_N = 0.1, 1.0  # per root second


class Calm(NamedTuple):
    """Standard deviations of acceleration and velocity of the centre of mass at rest."""

    acceleration_m_s2: float
    velocity_m_s: float


@dataclass(frozen=True, slots=True)
class Postures:
    """The most likely postures (K,) of a stance in cells of 0.2 s, the course of the weight they
    belong to, how calm the person stands, and how the weight wanders (N per root second)."""

    posture: NDArray[np.int64]
    weight: WeightCourse
    calm: Calm
    wander_n: float

    def pushed(self) -> list[Rows]:
        """The steps, each time, in which something else than the force moved the person."""
        found = []
        for cell in np.flatnonzero(self.posture == REGAINED).tolist():
            rests = np.flatnonzero(AT_REST[self.posture[:cell]])
            first = int(rests[-1]) + 1 if len(rests) else 0
            found.append(Rows(first * SEARCH_STEPS, cell * SEARCH_STEPS))
        return found


def search_postures(force_n: Float, courses: Sequence[WeightCourse]) -> Postures:
    """The postures that explain vertical force (N,) of a stance best, by any of these courses of
    the weight. Each load change of a course has its price, and so has a weight that wanders."""
    calms = [calm_of(force_n, course.weight_n) for course in courses]
    calm = Calm(min(c.acceleration_m_s2 for c in calms), min(c.velocity_m_s for c in calms))
    wanders = [(STEADY_WANDER_N, 0.0)]
    if calm.acceleration_m_s2 > RESTLESS_M_S2:
        wanders.append((RESTLESS_WANDER_N, WANDER_PRICE))
    best, most = None, -np.inf
    for course in courses:
        for wander_n, price in wanders:
            posture, score = _followed(force_n, course, calm, wander_n)
            score -= price + course.price
            if best is None or score > most:
                best, most = Postures(posture, course, calm, wander_n), score
    if best is None:
        raise ValueError("expected a course of the weight")
    return best


def calm_of(force_n: Float, weight_n: Float) -> Calm:
    """How calm a person stands, from the calmest seconds of vertical force (N,)."""
    acceleration = moving_mean((force_n / weight_n - 1) * GRAVITY_M_S2, 12)
    around = np.sqrt(moving_mean(acceleration**2, 20))
    return calm_from(float(np.quantile(around, CALMEST)))


def calm_from(calmest_m_s2: float) -> Calm:
    """The scatter at rest, from that of the calmest seconds."""
    acceleration = min(max(SCATTER * calmest_m_s2, SCATTER_M_S2[0]), SCATTER_M_S2[1])
    velocity = min(max(acceleration / SCATTER_S, SCATTER_M_S[0]), SCATTER_M_S[1])
    return Calm(acceleration, velocity)


def _followed(
    force_n: Float, course: WeightCourse, calm: Calm, wander_n: float
) -> tuple[NDArray[np.int64], float]:
    weight_n = course.weight_n
    inputs = cell_inputs((force_n / weight_n - 1) * GRAVITY_M_S2, SEARCH_STEPS)
    noise = Noise.of(float(np.median(weight_n)), wander_n)
    search = PostureSearch(calm, noise, begin_sd_m_s2=course.begin_sd_m_s2)
    loose = {change.step // SEARCH_STEPS + by for change in course.changes for by in (-1, 0, 1)}
    for cell in range(len(inputs.velocity_m_s)):
        search.add(
            float(inputs.velocity_m_s[cell]),
            float(inputs.height_m[cell]),
            float(inputs.acceleration_m_s2[cell]),
            load_changes=cell in loose,
        )
    return search.way(), search.score


class PostureSearch:
    """Follows hypotheses through one cell after another.

    Of each hypothesis: `mean` (H, 3) of height, velocity and wrong acceleration, `covariance`
    (H, 3, 3), `posture` (H,), `log_weight` (H,), and for how long it has moved.
    """

    def __init__(
        self,
        calm: Calm,
        noise: Noise,
        *,
        begin_sd_m_s2: float,
        begins: Float = BEGINS,
        keep_way: bool = True,
    ) -> None:
        self.calm = calm
        self._step_s = SEARCH_STEPS * STEP_S
        self._transition = transition(self._step_s)
        self._noise = noise.covariance(self._step_s)
        changes = np.log(np.linalg.matrix_power(CHANGES, round(self._step_s / 0.1)))
        self._changes = np.concatenate((changes, changes[:1]))  # after a turn it moves on
        self._velocity_worth = VELOCITY_WORTH * self._step_s / 0.1
        self._acceleration_worth = ACCELERATION_WORTH * self._step_s / 0.1
        self._keep_way = keep_way
        self._history: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        self._begin(begin_sd_m_s2, begins)

    def _begin(self, begin_sd_m_s2: float, begins: Float) -> None:
        velocity = self.calm.velocity_m_s
        self.mean = np.array([[-0.12, 0.0, 0.0], [0.0, 0.0, 0.0], [-0.15, 0.0, 0.0]])
        sds = [(0.15, 0.4), (STANDING_SD_M, velocity), (0.1, velocity)]
        self.covariance = np.stack(
            [np.diag([height**2, speed**2, begin_sd_m_s2**2]) for height, speed in sds]
        )
        self._before = self._top = self._top_slope = np.zeros(3)
        self.lowest_m = np.array([-1.0, 0.0, -1.0])  # since the last standing
        self.predicted = self.mean
        self.posture = np.array([MOVING, STANDING, HOLDING])
        self.log_weight = begins.copy()
        self.moved_s = np.array([9.0, 0.0, 0.0])

    @property
    def score(self) -> float:
        """Logarithm of how well the best hypothesis explains what came."""
        return float(self.log_weight.max())

    def way(self) -> NDArray[np.int64]:
        """The postures of the best hypothesis, (K,), one of each cell."""
        row = int(self.log_weight.argmax())
        found = np.empty(len(self._history), np.int64)
        for cell in range(len(self._history) - 1, -1, -1):
            posture, parent = self._history[cell]
            found[cell], row = posture[row], parent[row]
        return found

    def add(
        self,
        velocity_m_s: float,
        height_m: float,
        acceleration: float,
        *,
        load_changes: bool = False,
    ) -> NDArray[np.int64]:
        """Takes in a cell: the velocity gained in it, the height gained from a standing start, and
        the acceleration at its end. Returns from which hypothesis each one now comes, (H,)."""
        self._before = self.mean[:, 1]
        self._predict(velocity_m_s, height_m, load_changes=load_changes)
        log_weight = self._scores(acceleration)
        parent, posture = self._chosen(log_weight)
        if self._keep_way:
            self._history.append((posture, parent))
        self._become(parent, posture, log_weight[posture, parent], velocity_m_s / self._step_s)
        return parent

    def suppose_load(self, parent: int, wrong_m_s2: float, price: float, sd_m_s2: float) -> None:
        """Adds the hypothesis that the person stands, and that a load changed what is wrong with
        the acceleration to this, with a standard deviation."""
        sds = np.array((STANDING_SD_M, self.calm.velocity_m_s, sd_m_s2))
        self.mean = np.vstack((self.mean, (0.0, 0.0, wrong_m_s2)))
        self.covariance = np.concatenate((self.covariance, np.diag(sds**2)[None]))
        self.posture = np.append(self.posture, STANDING)
        self.lowest_m = np.append(self.lowest_m, 0.0)
        self.moved_s = np.append(self.moved_s, 0.0)
        self.log_weight = np.append(self.log_weight, self.log_weight[parent] - price)

    def _predict(self, velocity_m_s: float, height_m: float, *, load_changes: bool) -> None:
        self.mean = self.mean @ self._transition.T
        self.mean[:, 0] += height_m
        self.mean[:, 1] += velocity_m_s
        self.covariance = self._transition @ self.covariance @ self._transition.T + self._noise
        if load_changes:
            self.covariance = self.covariance + CHANGE_COVARIANCE

    def _scores(self, acceleration: float) -> Float:
        """Log weights (5, H) of each hypothesis going on in each posture."""
        calm, was = self.calm, self.posture
        moved = (was == MOVING) | (was == TURNING)
        wrong = (acceleration - self.mean[:, 2]) ** 2
        sds = np.array((EVEN_TIMES * calm.acceleration_m_s2, *MIX_SD_M_S2))
        shares = MIX_SHARES / sds @ np.exp(-0.5 * wrong / (sds**2)[:, None])
        moving = self._acceleration_worth * np.log(shares / ROOT_TWO_PI + LEAST_DENSITY)
        resting = self._acceleration_worth * log_normal(wrong, calm.acceleration_m_s2**2)

        height2, velocity2 = self.mean[:, 0] ** 2, self.mean[:, 1] ** 2
        height_var, velocity_var = self.covariance[:, 0, 0], self.covariance[:, 1, 1]
        rest_var = calm.velocity_m_s**2 + velocity_var
        may_be = rest_var + np.minimum(MOST_M_S, GAINED_M_S2 * self.moved_s) ** 2
        begun = log_normal(velocity2, rest_var) - log_normal(velocity2, may_be)
        went_on = -self._velocity_worth * velocity2 / rest_var / 2
        resting = resting + np.where(moved, begun, went_on)

        near_var = STANDING_SD_M**2 + height_var
        may_be = near_var + np.minimum(MOST_M, GAINED_M_S * self.moved_s) ** 2
        stands = log_normal(height2, near_var) - log_normal(height2, may_be)
        stands = np.where(was == STANDING, 0.0, stands)
        outcome = np.stack((moving, resting + stands, resting))
        followed = self.log_weight + self._changes[was].T + outcome
        turning = followed[MOVING] + self._turns(acceleration, moved)
        quiet = wrong < (QUIET_TIMES * calm.acceleration_m_s2) ** 2
        regained = followed[STANDING] - begun - stands - PUSH_PRICE
        regained = np.where(moved & quiet & (self.moved_s >= PUSHED_S), regained, -np.inf)
        return np.concatenate((followed, (turning, regained)))

    def _turns(self, acceleration: float, moved: NDArray[np.bool_]) -> Float:
        """How much better it explains each hypothesis that its turn from up to down, if there was
        one in this cell, was at the height of standing."""
        down = acceleration - self.mean[:, 2]
        turned = moved & (self._before > 0) & (self.mean[:, 1] <= 0) & (down < -TURNING_M_S2)
        turned &= self.lowest_m < -BELOW_M  # who comes from standing has raised arms or heels
        down = np.where(turned, down, -1.0)
        top = self.mean[:, 0] - self.mean[:, 1] ** 2 / (2 * down)
        self._top, self._top_slope = top, -self.mean[:, 1] / down
        variance = TURNING_SD_M**2 + self._top_variance()
        may_be = variance + np.minimum(MOST_M, GAINED_M_S * self.moved_s) ** 2
        better = log_normal(top**2, variance) - log_normal(top**2, may_be)
        return np.where(turned, better + np.log(TURNING_SHARE), -np.inf)

    def _top_variance(self) -> Float:
        slope, known = self._top_slope, self.covariance
        found: Float = known[:, 0, 0] + 2 * slope * known[:, 0, 1] + slope**2 * known[:, 1, 1]
        return found

    def _chosen(self, log_weight: Float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Parents and postures of the hypotheses that are followed: the likeliest, of those that
        know nearly the same only one."""
        flat = log_weight.ravel()
        order = np.argsort(-flat)[: 5 * HYPOTHESES]
        order = order[flat[order] > flat[order[0]] - MOST_BEHIND]
        posture, parent = np.divmod(order, log_weight.shape[1])
        known = self.mean[parent] / ALIKE
        known[AT_REST[posture], 1] = 0.0
        known[(posture == STANDING) | (posture == REGAINED), 0] = 0.0
        cells = np.clip(np.rint(known), -SPREAD, SPREAD).astype(np.int64) + SPREAD
        key = ((posture * 2 * SPREAD + cells[:, 0]) * 2 * SPREAD + cells[:, 1]) * 2 * SPREAD
        _, first = np.unique(key + cells[:, 2], return_index=True)
        kept = np.sort(first)[:HYPOTHESES]
        return parent[kept], posture[kept]

    def _become(
        self,
        parent: NDArray[np.int64],
        posture: NDArray[np.int64],
        log_weight: Float,
        acceleration: float,
    ) -> None:
        was = self.posture[parent]
        top, slope = self._top[parent], self._top_slope[parent]
        rests = AT_REST[posture]
        self.mean, self.covariance = self.mean[parent], self.covariance[parent]
        self._regain(posture == REGAINED)
        self.predicted = self.mean
        posture = np.where(posture == REGAINED, STANDING, posture)
        self.moved_s = np.where(rests, 0.0, self.moved_s[parent] + self._step_s)
        self.posture = posture
        velocity_var = self.calm.velocity_m_s**2 / self._velocity_worth
        self._observe(1, np.full(len(parent), velocity_var), rests)
        still = rests & AT_REST[was]
        self._observe(2, np.full(len(parent), self._still_var), still, acceleration)
        height_var = np.where(was == STANDING, 20.0, 1.0) * STANDING_SD_M**2
        self._observe(0, height_var, posture == STANDING)
        self._observe_top(top, slope, posture == TURNING)
        height = self.mean[:, 0]
        lowest = np.minimum(self.lowest_m[parent], height)
        self.lowest_m = np.where((posture == STANDING) | (posture == TURNING), 0.0, lowest)
        far = (height / np.where(height > 0, ANY_ABOVE_M, ANY_HEIGHT_M)) ** 2
        far += (self.mean[:, 1] / ANY_VELOCITY_M_S) ** 2
        self.log_weight = log_weight - self._step_s * far / 2

    def _regain(self, where: NDArray[np.bool_]) -> None:
        """Stands, and all that is known of height and velocity is that."""
        if not where.any():
            return
        self.mean[where, :2] = 0.0
        self.covariance[where, :2, :] = 0.0
        self.covariance[where, :, :2] = 0.0
        self.covariance[where, 0, 0] = STANDING_SD_M**2
        self.covariance[where, 1, 1] = self.calm.velocity_m_s**2

    @property
    def _still_var(self) -> float:
        """Of the mean acceleration of a cell at rest."""
        return self.calm.acceleration_m_s2**2 / self._velocity_worth

    def _observe(
        self, unknown: int, variance: Float, where: NDArray[np.bool_], value: float = 0.0
    ) -> None:
        """That an unknown is a value, with this variance, in the hypotheses `where`."""
        if not where.any():
            return
        column = self.covariance[:, :, unknown]
        gain = column / (column[:, unknown] + variance)[:, None] * where[:, None]
        self.mean = self.mean - gain * (self.mean[:, unknown, None] - value)
        self.covariance = self.covariance - gain[:, :, None] * column[:, None, :]

    def _observe_top(self, top: Float, slope: Float, where: NDArray[np.bool_]) -> None:
        """That the top of a turn was at the height of standing."""
        if not where.any():
            return
        known = self.covariance[:, :, 0] + slope[:, None] * self.covariance[:, :, 1]
        variance = known[:, 0] + slope * known[:, 1] + TURNING_SD_M**2
        gain = known / variance[:, None] * where[:, None]
        self.mean = self.mean - gain * top[:, None]
        self.covariance = self.covariance - gain[:, :, None] * known[:, None, :]
        self.moved_s = np.where(where, self._step_s, self.moved_s)


def log_normal(squared: Float, variance: Float | float) -> Float:
    """Logarithm of the normal density at squared distances from its mean."""
    density: Float = -0.5 * (squared / variance + np.log(2 * np.pi * variance))
    return density
