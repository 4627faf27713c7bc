"""Where a moving person stands still or turns, and what is known of the height there."""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float, Turns, moving_mean
from rig.measure.repetition.stance import STEP_S
from rig.measure.repetition.vertical import Motion, Node
from rig.measure.runs import Rows, runs_of

# While velocity and height are known roughly, only long rests can be told, and heights are not
# trusted far.
ROUGH_REST_M_S, ROUGH_REST_S, ROUGH_SD_M = 0.02, 1.5, 0.03
SMOOTHING_S = 0.4
# Only the middle of a rest: its ends may be the slow beginning of a movement.
INSET_SHARE, MOST_INSET_S = 4, 0.5

# Whether the person stands at a row; the flag says that it lies below all tops.
Stands = Callable[[int, bool], bool]


class Pauses(NamedTuple):
    """Rests by the turn at which they are, from the first one there to the last, and those at no
    turn: before the first top or after the last one, and far below it."""

    at_turn: dict[int, Rows]
    below: list[Rows]


def rough_nodes(
    motion: Motion, turned: Turns, weight_n: float, parameters: RepetitionParameters
) -> list[Node]:
    """Nodes of a motion known roughly: its tops are standing.

    Unless one rests far below them both before and after: then arms went up there, or heels.
    """
    still = _still(motion, parameters.rest_percent / 100 * weight_n, ROUGH_REST_M_S)
    pauses = _pauses(still, ROUGH_REST_S, turned, motion.height_m, parameters.posture_m)
    ends = [rows.start > turned.tops[0] for rows in pauses.below]
    raised = False in ends and True in ends
    sd_m = (ROUGH_SD_M, ROUGH_SD_M)
    return _nodes(pauses, turned, lambda _, below: below == raised, sd_m, parameters)


def nodes_of(
    motion: Motion, turned: Turns, weight_n: float, parameters: RepetitionParameters
) -> list[Node]:
    """Rests and turns of a motion, in order. A hold at the bottom is one if it lasts: in a short
    one the centre of mass still sinks or rises."""
    still = _still(motion, parameters.rest_percent / 100 * weight_n, parameters.rest_m_s)
    pauses = _pauses(still, parameters.rest_s, turned, motion.height_m, parameters.posture_m)

    def stands(row: int, _: bool) -> bool:
        return bool(abs(motion.height_m[row]) < parameters.standing_m)

    sd_m = (parameters.standing_sd_m, parameters.top_sd_m)
    return _nodes(pauses, turned, stands, sd_m, parameters)


def _still(motion: Motion, band_n: float, fastest_m_s: float) -> list[Rows]:
    smooth_n = moving_mean(motion.excess_n, round(SMOOTHING_S / 2 / STEP_S))
    return runs_of((np.abs(smooth_n) < band_n) & (np.abs(motion.velocity_m_s) < fastest_m_s))


def _pauses(
    still: list[Rows], least_s: float, turned: Turns, height_m: Float, posture_m: float
) -> Pauses:
    turns = sorted([*turned.tops, *turned.bottoms])
    pauses = Pauses({}, [])
    for rest in still:
        if rest.length * STEP_S < least_s:
            continue
        middle = (rest.start + rest.end) // 2
        behind = int(np.searchsorted(turns, middle))
        near = turns[max(behind - 1, 0) : behind + 1]
        turn = min(near, key=lambda row: abs(float(height_m[row] - height_m[middle])))
        if len(near) == 1 and height_m[middle] < height_m[turn] - posture_m:
            pauses.below.append(rest)
        else:
            pauses.at_turn[turn] = Rows(pauses.at_turn.get(turn, rest).start, rest.end)
    return pauses


def _nodes(
    pauses: Pauses,
    turned: Turns,
    stands: Stands,
    sd_m: tuple[float, float],
    parameters: RepetitionParameters,
) -> list[Node]:
    """`sd_m` are those of standing at rest and of a top without rest."""
    nodes = [_rest(rows, sd_m[0], stands, below=True) for rows in pauses.below]
    for top in turned.tops:
        if top in pauses.at_turn:
            nodes.append(_rest(pauses.at_turn[top], sd_m[0], stands, below=False))
        else:
            nodes.append(Node(top, top, False, sd_m[1] if stands(top, False) else math.inf))
    for bottom in turned.bottoms:
        hold = pauses.at_turn.get(bottom)
        if hold and hold.length * STEP_S >= parameters.bottom_rest_s:
            nodes.append(Node(*_inset(hold), True))
    return list(_apart(sorted(nodes, key=lambda node: node.first)))


def _apart(nodes: list[Node]) -> Iterator[Node]:
    """Without those that begin before the one before has ended."""
    last = -1
    for node in nodes:
        if node.first > last:
            yield node
            last = node.last


def _rest(rows: Rows, sd_m: float, stands: Stands, *, below: bool) -> Node:
    first, last = _inset(rows)
    return Node(first, last, True, sd_m if stands((first + last) // 2, below) else math.inf)


def _inset(rows: Rows) -> tuple[int, int]:
    inset = min(rows.length // INSET_SHARE, round(MOST_INSET_S / STEP_S))
    return rows.start + inset, rows.end - 1 - inset
