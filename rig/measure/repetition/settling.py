"""A stance with its motion settled: rest and standing, and the resulting motion."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition.found import Course
from rig.measure.repetition.motion import (
    HEIGHT,
    NODE_S,
    NODE_STEPS,
    VELOCITY,
    WRONG,
    Known,
    Motion,
    MotionModel,
)
from rig.measure.repetition.posture import (
    AT_REST,
    BELOW_M,
    EVEN_TIMES,
    MIX_LOG_SHARES,
    MIX_SD_M_S2,
    REGAINED,
    SEARCH_STEPS,
    STANDING,
    Calm,
    log_normal,
)
from rig.measure.repetition.searching import Postures, search_postures
from rig.measure.repetition.series import Float, moving_mean
from rig.measure.repetition.stance import Stance
from rig.measure.repetition.weight import weight_courses

ROUNDS, LEAST_VARIANCE = 5, 1e-10
# A rest is trusted except for its first and last nodes: it may end in a slow begin.
EDGE_NODES, LAST_EDGE_NODES = 2, 3
# A velocity is worth one observation each 0.3 s of rest, a height of standing each 0.5 s.
VELOCITY_EACH_S, HEIGHT_EACH_S = 0.3, 0.5
# Heights of standing scatter by this much; at first they are trusted less.
STANDING_SD_M, FIRST_STANDING_SD_M, TOP_SD_M = 0.006, 0.02, 0.008
STANDING_SHARE, ANY_HEIGHT_M, WITHIN_M = 0.65, 0.6, 0.004
# Log odds: of rest in a node, given its neighbours; of the search's result.
STAY_AT_REST, STAY_MOVING = 0.985, 0.96
VELOCITY_WORTH, ACCELERATION_WORTH, SEARCH_WORTH = 0.15, 0.1, (0.4, 0.05)
MOVING_SD_M_S = (0.04, 0.2)
# The scatter at rest is estimated again, within these factors of the first estimate.
LEAST_TIMES, MOST_TIMES = 0.7, 2.0
WANDER_TIMES = (0.8, 3.0)
SWAY_SHARE = 0.25  # of the scatter of velocity at rest, in the velocity at the begin of a movement
# A height is one of standing if it has this share of the rest at the most frequent height; and the
# ends of a stance are at the same height, if both are rests within a few seconds.
MODE_SHARE, MODE_STEP_M, END_S, SAME_M = 0.2, 0.004, 4.0, 0.02


@dataclass(frozen=True, slots=True)
class Settled:
    """A stance with its motion, the knowledge used for it, the probability of rest at the nodes
    (n,), the course in the result of the analysis, and the person's calm in standing."""

    stance: Stance
    motion: Motion
    model: MotionModel
    known: Known
    at_rest: Float
    course: Course
    calm: Calm


def settle(stance: Stance, weighed_n: float | None = None) -> Settled:
    """The motion of a stance; `weighed_n` is the weight taken before."""
    postures = search_postures(stance.force_n, weight_courses(stance.force_n, weighed_n))
    pushed = tuple(postures.pushed())
    model = MotionModel(stance, postures.weight, postures.wander_n, pushed)
    return _Settling(model, postures).settled()


