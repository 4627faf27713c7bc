"""The vertical movement of the centre of mass, from vertical force and what is known at rest.

Unknown are height, velocity and the error of the acceleration (the weight is not exactly as
assumed), at nodes 0.1 s apart. From node to node they follow from the force; at rest the velocity
is nearly 0, and where the person stands the height is that of standing. All of that is weighted by
its standard deviation, hence the result has one, too.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition.chain import Solved, inverse, solve_chain, variance_in_chain
from rig.measure.repetition.series import Float, integral, moving_mean
from rig.measure.repetition.stance import STEP_S, Stance
from rig.measure.repetition.weight import WeightCourse
from rig.measure.runs import Rows

GRAVITY_M_S2 = 9.81
NODE_STEPS = 10
NODE_S = NODE_STEPS * STEP_S
HEIGHT, VELOCITY, WRONG = 0, 1, 2
FORCE_NOISE_N = 0.1
# Weak knowledge of any moment, per second: no person is further from standing, or faster.
ANY_HEIGHT_M, ANY_VELOCITY_M_S = 0.35, 0.6
LITTLE = 1e-12
# Of the differences between the channels' gains; and when they are taken into account.
GAIN_SD = 0.01
GAINS_LEAST, GAINS_SHARE, GAINS_MOST_LEFT_PER_S = 4.0, 0.2, 1.5
# A load that is taken or put down: over 0.5 s, height and velocity of the mass on the plates change
# by this much (standard deviations), if it is more than a share of the weight.
CHANGE_NODES = 2
GREAT_SHARE, GREAT_M, GREAT_M_S = 0.05, 0.10, 0.08
CHANGE_SHARE = 0.3  # of the newtons of a load change: the possible error of their step
# For a difference within some seconds: nodes to either side, and the possible error of the weight.
AROUND_NODES, FAR_SD_M_S2 = 200, 0.02
PUSH_M_S, PUSH_M = 0.2, 0.2  # what a force from outside may do to velocity and height
# Knowledge at rest and the noise of the force are set wide, to limit the trust in any single rest:
# standard deviations come out too large by this much (simulated participants of all laws).
HEIGHT_SD_SHARE, VELOCITY_SD_SHARE = 0.55, 0.42
LOST_SHARE = 0.3  # of the force range near lost samples: error of their replacement


class CellInputs(NamedTuple):
    """The effect of a force in each cell (K,): velocity gained, height gained from a standing
    start, and the acceleration around the cell's end."""

    velocity_m_s: Float
    height_m: Float
    acceleration_m_s2: Float


@dataclass(frozen=True, slots=True)
class Noise:
    """Noise of the acceleration: white noise and that of its wandering error, per root second."""

    white_m_s2: float
    wander_m_s2: float

    @classmethod
    def of(cls, weight_n: float, wander_n: float) -> "Noise":
        """For a weight, and its wander in newtons per root second."""
        mass_kg = weight_n / GRAVITY_M_S2
        return cls(FORCE_NOISE_N / mass_kg, wander_n / mass_kg)

    def covariance(self, step_s: float) -> Float:
        """What it adds in a time to height, velocity and wrong acceleration, (3, 3)."""
        white = self.white_m_s2**2
        return np.array(
            [
                [white * step_s**3 / 3 + LITTLE, white * step_s**2 / 2, 0.0],
                [white * step_s**2 / 2, white * step_s + LITTLE, 0.0],
                [0.0, 0.0, self.wander_m_s2**2 * step_s + LITTLE**2],
            ]
        )


def transition(step_s: float) -> Float:
    """Transition of height, velocity and wrong acceleration over a time."""
    return np.array([[1.0, step_s, -(step_s**2) / 2], [0.0, 1.0, -step_s], [0.0, 0.0, 1.0]])


def cell_inputs(acceleration: Float, cell_steps: int) -> CellInputs:
    """The inputs of whole cells of an acceleration (N,) on the grid."""
    cells = (len(acceleration) - 1) // cell_steps
    begin = np.arange(cells) * cell_steps
    end = begin + cell_steps
    velocity = integral(acceleration, STEP_S)
    height = integral(velocity, STEP_S)
    return CellInputs(
        velocity[end] - velocity[begin],
        height[end] - height[begin] - velocity[begin] * cell_steps * STEP_S,
        moving_mean(acceleration, 12)[end],
    )


