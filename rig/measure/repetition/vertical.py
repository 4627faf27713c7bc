"""How the centre of mass moves up and down, from vertical force alone.

Force integrated twice runs away: 1 N too much of weight puts a person of 70 kg 35 cm higher after
7 s. Three facts hold it. Over a long while the mean force is the weight, however one moves
meanwhile. Where one stands still the velocity is zero. And one stands as high after a repetition
as before it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from rig.measure.repetition.series import Float, integral, moving_mean

GRAVITY_M_S2 = 9.81
STILL_S = 1.0
# Of a start of which nothing is known.
ANY_HEIGHT_M, ANY_VELOCITY_M_S = 1.0, 1.0
DRIFT_PER_S = 5.0


@dataclass(frozen=True, slots=True)
class Motion:
    """Of the centre of mass, each (N,) on an even grid: height above standing, velocity upwards,
    and vertical force above weight."""

    height_m: Float
    velocity_m_s: Float
    excess_n: Float


@dataclass(frozen=True, slots=True)
class Node:
    """Where something is known of the motion: from row `first` to `last` it rests, or at the one
    row it turns. Its height is that of standing but for `height_sd_m`; infinite: not known."""

    first: int
    last: int
    at_rest: bool
    height_sd_m: float = math.inf

    @property
    def is_standing(self) -> bool:
        """Whether its height is known."""
        return math.isfinite(self.height_sd_m)

    def moved(self, by_rows: int) -> "Node":
        """The same node, counted from another row."""
        return replace(self, first=self.first + by_rows, last=self.last + by_rows)


@dataclass(frozen=True, slots=True)
class Trust:
    """Standard deviations: of the velocity at rest, of the weight that `roughly` found, and of how
    much more that is wrong 5 s later."""

    rest_m_s: float
    weight_n: float
    weight_drift_n: float


def roughly(force_n: Float, *, step_s: float, window_s: float) -> tuple[Motion, float]:
    """The motion without drift from vertical force (N,), and the mass in kg.

    Force, velocity and height are each freed of their mean over a triangle, `window_s` to either
    side. That of the force is the weight: movement meanwhile makes it wrong by mass x (change of
    height) / window_s^2 at most, some 0.1 N. Height is above the mean of the while around it.
    """
    rows = round(window_s / step_s)
    padded = _as_if_still_outside(force_n, rows, round(STILL_S / step_s))
    weight_n = _triangle_mean(padded, rows)
    mass_kg = float(np.median(weight_n)) / GRAVITY_M_S2
    excess_n = padded - weight_n
    velocity = integral(excess_n / mass_kg, step_s)
    velocity -= _triangle_mean(velocity, rows)
    height = integral(velocity, step_s)
    height -= _triangle_mean(height, rows)
    inside = slice(2 * rows, 2 * rows + len(force_n))
    return Motion(height[inside], velocity[inside], excess_n[inside]), mass_kg


def solve(
    excess_n: Float, nodes: Sequence[Node], *, mass_kg: float, step_s: float, trust: Trust
) -> Motion:
    """The motion that agrees best with what is known of it at its nodes; these are in order.

    What is still wrong with the weight is a broken line with a knot at each node. It is found by
    least squares, where everything known is divided by its standard deviation, for each set from
    one rest in standing to the next: there, nothing is left of what was wrong before.
    """
    whole = Motion(*(np.zeros_like(excess_n) for _ in range(3)))
    for rows, part in _sets(nodes, len(excess_n)):
        motion = _solve_set(excess_n[rows], part, mass_kg=mass_kg, step_s=step_s, trust=trust)
        whole.height_m[rows] = motion.height_m
        whole.velocity_m_s[rows] = motion.velocity_m_s
        whole.excess_n[rows] = motion.excess_n
    return whole


def _sets(nodes: Sequence[Node], length: int) -> Iterator[tuple[slice, list[Node]]]:
    """Rows and nodes from one rest in standing to the next one, with which the next set begins;
    the first set goes back to the first row and the last one on to the last."""
    cuts = [number for number, node in enumerate(nodes) if node.at_rest and node.is_standing]
    cuts = [0, *(number for number in cuts if 0 < number < len(nodes) - 1), len(nodes) - 1]
    for first, last in pairwise(cuts) if len(nodes) > 1 else [(0, 0)]:
        begin = nodes[first].first if first else 0
        end = nodes[last].last + 1 if last < len(nodes) - 1 else length
        yield slice(begin, end), [node.moved(-begin) for node in nodes[first : last + 1]]


def _solve_set(
    excess_n: Float, nodes: Sequence[Node], *, mass_kg: float, step_s: float, trust: Trust
) -> Motion:
    acceleration = excess_n / mass_kg
    height_m, velocity_m_s, wrong = _fit(acceleration, nodes, mass_kg, step_s, trust)
    rows = [row for node in nodes for row in (node.first, node.last)]
    acceleration = acceleration - np.interp(np.arange(len(excess_n)), rows, wrong.repeat(2))
    height, velocity = np.zeros_like(excess_n), np.zeros_like(excess_n)
    before = slice(0, nodes[0].first + 1)
    velocity[before] = _ending_at(velocity_m_s, acceleration[before], step_s)
    height[before] = _ending_at(height_m, velocity[before], step_s)
    ends = [*(node.first + 1 for node in nodes[1:]), len(excess_n)]
    for node, end in zip(nodes, ends, strict=True):
        if node.at_rest:
            velocity_m_s = 0.0
        height[node.first : node.last + 1] = height_m
        velocity[node.first : node.last + 1] = velocity_m_s
        after = slice(node.last, end)
        velocity[after] = velocity_m_s + integral(acceleration[after], step_s)
        height[after] = height_m + integral(velocity[after], step_s)
        height_m, velocity_m_s = float(height[after][-1]), float(velocity[after][-1])
    return Motion(height, velocity, acceleration * mass_kg)


def _fit(
    acceleration: Float, nodes: Sequence[Node], mass_kg: float, step_s: float, trust: Trust
) -> tuple[float, float, Float]:
    """Height and velocity at the first node, and at each node what is wrong with the acceleration.

    A row holds what a quantity is made of: a known part, the first height, the first velocity, and
    the wrong acceleration at each node. Every quantity in the list should be 0.
    """
    known, height, velocity, *wrong = np.eye(len(nodes) + 3)
    weight_sd, drift_sd = trust.weight_n / mass_kg, trust.weight_drift_n / mass_kg
    zeros = [height / ANY_HEIGHT_M, velocity / ANY_VELOCITY_M_S]
    for number, node in enumerate(nodes):
        zeros.append(wrong[number] / weight_sd)
        if number:
            stretch = acceleration[nodes[number - 1].last : node.first + 1]
            seconds = (len(stretch) - 1) * step_s
            gained = integral(stretch, step_s)
            begin, end = wrong[number - 1], wrong[number]
            rise = float(gained.sum() - (gained[0] + gained[-1]) / 2) * step_s * known
            height = height + velocity * seconds + rise - seconds**2 * (begin / 3 + end / 6)
            velocity = velocity + gained[-1] * known - seconds / 2 * (begin + end)
            zeros.append((end - begin) / (drift_sd * math.sqrt(max(seconds, 1.0) / DRIFT_PER_S)))
        if node.is_standing:
            zeros.append(height / node.height_sd_m)
        if node.at_rest:
            zeros.append(velocity / trust.rest_m_s)
            velocity = np.zeros_like(velocity)
    rows = np.array(zeros)
    found = np.linalg.solve(rows[:, 1:].T @ rows[:, 1:], -rows[:, 1:].T @ rows[:, 0])
    return float(found[0]), float(found[1]), found[2:].astype(np.float64)


def _ending_at(last: float, slope: Float, step_s: float) -> Float:
    """The curve with this slope that ends at `last`."""
    curve = integral(slope, step_s)
    ending: Float = curve - curve[-1] + last
    return ending


def _triangle_mean(values: Float, rows: int) -> Float:
    """A mean weighted as a triangle that falls to nothing `rows` away."""
    return moving_mean(moving_mean(values, rows // 2), rows // 2)


def _as_if_still_outside(force_n: Float, rows: int, still_rows: int) -> Float:
    """With what a still second near each end weighs, twice `rows` of it before and after."""
    ends = force_n[:rows], force_n[-rows:]
    before, after = (np.full(2 * rows, _still_n(end, still_rows)) for end in ends)
    return np.concatenate((before, force_n, after))


def _still_n(force_n: Float, rows: int) -> float:
    """The mean of those rows in a row that stray least from the mean of all. (Rows that stray
    little from their own may be those in which a slow descent weighs least.)"""
    if len(force_n) <= rows:
        return float(force_n.mean())
    windows = np.lib.stride_tricks.sliding_window_view(force_n, rows)
    strays = ((windows - force_n.mean()) ** 2).mean(axis=1)
    return float(windows[strays.argmin()].mean())