class _Settling:
    """Rounds of: the motion from what is known, then what is known from the motion."""

    def __init__(self, model: MotionModel, postures: Postures) -> None:
        self.model = model
        self.first_calm = self.calm = postures.calm
        posture = np.repeat(postures.posture, SEARCH_STEPS // NODE_STEPS)
        posture = np.concatenate((posture, np.repeat(posture[-1:], model.nodes)))[: model.nodes]
        rests = AT_REST[posture]
        self.at_rest = (rests & np.concatenate((rests[:1], rests[:-1]))).astype(np.float64)
        self.standing = np.isin(posture, (STANDING, REGAINED)).astype(np.float64)
        self.search_worth = SEARCH_WORTH[0]  # at first: later the motion is more reliable
        self.searched = np.where(rests, 1.0, -1.0)
        self.tops = np.zeros(model.nodes)
        self.pushed = np.zeros(model.nodes, np.bool_)  # heights are too uncertain there
        for rows in model.pushed:
            self.pushed[rows.start // NODE_STEPS : rows.end // NODE_STEPS + 1] = True
        self.standing_m = 0.0
        self.wander: Float | None = None

    def settled(self) -> Settled:
        worths = np.geomspace(*SEARCH_WORTH, ROUNDS)
        sds_m = np.geomspace(FIRST_STANDING_SD_M, STANDING_SD_M, ROUNDS)
        for sd_m, self.search_worth in zip(sds_m, worths, strict=True):
            known = self._known(float(sd_m), EDGE_NODES)
            solved = self.model.solve(known, self.wander)
            self._learn(solved.mean[:, :, 0], solved.covariance, solved.towards_next, known, sd_m)
        known = self._known(STANDING_SD_M, LAST_EDGE_NODES)
        solved = self.model.solve(known, self.wander)
        motion = self.model.motion(solved, self.standing_m)
        course = self._course(motion)
        return Settled(
            self.model.stance, motion, self.model, known, self.at_rest, course, self.calm
        )

    def _course(self, motion: Motion) -> Course:
        stance, steps = self.model.stance, len(motion.height_m)
        node = np.minimum(np.arange(steps) // NODE_STEPS, len(self.at_rest) - 1)
        return Course(
            stance.time_s[:steps],
            stance.force_n[:steps],
            motion.height_m,
            motion.velocity_m_s,
            motion.height_sd_m,
            # The body sways at rest, too: that is an error of its onset, not of the velocity.
            np.hypot(motion.velocity_sd_m_s, SWAY_SHARE * self.calm.velocity_m_s),
            motion.weight_n,
            self.at_rest[node] > 0.5,
            float(np.median(motion.weight_n)),
        )

    def _known(self, standing_sd_m: float, edge: int) -> Known:
        inside = _eroded(self.at_rest, edge)
        velocity = inside * (NODE_S / VELOCITY_EACH_S) / self.calm.velocity_m_s**2
        height = inside * self.standing * (NODE_S / HEIGHT_EACH_S) / standing_sd_m**2
        height = height + self.tops / max(standing_sd_m, TOP_SD_M) ** 2
        return Known(velocity, height, np.full(self.model.nodes, self.standing_m))

    def _learn(
        self, mean: Float, covariance: Float, to_next: Float, known: Known, sd_m: float
    ) -> None:
        # If a force is no person's, rounding may leave a variance below zero.
        velocity_var, height_var = (
            np.maximum(covariance[:, unknown, unknown], LEAST_VARIANCE)
            for unknown in (VELOCITY, HEIGHT)
        )
        self._learn_wander(mean, covariance, to_next)
        acceleration = self._acceleration(mean)
        self.at_rest = self._rest(mean[:, VELOCITY], velocity_var, acceleration, known)
        self._learn_calm(mean[:, VELOCITY], velocity_var, acceleration)
        height = mean[:, HEIGHT]
        sure = self.at_rest * (self.at_rest > 0.5)
        self.standing_m = standing_height_m(height, sure, max(sd_m, 0.01))
        off2 = (height - self.standing_m) ** 2
        self.standing = _standing(off2, height_var, sd_m)
        self.tops = self._tops(mean[:, VELOCITY], height - self.standing_m, height_var)

    def _learn_wander(self, mean: Float, covariance: Float, to_next: Float) -> None:
        """The weight's steps have heavy tails: a large step was probably one of large variance
        (Student's t with 2 degrees of freedom, by reweighting)."""
        wrong = covariance[:, WRONG, WRONG]
        step2 = np.diff(mean[:, WRONG]) ** 2 + wrong[1:] + wrong[:-1] - 2 * to_next[:, WRONG, WRONG]
        usual = self.model.noise[:, WRONG, WRONG]
        times = np.clip((2 + moving_mean(step2 / usual, 3)) / 3, *WANDER_TIMES)
        self.wander = np.where(self.model.free, usual, usual * times)

    def _acceleration(self, mean: Float) -> Float:
        model = self.model
        steps = np.arange(len(model.acceleration))
        wrong = np.interp(steps, model.node_steps, mean[:, WRONG])
        smooth: Float = moving_mean(model.found_acceleration - wrong, 12)[model.node_steps]
        return smooth

    def _rest(
        self, velocity: Float, velocity_var: Float, acceleration: Float, known: Known
    ) -> Float:
        """The probability of rest at each node, from the velocity given by everything except its
        own knowledge, its acceleration, the search's result and its neighbours."""
        calm = self.calm
        others = np.maximum(1 / velocity_var - known.velocity, 1e-3)
        without2, without_var = (velocity / velocity_var / others) ** 2, 1 / others
        moving = np.logaddexp(
            *(log_normal(without2, sd**2 + without_var) + np.log(0.5) for sd in MOVING_SD_M_S)
        )
        by_velocity = log_normal(without2, calm.velocity_m_s**2 + without_var) - moving
        sds = np.array((EVEN_TIMES * calm.acceleration_m_s2, *MIX_SD_M_S2))
        mixture = MIX_LOG_SHARES + log_normal((acceleration**2)[:, None], sds**2)
        by_force = log_normal(acceleration**2, calm.acceleration_m_s2**2)
        by_force = by_force - np.logaddexp.reduce(mixture, axis=1)
        odds = ACCELERATION_WORTH * by_force + VELOCITY_WORTH * by_velocity
        return _likely(odds + self.search_worth * self.searched)

    def _learn_calm(self, velocity: Float, velocity_var: Float, acceleration: Float) -> None:
        sure = self.at_rest * (self.at_rest > 0.5)
        if sure.sum() <= 3:
            return
        speed = 1.2 * np.sqrt((sure * (velocity**2 + velocity_var)).sum() / sure.sum())
        jolt = 1.1 * np.sqrt((sure * acceleration**2).sum() / sure.sum())
        found = []
        for value, first in zip((jolt, speed), self.first_calm, strict=True):
            found.append(float(np.clip(value, LEAST_TIMES * first, MOST_TIMES * first)))
        self.calm = Calm(*found)

    def _comes_from_below(self, above_m: Float, turns: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the centre of mass was below standing since the rest or the turn before: a rise
        from standing is raised arms or heels."""
        before = np.concatenate(([0], turns[:-1])) if len(turns) else turns
        rests = np.where(self.at_rest > 0.5, np.arange(len(above_m)), 0)
        last_rest = np.maximum.accumulate(rests)[turns]
        first = np.maximum(before, last_rest)
        lowest = [above_m[a : b + 1].min() for a, b in zip(first, turns, strict=True)]
        return np.array(lowest) < -BELOW_M

    def _tops(self, velocity: Float, above_m: Float, height_var: Float) -> Float:
        """The probability that a node without rest, at which the motion turns from up to down, is
        at the height of standing."""
        turns = np.flatnonzero((velocity[:-1] > 0) & (velocity[1:] <= 0))
        turns = turns + (np.abs(velocity[turns]) >= np.abs(velocity[turns + 1]))
        turns = turns[(self.at_rest[turns] < 0.3) & self._comes_from_below(above_m, turns)]
        turns = turns[~self.pushed[turns]]
        tops = np.zeros(len(velocity))
        near = log_normal(above_m[turns] ** 2, FIRST_STANDING_SD_M**2 + height_var[turns])
        tops[turns] = _probability(near - np.log(0.5 / ANY_HEIGHT_M))
        return tops


def standing_height_m(height_m: Float, weight: Float, width_m: float) -> float:
    """The height of a person's standing, from heights (n,) at rest, each with a weight.

    It is that of both ends of a stance, if these are rests at one height; else the highest frequent
    one, for a hold at the bottom may last longer than all of the standing.
    """
    if weight.sum() < 2:
        return float(np.quantile(height_m, 0.9))
    grid_m = np.arange(height_m.min() - 0.05, height_m.max() + 0.05, MODE_STEP_M)
    heights = np.searchsorted(grid_m, height_m)
    counts = np.bincount(heights, weights=weight, minlength=len(grid_m) + 1)[: len(grid_m)]
    reach = np.arange(-5 * width_m, 5 * width_m, MODE_STEP_M)
    kernel = np.exp(-((reach / width_m) ** 2) / 2)
    density = np.convolve(counts, kernel)[len(kernel) // 2 :][: len(grid_m)]
    modes = np.flatnonzero(
        (density[1:-1] >= density[:-2])
        & (density[1:-1] > density[2:])
        & (density[1:-1] > MODE_SHARE * density.max())
    )
    if not len(modes):
        return float(grid_m[density.argmax()])
    modes_m = grid_m[modes + 1]
    rests = np.flatnonzero(weight > 0.5)
    if len(rests) > 6:
        first_m, last_m = float(height_m[rests[:4]].mean()), float(height_m[rests[-4:]].mean())
        near_ends = max(rests[0], len(height_m) - rests[-1]) * NODE_S < END_S
        if near_ends and abs(first_m - last_m) < max(SAME_M, 2 * width_m):
            middle_m = (first_m + last_m) / 2
            return float(modes_m[np.abs(modes_m - middle_m).argmin()])
    return float(modes_m[-1])


def _standing(off2: Float, height_var: Float, sd_m: float) -> Float:
    near = log_normal(off2, sd_m**2 + height_var + WITHIN_M**2) + np.log(STANDING_SHARE)
    return _probability(near - np.log((1 - STANDING_SHARE) / ANY_HEIGHT_M))


def _probability(log_odds: Float) -> Float:
    probability: Float = 1 / (1 + np.exp(-np.clip(log_odds, -50, 50)))
    return probability


def _likely(log_odds: Float) -> Float:
    """Probability of rest at each node, from its own log odds and its neighbours' (a hidden Markov
    chain of two states, forwards and backwards)."""
    odds = np.exp(np.clip(log_odds, -50, 50)).tolist()
    forwards, share = [], 0.5
    for odd in odds:
        predicted = share * STAY_AT_REST + (1 - share) * (1 - STAY_MOVING)
        share = predicted * odd / (predicted * odd + 1 - predicted)
        forwards.append(share)
    found, behind = [], 1.0  # of the later nodes: likelihood at rest relative to moving
    for share, odd in zip(reversed(forwards), reversed(odds), strict=True):
        found.append(share * behind / (share * behind + 1 - share))
        ahead = odd * behind
        behind = (STAY_AT_REST * ahead + 1 - STAY_AT_REST) / (
            (1 - STAY_MOVING) * ahead + STAY_MOVING
        )
    return np.array(found[::-1])


def _eroded(values: Float, nodes: int) -> Float:
    """The least of each value and those up to `nodes` away."""
    least = values.copy()
    for by in range(1, nodes + 1):
        least[:-by] = np.minimum(least[:-by], values[by:])
        least[by:] = np.minimum(least[by:], values[:-by])
    return least