class Known(NamedTuple):
    """Knowledge at the nodes (n,): precision (1 / variance) of the velocity being 0, and of the
    height being `height_m`."""

    velocity: Float
    height: Float
    height_m: Float


@dataclass(frozen=True, slots=True)
class Motion:
    """Motion of a stance: height and velocity (N,) at its steps with their standard deviations, and
    the weight (N,) found. `strain` (n-1,) is how unlikely the correction of the force between each
    two nodes is: a sum of squares over variances."""

    height_m: Float
    velocity_m_s: Float
    height_sd_m: Float
    velocity_sd_m_s: Float
    weight_n: Float
    strain: Float


@dataclass(slots=True)
class MotionModel:
    """The chain of unknowns of a stance, for a course of its weight."""

    stance: Stance
    weight: WeightCourse
    wander_n: float
    pushed: tuple[Rows, ...] = ()
    acceleration: Float = field(init=False)
    nodes: int = field(init=False)
    node_steps: NDArray[np.int64] = field(init=False)
    noise: Float = field(init=False)
    _inputs: CellInputs = field(init=False)
    _by_gain: Float = field(init=False)
    _gain_inputs: list[CellInputs] = field(init=False)
    gains: Float = field(init=False)
    free: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        """Computes the effect of the force from node to node, and its uncertainty."""
        weight_n = self.weight.weight_n
        self.acceleration = (self.stance.force_n / weight_n - 1) * GRAVITY_M_S2
        self._inputs = cell_inputs(self.acceleration, NODE_STEPS)
        self._by_gain = self.stance.apart_n / weight_n[:, None] * GRAVITY_M_S2
        self._gain_inputs = [cell_inputs(column, NODE_STEPS) for column in self._by_gain.T]
        self.gains = np.zeros(len(self._gain_inputs))
        self.nodes = len(self._inputs.velocity_m_s) + 1
        self.node_steps = np.arange(self.nodes) * NODE_STEPS
        self.free = np.zeros(self.nodes - 1, np.bool_)
        self.noise = np.tile(np.zeros((3, 3)), (self.nodes - 1, 1, 1))
        base = Noise.of(1.0, self.wander_n)
        scale = 1 / weight_n[self.node_steps[:-1]]
        self.noise += base.covariance(NODE_S) * (scale**2)[:, None, None]
        self.noise[:, (0, 1, 2), (0, 1, 2)] += LITTLE, LITTLE, LITTLE**2
        self._loosen_at_changes()
        self._loosen_where_lost()
        for rows in self.pushed:
            near = slice(rows.start // NODE_STEPS, rows.end // NODE_STEPS + 1)
            count = max(len(self.noise[near]), 1)
            self.noise[near, VELOCITY, VELOCITY] += PUSH_M_S**2 / count
            self.noise[near, HEIGHT, HEIGHT] += PUSH_M**2 / count

    def _loosen_at_changes(self) -> None:
        for change in self.weight.changes:
            node = min(change.step // NODE_STEPS, self.nodes - 2)
            near = slice(max(node - CHANGE_NODES, 0), node + CHANGE_NODES + 1)
            count = len(self.noise[near])
            after_n = self.weight.weight_n[min(change.step + 30, len(self.weight.weight_n) - 1)]
            share = abs(change.newtons) / after_n
            wrong = CHANGE_SHARE * share * GRAVITY_M_S2
            self.free[near] = True
            if share > GREAT_SHARE:
                self.noise[near, HEIGHT, HEIGHT] += GREAT_M**2 / count
                self.noise[near, VELOCITY, VELOCITY] += GREAT_M_S**2 / count
                self.noise[near, WRONG, WRONG] += wrong**2 / count / 50
            else:
                self.noise[near, VELOCITY, VELOCITY] += (wrong * 0.2) ** 2 / count
                self.noise[near, WRONG, WRONG] += wrong**2 / count

    def _loosen_where_lost(self) -> None:
        for rows in self.stance.lost:
            around = self.acceleration[max(rows.start - 30, 0) : rows.end + 30]
            wrong = LOST_SHARE * float(np.ptp(around)) * rows.length * STEP_S
            first = min(rows.start // NODE_STEPS, self.nodes - 2)
            near = slice(first, max(-(-rows.end // NODE_STEPS), first + 1))
            self.noise[near, VELOCITY, VELOCITY] += wrong**2 / len(self.noise[near])

    def solve(self, known: Known, wander: Float | None = None) -> Solved:
        """The unknowns at the nodes, given what is known; `wander` (n-1,) replaces the variance of
        the wrong acceleration's steps."""
        noise = self.noise
        if wander is not None:
            noise = noise.copy()
            noise[:, WRONG, WRONG] = wander
        own = _own_precision(known)
        own[0, WRONG, WRONG] = 1 / self.weight.begin_sd_m_s2**2
        tied, coupling, pull = _ties(inverse(noise), self._given())
        pull[:, HEIGHT, 0] += known.height * known.height_m
        solved = solve_chain(own + tied, coupling, pull)
        return self._with_gains(solved, own, known, inverse(noise))

    def _with_gains(self, solved: Solved, own: Float, known: Known, precision: Float) -> Solved:
        """With the gains of the channels for which the motion agrees best with what is known.

        `solved.mean` (n, 3, 1 + g) is the motion without an error of gains, and the effect of each
        gain on it. Both are linear, hence the gains follow from one least-squares problem.
        """
        by_gain = solved.mean[:, :, 1:]
        self.gains = np.zeros(by_gain.shape[2])
        if not len(self.gains):
            return solved
        missing = solved.mean[1:] - (transition(NODE_S) @ solved.mean[:-1] + self._given())
        off = solved.mean.copy()
        off[:, HEIGHT, 0] -= np.where(known.height > 0, known.height_m, 0.0)
        square = np.einsum("kir,kij,kjs->rs", missing, precision, missing)
        square += np.einsum("kir,kij,kjs->rs", off, own, off)
        normal = square[1:, 1:] + np.eye(len(self.gains)) / GAIN_SD**2
        gains = -np.linalg.solve(normal, square[1:, 0])
        if not self._is_worth(float(square[0, 0]), float(-gains @ square[1:, 0])):
            return Solved(solved.mean[:, :, :1], solved.covariance, solved.towards_next)
        self.gains = gains
        spread = by_gain @ np.linalg.inv(normal) @ np.swapaxes(by_gain, 1, 2)
        mean = solved.mean[:, :, :1] + by_gain @ self.gains[:, None]
        return Solved(mean, solved.covariance + spread, solved.towards_next)

    def _is_worth(self, strain: float, less: float) -> bool:
        """Whether gains explain too much of the misfit to be chance; and nothing else is wrong,
        such as a rest that was not one."""
        seconds = self.nodes * NODE_S
        return less > max(GAINS_LEAST, GAINS_SHARE * strain) and strain - less < (
            GAINS_MOST_LEFT_PER_S * seconds
        )

    def _given(self) -> Float:
        """The effect of the force in each link, and the addition of each gain, (n-1, 3, 1 + g)."""
        given = np.zeros((self.nodes - 1, 3, 1 + len(self._gain_inputs)))
        for column, inputs in enumerate((self._inputs, *self._gain_inputs)):
            given[:, HEIGHT, column] = inputs.height_m
            given[:, VELOCITY, column] = inputs.velocity_m_s
        return given

    @property
    def found_acceleration(self) -> Float:
        """The acceleration (N,) with the gains found."""
        found: Float = self.acceleration + self._by_gain @ self.gains
        return found

    def _found(self) -> tuple[Float, Float]:
        """The acceleration (N,) with the gains found, and its effect in each link."""
        gains = np.concatenate(([1.0], self.gains))
        return self.found_acceleration, self._given() @ gains

    def motion(self, solved: Solved, standing_m: float) -> Motion:
        """The motion between the nodes, with height relative to standing."""
        mean = solved.mean[:, :, 0]
        velocity, height = self._between(mean)
        steps = len(self.stance.force_n)
        wrong = np.interp(np.arange(steps), self.node_steps, mean[:, WRONG])
        found_n = self.weight.weight_n * (1 + wrong / GRAVITY_M_S2)
        variances = solved.covariance[:, (HEIGHT, VELOCITY), (HEIGHT, VELOCITY)]
        sds = (np.sqrt(np.maximum(variances, LITTLE)) * (HEIGHT_SD_SHARE, VELOCITY_SD_SHARE)).T
        height_sd, velocity_sd = (
            np.interp(np.arange(len(velocity)), self.node_steps, sd) for sd in sds
        )
        return Motion(
            height - standing_m,
            velocity,
            height_sd,
            velocity_sd,
            found_n[: len(velocity)],
            self._strain(mean),
        )

    def _between(self, mean: Float) -> tuple[Float, Float]:
        """Velocity and height at the steps: integrated from each node, with the error at the next
        one spread evenly."""
        acceleration, given = self._found()
        steps = np.arange(self.node_steps[-1] + 1)
        node = np.minimum(steps // NODE_STEPS, self.nodes - 2)
        after_s = (steps - node * NODE_STEPS) * STEP_S
        gained = integral(acceleration, STEP_S)
        risen = integral(gained, STEP_S)
        begin = node * NODE_STEPS
        missing = mean[1:] - (mean[:-1] @ transition(NODE_S).T + given)
        velocity = mean[node, VELOCITY] + gained[steps] - gained[begin]
        velocity += (missing[node, VELOCITY] / NODE_S - mean[node, WRONG]) * after_s
        height = mean[node, HEIGHT] + mean[node, VELOCITY] * after_s
        height += risen[steps] - risen[begin] - gained[begin] * after_s
        height += missing[node, HEIGHT] * (after_s / NODE_S) ** 2
        height -= mean[node, WRONG] * after_s**2 / 2
        return velocity, height

    def _strain(self, mean: Float) -> Float:
        missing = mean[1:] - (mean[:-1] @ transition(NODE_S).T + self._found()[1])
        strain: Float = np.einsum("ki,kij,kj->k", missing, inverse(self.noise), missing)
        return strain

    def difference_sd(self, known: Known, first: int, second: int) -> float:
        """Standard deviation of the difference of the heights at two nodes, from what is known
        within some seconds of them."""
        begin, end = max(first - AROUND_NODES, 0), min(second + AROUND_NODES + 1, self.nodes)
        precision = _own_precision(Known(*(values[begin:end] for values in known)))
        precision[0, WRONG, WRONG] = 1 / FAR_SD_M_S2**2
        if begin == 0:
            precision[0, WRONG, WRONG] += 1 / self.weight.begin_sd_m_s2**2
        nothing = np.zeros((end - 1 - begin, 3, 0))
        tied, coupling, _ = _ties(inverse(self.noise[begin : end - 1]), nothing)
        wanted = np.zeros((end - begin, 3, 1))
        wanted[first - begin, HEIGHT, 0] += 1
        wanted[second - begin, HEIGHT, 0] -= 1
        variance_m2 = variance_in_chain(precision + tied, coupling, wanted)
        return HEIGHT_SD_SHARE * math.sqrt(max(variance_m2, 0.0))


def _own_precision(known: Known) -> Float:
    own = np.zeros((len(known.height), 3, 3))
    own[:, HEIGHT, HEIGHT] = known.height + NODE_S / ANY_HEIGHT_M**2
    own[:, VELOCITY, VELOCITY] = known.velocity + NODE_S / ANY_VELOCITY_M_S**2
    return own


def _ties(precision: Float, inputs: Float) -> tuple[Float, Float, Float]:
    """For links with these precisions (n-1, 3, 3): diagonal blocks, couplings to the next, and
    information."""
    forward = transition(NODE_S)
    back = forward.T @ precision
    tied = np.zeros((len(precision) + 1, 3, 3))
    tied[:-1] += back @ forward
    tied[1:] += precision
    pull = np.zeros((len(precision) + 1, *inputs.shape[1:]))
    pull[:-1] -= back @ inputs
    pull[1:] += precision @ inputs
    return tied, -back, pull
