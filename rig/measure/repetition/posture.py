"""Standing, holding or moving: the most likely course of posture, from many followed in parallel.

Force integrated twice diverges, unless the times at rest are known. The force of a moment alone
does not show a rest: in an even descent it equals the weight, too. But the velocity is known for
some seconds from the last rest on, hence a rest is where force and velocity are both small; and
where a person stands, the height is that of standing. Each hypothesis is such a course with its
knowledge of height, velocity and weight (a Kalman filter); those that explain the force best are
followed further.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition.motion import HEIGHT, VELOCITY, WRONG, Noise, transition
from rig.measure.repetition.series import Float
from rig.measure.repetition.stance import STEP_S

# At the top of a movement without a rest, too, the height is about that of standing: TURNING.
# REGAINED is standing that the force does not show: something else moved the person.
MOVING, STANDING, HOLDING, TURNING, REGAINED = 0, 1, 2, 3, 4
# For each posture: whether the person is at rest in it.
AT_REST = np.array([False, True, True, False, True])
SEARCH_STEPS = 20  # postures are searched in cells of 0.2 s
HYPOTHESES = 12
# Hypotheses are alike if height, velocity and wrong acceleration round to the same such steps.
ALIKE, SPREAD = np.array([0.02, 0.006, 0.007]), 1000
MOST_BEHIND = 14.0  # a hypothesis this much less likely (natural logarithm) is dropped

# From a posture (row) to the next one, in 0.1 s.
CHANGES = np.array([[0.93, 0.05, 0.02], [0.04, 0.955, 0.005], [0.06, 0.005, 0.935]])
BEGINS, STANDS = np.log([0.35, 0.6, 0.05]), np.log([0.02, 0.97, 0.01])
# Neighbouring cells have nearly the same information: for the velocity a cell of 0.1 s is worth a
# third, for the acceleration a tenth of an observation.
VELOCITY_WORTH, ACCELERATION_WORTH = 0.33, 0.13
# Accelerations while moving: shares and standard deviations of a mixture; the first one, of even
# movement, in those of rest.
MIX_SHARES = np.array([0.3, 0.25, 0.25, 0.15, 0.05])
MIX_LOG_SHARES = np.log(MIX_SHARES)
ROOT_TWO_PI, LEAST_DENSITY = np.sqrt(2 * np.pi), 1e-300
EVEN_TIMES, MIX_SD_M_S2 = 1.5, (0.06, 0.3, 1.0, 3.0)
TURNING_M_S2, BELOW_M = 0.15, 0.025  # a slower turn is a rest, or none
# Possible velocity or height after so many seconds of movement.
MOST_M_S, GAINED_M_S2, MOST_M, GAINED_M_S = 0.2, 0.1, 0.3, 0.06
STANDING_SD_M, TURNING_SD_M, TURNING_SHARE = 0.008, 0.015, 0.2
ANY_HEIGHT_M, ANY_ABOVE_M, ANY_VELOCITY_M_S = 0.35, 0.12, 0.6
# For a load change: standard deviations of its effect on height, velocity and weight.
CHANGE_COVARIANCE = np.diag([0.1, 0.05, 0.04]) ** 2
# A force from outside: its price, the least time of movement before it, and how quiet it must be.
PUSH_PRICE, PUSHED_S, QUIET_TIMES = 2.0, 0.8, 2.5
# The calm of the person at their calmest: standing scatters by this factor more.
CALMEST, SCATTER = 0.05, 2.4
SCATTER_M_S2, SCATTER_M_S, SCATTER_S = (0.006, 0.08), (0.003, 0.02), 3.5
RESTLESS_M_S2, STEADY_WANDER_N = 0.0115, 0.1  # wandering plates move the weight more, per root s

# The knowledge of each hypothesis: mean and covariance of height, velocity and wrong acceleration;
# how long it has moved, its lowest height since it stood, and for a turn in the last cell its
# height and the slope of that with velocity.
VARIANCES = slice(3, 9)
MOVED_S, LOWEST, TOP, TOP_SLOPE, KNOWN = 9, 10, 11, 12, 13
# The covariance's entries: the unknowns of each entry; and the entries of each unknown.
ONE, OTHER = np.triu_indices(3)
COLUMNS = 3 + np.array([[0, 1, 2], [1, 3, 4], [2, 4, 5]])
HEIGHT_VAR, HEIGHT_WITH_VELOCITY, VELOCITY_VAR = 3, 4, 6


class Calm(NamedTuple):
    """Standard deviations of acceleration and velocity of the centre of mass at rest."""

    acceleration_m_s2: float
    velocity_m_s: float


def calm_from(calmest_m_s2: float) -> Calm:
    """The scatter at rest, from that of the calmest seconds."""
    acceleration = min(max(SCATTER * calmest_m_s2, SCATTER_M_S2[0]), SCATTER_M_S2[1])
    velocity = min(max(acceleration / SCATTER_S, SCATTER_M_S[0]), SCATTER_M_S[1])
    return Calm(acceleration, velocity)


class Cell(NamedTuple):
    """The effect of the force in a cell, for each search (S,): the velocity gained in it, the
    height gained from a standing start, and the acceleration at its end; and whether a load
    changed."""

    velocity_m_s: Float
    height_m: Float
    acceleration_m_s2: Float
    load_changes: NDArray[np.bool_]

    def of(self, index: Any) -> "Cell":
        """Its arrays at an index, if they have further axes: (S, K) of K cells."""
        return Cell(
            self.velocity_m_s[index],
            self.height_m[index],
            self.acceleration_m_s2[index],
            self.load_changes[index],
        )


class Way(NamedTuple):
    """The best hypothesis of each search in each cell (S, K): its postures, and the log likelihood
    of the force up to then."""

    posture: NDArray[np.int64]
    log_weight: Float


class PostureSearch:
    """Follows hypotheses through one cell after another, in S searches in parallel.

    For each hypothesis (S, H): `posture`, `log_weight` (minus infinity: there is none), and the
    `predicted_m` height, before it was taken as that of standing.
    """

    def __init__(
        self,
        calm: Calm,
        noises: Sequence[Noise],
        begin_sds_m_s2: Sequence[float],
        *,
        begins: Float = BEGINS,
        keep_way: bool = True,
    ) -> None:
        self.calm = calm
        self._step_s = SEARCH_STEPS * STEP_S
        self._next = _next_of_known(transition(self._step_s))
        noise = [one.covariance(self._step_s)[ONE, OTHER] for one in noises]
        self._noise = np.array(noise).T[:, :, None]
        changes = np.log(np.linalg.matrix_power(CHANGES, round(self._step_s / 0.1)))
        self._changes = np.concatenate((changes, changes[:1])).T  # after a turn it moves on
        self._velocity_worth = VELOCITY_WORTH * self._step_s / 0.1
        self._acceleration_worth = ACCELERATION_WORTH * self._step_s / 0.1
        self._keep_way = keep_way
        self._history: list[tuple[NDArray[np.int64], NDArray[np.int64], Float]] = []
        self._begin(np.array(begin_sds_m_s2), begins)

    def _begin(self, begin_sds_m_s2: Float, begins: Float) -> None:
        searches, velocity = len(begin_sds_m_s2), self.calm.velocity_m_s
        self._rows = np.arange(searches)[:, None]
        self._known = np.zeros((KNOWN, searches, 3))
        self._known[HEIGHT] = -0.12, 0.0, -0.15
        self._known[HEIGHT_VAR] = np.square((0.15, STANDING_SD_M, 0.1))
        self._known[VELOCITY_VAR] = np.square((0.4, velocity, velocity))
        self._known[COLUMNS[WRONG, WRONG]] = begin_sds_m_s2[:, None] ** 2
        self._known[LOWEST] = -1.0, 0.0, -1.0
        self._known[MOVED_S] = 9.0, 0.0, 0.0
        self.predicted_m = self._known[HEIGHT]
        self.posture = np.tile([MOVING, STANDING, HOLDING], (searches, 1))
        self.log_weight = np.tile(begins, (searches, 1))

    @property
    def calm(self) -> Calm:
        """How calm the person is at rest."""
        return self._calm

    @calm.setter
    def calm(self, calm: Calm) -> None:
        self._calm = calm
        sds = np.array((EVEN_TIMES * calm.acceleration_m_s2, *MIX_SD_M_S2))
        self._mixture = MIX_SHARES / sds / ROOT_TWO_PI
        self._mixture_narrow = (-0.5 / sds**2)[:, None]

    @property
    def height_m(self) -> Float:
        """Of each hypothesis, (S, H)."""
        height_m: Float = self._known[HEIGHT]
        return height_m

    @property
    def height_var_m2(self) -> Float:
        """Of each hypothesis, (S, H)."""
        variance: Float = self._known[HEIGHT_VAR]
        return variance

    @property
    def velocity_m_s(self) -> Float:
        """Of each hypothesis, (S, H)."""
        velocity_m_s: Float = self._known[VELOCITY]
        return velocity_m_s

    @property
    def wrong_m_s2(self) -> Float:
        """The error of the acceleration by each hypothesis, (S, H)."""
        wrong_m_s2: Float = self._known[WRONG]
        return wrong_m_s2

    def way(self) -> Way:
        """The best hypothesis of each search."""
        shape = len(self._rows), len(self._history)
        postures, weights = np.empty(shape, np.int64), np.empty(shape)
        each, best = self._rows[:, 0], self.log_weight.argmax(axis=1)
        for cell in range(len(self._history) - 1, -1, -1):
            posture, parent, log_weight = self._history[cell]
            postures[:, cell], weights[:, cell] = posture[each, best], log_weight[each, best]
            best = parent[each, best]
        return Way(postures, weights)

    def add(self, cell: Cell) -> NDArray[np.int64]:
        """Adds a cell. Returns the previous hypothesis of each one now, (S, H)."""
        before = self._known[VELOCITY]
        self._predict(cell)
        log_weight = self._scores(cell.acceleration_m_s2[:, None], before)
        parent, posture, chosen = self._chosen(log_weight)
        self._become(parent, posture, chosen, cell.velocity_m_s[:, None] / self._step_s)
        if self._keep_way:
            self._history.append((posture, parent, self.log_weight))
        return parent

    def suppose_load(self, parent: int, wrong_m_s2: float, price: float, sd_m_s2: float) -> None:
        """Adds the hypothesis that the person stands, and that a load changed the error of the
        acceleration to this value, with a standard deviation. For a single search."""
        known = np.zeros((KNOWN, 1, 1))
        known[WRONG] = wrong_m_s2
        known[COLUMNS[range(3), range(3)], 0, 0] = np.square(
            (STANDING_SD_M, self.calm.velocity_m_s, sd_m_s2)
        )
        log_weight = self.log_weight[:, parent, None] - price
        self._known = np.concatenate((self._known, known), axis=2)
        self.posture = np.concatenate((self.posture, [[STANDING]]), axis=1)
        self.log_weight = np.concatenate((self.log_weight, log_weight), axis=1)

    def _predict(self, cell: Cell) -> None:
        known = self._known.copy()
        shape = known[:MOVED_S].shape
        known[:MOVED_S] = (self._next @ known[:MOVED_S].reshape(MOVED_S, -1)).reshape(shape)
        known[HEIGHT] += cell.height_m[:, None]
        known[VELOCITY] += cell.velocity_m_s[:, None]
        known[VARIANCES] += self._noise
        if cell.load_changes.any():
            known[VARIANCES, cell.load_changes] += CHANGE_COVARIANCE[ONE, OTHER][:, None, None]
        self._known = known

    def _scores(self, acceleration: Float, before: Float) -> Float:
        """Log weights (5, S, H) of each hypothesis continuing in each posture."""
        calm, was, known = self.calm, self.posture, self._known
        moved = (was == MOVING) | (was == TURNING)
        wrong = acceleration - known[WRONG]
        wrong2 = wrong**2
        shares = self._mixture @ np.exp(self._mixture_narrow * wrong2.ravel()) + LEAST_DENSITY
        moving = self._acceleration_worth * np.log(shares).reshape(was.shape)
        resting = self._acceleration_worth * log_normal(wrong2, calm.acceleration_m_s2**2)

        height2, velocity2 = known[HEIGHT] ** 2, known[VELOCITY] ** 2
        rest_var = calm.velocity_m_s**2 + known[VELOCITY_VAR]
        may_be = rest_var + np.minimum(MOST_M_S, GAINED_M_S2 * known[MOVED_S]) ** 2
        begun = _better(velocity2, rest_var, may_be)
        went_on = (-self._velocity_worth / 2) * velocity2 / rest_var
        resting = resting + np.where(moved, begun, went_on)
        gained_var = np.minimum(MOST_M, GAINED_M_S * known[MOVED_S]) ** 2
        near_var = STANDING_SD_M**2 + known[HEIGHT_VAR]
        stands = _better(height2, near_var, near_var + gained_var)
        stands = np.where(was == STANDING, 0.0, stands)

        scores = np.empty((len(AT_REST), *was.shape))
        scores[:TURNING] = self.log_weight + self._changes[:, was]
        scores[MOVING] += moving
        scores[STANDING] += resting + stands
        scores[HOLDING] += resting
        turns = self._turns(wrong, before, moved, gained_var)
        scores[TURNING] = -np.inf if turns is None else scores[MOVING] + turns
        regains = moved & (known[MOVED_S] >= PUSHED_S)
        regains &= wrong2 < (QUIET_TIMES * calm.acceleration_m_s2) ** 2
        scores[REGAINED] = -np.inf
        if regains.any():
            regained = scores[STANDING] - begun - stands - PUSH_PRICE
            scores[REGAINED][regains] = regained[regains]
        return scores

    def _turns(
        self, down: Float, before: Float, moved: NDArray[np.bool_], gained_var: Float
    ) -> Float | None:
        """The gain in log likelihood of each hypothesis if its turn from up to down in this cell,
        if any, was at the height of standing."""
        known = self._known
        turned = moved & (before > 0) & (known[VELOCITY] <= 0) & (down < -TURNING_M_S2)
        turned &= known[LOWEST] < -BELOW_M  # a rise from standing is raised arms or heels
        if not turned.any():
            return None
        down = np.where(turned, down, -1.0)
        known[TOP] = known[HEIGHT] - known[VELOCITY] ** 2 / (2 * down)
        known[TOP_SLOPE] = slope = -known[VELOCITY] / down
        variance = TURNING_SD_M**2 + known[HEIGHT_VAR] + 2 * slope * known[HEIGHT_WITH_VELOCITY]
        variance += slope**2 * known[VELOCITY_VAR]
        better = _better(known[TOP] ** 2, variance, variance + gained_var)
        return np.where(turned, better + np.log(TURNING_SHARE), -np.inf)

    def _chosen(self, log_weight: Float) -> tuple[NDArray[np.int64], NDArray[np.int64], Float]:
        """Parents, postures and log weights (S, H) of the hypotheses to follow: the likeliest, and
        only one of those with nearly the same knowledge."""
        searches, hypotheses = log_weight.shape[1:]
        flat = log_weight.transpose(1, 0, 2).reshape(searches, -1)
        order = np.argsort(-flat, axis=1)
        flat = flat[self._rows, order]
        kept = flat > flat[:, :1] - MOST_BEHIND
        most = int(kept.sum(axis=1).max())
        order, flat, kept = order[:, :most], flat[:, :most], kept[:, :most]
        posture, parent = np.divmod(order, hypotheses)
        kept &= ~self._like_one_before(posture, parent)
        place = kept.cumsum(axis=1) - 1
        kept &= place < HYPOTHESES
        if searches == 1:
            alone = kept[0]
            return parent[:, alone], posture[:, alone], flat[:, alone]
        row, column = np.nonzero(kept)
        place = place[row, column]
        shape = (searches, int(place.max()) + 1)
        parents, postures = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        weights = np.full(shape, -np.inf)
        parents[row, place], postures[row, place] = parent[row, column], posture[row, column]
        weights[row, place] = flat[row, column]
        return parents, postures, weights

    def _like_one_before(
        self, posture: NDArray[np.int64], parent: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Which ones (S, M) have nearly the same knowledge as one before them in their row."""
        near = np.rint(self._known[: WRONG + 1, self._rows, parent] / ALIKE[:, None, None])
        near = np.minimum(np.maximum(near, -SPREAD), SPREAD)
        near[VELOCITY] *= ~AT_REST[posture]
        near[HEIGHT] *= (posture != STANDING) & (posture != REGAINED)
        key = ((posture * 3 * SPREAD + near[HEIGHT]) * 3 * SPREAD + near[VELOCITY]) * 3 * SPREAD
        key += near[WRONG]
        order = np.argsort(key, axis=1, kind="stable")
        key = key[self._rows, order]
        alike = np.zeros(key.shape, np.bool_)
        alike[self._rows, order[:, 1:]] = key[:, 1:] == key[:, :-1]
        return alike

    def _become(
        self,
        parent: NDArray[np.int64],
        posture: NDArray[np.int64],
        log_weight: Float,
        acceleration: Float,
    ) -> None:
        was = self.posture[self._rows, parent]
        self._known = known = self._known[:, self._rows, parent]
        self._regain(posture == REGAINED)
        self.predicted_m = known[HEIGHT].copy()
        self.posture = np.where(posture == REGAINED, STANDING, posture)
        rests = AT_REST[posture]
        known[MOVED_S] = np.where(rests, 0.0, known[MOVED_S] + self._step_s)
        self._observe(VELOCITY, self.calm.velocity_m_s**2 / self._velocity_worth, rests)
        self._observe(WRONG, self._still_var, rests & AT_REST[was], acceleration)
        height_var = np.where(was == STANDING, 20.0, 1.0) * STANDING_SD_M**2
        stands = self.posture == STANDING
        self._observe(HEIGHT, height_var, stands)
        turned = posture == TURNING
        self._observe_top(turned)
        height = known[HEIGHT]
        known[LOWEST] = np.where(stands | turned, 0.0, np.minimum(known[LOWEST], height))
        far = (height / np.where(height > 0, ANY_ABOVE_M, ANY_HEIGHT_M)) ** 2
        far += (known[VELOCITY] / ANY_VELOCITY_M_S) ** 2
        self.log_weight = log_weight - self._step_s / 2 * far

    def _regain(self, where: NDArray[np.bool_]) -> None:
        """Resets height and velocity to those of standing, with no other knowledge."""
        if not where.any():
            return
        known = self._known
        for unknown in (HEIGHT, VELOCITY):
            known[unknown][where] = 0.0
            for entry in COLUMNS[unknown].tolist():
                known[entry][where] = 0.0
        known[HEIGHT_VAR][where] = STANDING_SD_M**2
        known[VELOCITY_VAR][where] = self.calm.velocity_m_s**2

    @property
    def _still_var(self) -> float:
        """Variance of the mean acceleration of a cell at rest."""
        return self.calm.acceleration_m_s2**2 / self._velocity_worth

    def _observe(
        self,
        unknown: int,
        variance: Float | float,
        where: NDArray[np.bool_],
        value: Float | float = 0.0,
    ) -> None:
        """Observes that an unknown has a value, with this variance, in the hypotheses `where`."""
        if not where.any():
            return
        known = self._known
        column = known[COLUMNS[unknown]]
        gain = column * (where / (column[unknown] + variance))
        known[:3] -= gain * (known[unknown] - value)
        known[VARIANCES] -= gain[ONE] * column[OTHER]

    def _observe_top(self, where: NDArray[np.bool_]) -> None:
        """Observes that the top of a turn was at the height of standing."""
        if not where.any():
            return
        known = self._known
        slope = known[TOP_SLOPE]
        column = known[COLUMNS[HEIGHT]] + slope * known[COLUMNS[VELOCITY]]
        variance = column[HEIGHT] + slope * column[VELOCITY] + TURNING_SD_M**2
        gain = column * (where / variance)
        known[:3] -= gain * known[TOP]
        known[VARIANCES] -= gain[ONE] * column[OTHER]
        known[MOVED_S][where] = self._step_s


def _next_of_known(forward: Float) -> Float:
    """The effect of a transition (3, 3) on a mean and the entries of its covariance, (9, 9)."""
    found = np.zeros((MOVED_S, MOVED_S))
    found[:3, :3] = forward
    for entry, (one, other) in enumerate(zip(ONE, OTHER, strict=True)):
        covariance = np.zeros((3, 3))
        covariance[one, other] = covariance[other, one] = 1.0
        found[VARIANCES, 3 + entry] = (forward @ covariance @ forward.T)[ONE, OTHER]
    return found


def log_normal(squared: Float, variance: Float | float) -> Float:
    """Logarithm of the normal density at squared distances from its mean."""
    density: Float = -0.5 * (squared / variance + np.log(2 * np.pi * variance))
    return density


def _better(squared: Float, variance: Float, wider: Float) -> Float:
    """Log likelihood ratio of squared distances, of one variance over a wider one."""
    better: Float = 0.5 * (squared * (1 / wider - 1 / variance) + np.log(wider / variance))
    return better
