"""Which movements of a stance are repetitions, and why the others are none."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rig.measure.repetition.found import Refused, Repetition
from rig.measure.repetition.measuring import Rows, measured
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float
from rig.measure.repetition.settling import Settled
from rig.measure.repetition.stance import STEP_S
from rig.measure.repetition.timing import begin_from_standing
from rig.measure.repetition.vertical import Node

NEARLY_STILL = 0.2  # of the greatest velocity


class Movement(NamedTuple):
    """A dip of a stance: rows where it was begun and ended from, by a rest or at a top, and its
    lowest row."""

    begin: Node
    bottom: int
    end: Node


def movements(settled: Settled) -> Iterator[Movement]:
    """Each dip with the rests before and after it, or else the tops."""
    height_m, turned = settled.motion.height_m, settled.turns
    limits = [-1, *turned.bottoms, len(height_m)]
    for number, bottom in enumerate(turned.bottoms):
        before, after = turned.tops[number : number + 2]
        half_m = (min(height_m[before], height_m[after]) + height_m[bottom]) / 2
        up = [node for node in settled.nodes if node.at_rest and height_m[node.first] > half_m]
        begins = [node for node in up if limits[number] < node.first and node.last < bottom]
        ends = [node for node in up if bottom < node.first and node.last < limits[number + 2]]
        yield Movement(
            begins[-1] if begins else Node(before, before, at_rest=False),
            _middle_of_hold(settled.nodes, bottom),
            ends[0] if ends else Node(after, after, at_rest=False),
        )


def _middle_of_hold(nodes: list[Node], bottom: int) -> int:
    """The bottom's row, or if it lies in a rest the middle of that."""
    holds = [node for node in nodes if node.at_rest and node.first <= bottom <= node.last]
    return (holds[0].first + holds[0].last) // 2 if holds else bottom


def judge(
    settled: Settled, movement: Movement, parameters: RepetitionParameters
) -> Repetition | Refused:
    """The repetition that a movement is, not numbered yet; or why it is none."""
    repetition = _measure(settled, movement)
    fault = _fault(settled, movement, repetition, parameters)
    return Refused(repetition.onset_s, repetition.lockout_s, fault) if fault else repetition


def _measure(settled: Settled, movement: Movement) -> Repetition:
    # From within the rests: a slow movement begins and ends in what still counts as one.
    rows = Rows(movement.begin.first, movement.bottom, movement.end.last)
    velocity = settled.motion.velocity_m_s
    down, up = -velocity[rows.begin : rows.bottom + 1], velocity[rows.bottom : rows.end + 1]

    def at(row: float) -> float:
        return float(settled.stance.time_s[0]) + row * STEP_S

    return measured(
        settled.course,
        rows,
        onset_s=at(rows.begin + begin_from_standing(down)),
        bottom_s=at(_turning(velocity, rows.bottom)),
        lockout_s=at(rows.end - begin_from_standing(up[::-1])),
    )


def _turning(velocity: Float, bottom: int) -> float:
    """Where the velocity passes zero, beside its row."""
    first = bottom if velocity[bottom] < 0 else max(bottom - 1, 0)
    before, behind = velocity[first : first + 2].tolist()
    return first - before / (behind - before) if before < 0 < behind else float(bottom)


def _fault(
    settled: Settled, movement: Movement, found: Repetition, parameters: RepetitionParameters
) -> str:
    """Why a movement is no repetition; empty if it is one."""
    height_m = settled.motion.height_m
    begin_m, end_m = float(height_m[movement.begin.last]), float(height_m[movement.end.first])
    returned = 100 * (end_m - begin_m + found.drop_m) / max(found.drop_m, 1e-9)
    descent_s, ascent_s = found.bottom_s - found.onset_s, found.lockout_s - found.bottom_s
    if _is_cut(settled, movement.begin, settled.turns.tops[0], 0, parameters):
        return "it had begun before"
    if _is_cut(settled, movement.end, settled.turns.tops[-1], -1, parameters):
        return "it had not ended"
    if begin_m > parameters.posture_m:
        return "it went down from above standing"
    if found.drop_m < parameters.min_drop_m:
        return f"it went down by {found.drop_m:.3f} m, less than {parameters.min_drop_m:g}"
    if found.drop_m > parameters.max_drop_m:
        return f"it went down by {found.drop_m:.3f} m, more than {parameters.max_drop_m:g}"
    if returned < parameters.min_return_percent:
        return f"it came back up by {returned:.0f} %, less than {parameters.min_return_percent:g}"
    if descent_s < parameters.min_descent_s:
        return f"it went down in {descent_s:.2f} s, less than {parameters.min_descent_s:g}"
    if ascent_s < parameters.min_ascent_s:
        return f"it came up in {ascent_s:.2f} s, less than {parameters.min_ascent_s:g}"
    return ""


def _is_cut(
    settled: Settled, node: Node, outermost_top: int, edge: int, parameters: RepetitionParameters
) -> bool:
    """Whether a movement reaches an edge of the stance (its first row, 0, or its last, -1) with no
    rest between, neither slow there nor at the height of standing."""
    if node.at_rest or node.first != outermost_top:
        return False
    height_m, velocity = settled.motion.height_m, settled.motion.velocity_m_s
    outside_m = height_m[node.first :] if edge else height_m[: node.first + 1]
    fast = abs(velocity[edge]) > NEARLY_STILL * np.abs(velocity).max()
    return bool(fast or outside_m.min() < -parameters.posture_m)


def unfinished(settled: Settled, parameters: RepetitionParameters) -> Iterator[Refused]:
    """What had begun before the first top, and what did not come back up after the last one."""
    height_m, time_s, turned = settled.motion.height_m, settled.stance.time_s, settled.turns
    first, last = turned.tops[0], turned.tops[-1]
    if height_m[: first + 1].min() < -parameters.posture_m:
        yield Refused(float(time_s[0]), float(time_s[first]), "it had begun before")
    if height_m[last:].min() < -parameters.posture_m:
        yield Refused(float(time_s[last]), float(time_s[-1]), "it did not come back up")
