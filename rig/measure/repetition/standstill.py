"""Where a moving person stands still or turns, and what is known of the height there."""

import math
from typing import NamedTuple

import numpy as np

from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float, Turns, moving_mean
from rig.measure.repetition.stance import STEP_S
from rig.measure.repetition.vertical import Motion, Node
from rig.measure.runs import Rows, runs_of

SMOOTHING_S = 0.4
# The middle of a rest: its ends may be the slow beginning of a movement.
INSET_SHARE, MOST_INSET_S = 4, 0.5


class Expectation(NamedTuple):
    """What rest is, and how well the heights at rests and tops are known that lie within
    `standing_m` of standing."""

    rest_m_s: float
    rest_s: float
    standing_m: float
    rest_sd_m: float
    top_sd_m: float


# While velocity and height are known roughly: only long rests, and every top may be standing.
ROUGH = Expectation(0.02, 1.5, math.inf, 0.03, 0.03)


def refined(parameters: RepetitionParameters) -> Expectation:
    """What can be expected once the motion is known well."""
    return Expectation(
        parameters.rest_m_s,
        parameters.rest_s,
        parameters.standing_m,
        parameters.standing_sd_m,
        parameters.top_sd_m,
    )


def nodes_of(
    motion: Motion,
    turned: Turns,
    weight_n: float,
    expectation: Expectation,
    parameters: RepetitionParameters,
) -> list[Node]:
    """Rests and turns of a motion, in order. A hold at the bottom is one if it lasts: a short one
    still sinks or rises."""
    rests = _rests(motion, parameters.rest_percent / 100 * weight_n, expectation)
    at_turn, elsewhere = _shared_out(rests, turned, motion.height_m, parameters.standing_m)
    nodes = [_rest(rows, motion, expectation) for rows in elsewhere]
    for top in turned.tops:
        if top in at_turn:
            nodes.append(_rest(at_turn[top], motion, expectation))
        else:
            standing = abs(motion.height_m[top]) < expectation.standing_m
            nodes.append(Node(top, top, False, expectation.top_sd_m if standing else math.inf))
    for bottom in turned.bottoms:
        if bottom in at_turn and at_turn[bottom].length * STEP_S >= parameters.bottom_rest_s:
            nodes.append(Node(*_inset(at_turn[bottom]), True))
    return sorted(nodes, key=lambda node: node.first)


def _rests(motion: Motion, band_n: float, expectation: Expectation) -> list[Rows]:
    smooth_n = moving_mean(motion.excess_n, round(SMOOTHING_S / 2 / STEP_S))
    still = np.abs(smooth_n) < band_n
    still &= np.abs(motion.velocity_m_s) < expectation.rest_m_s
    return [rows for rows in runs_of(still) if rows.length * STEP_S >= expectation.rest_s]


def _shared_out(
    rests: list[Rows], turned: Turns, height_m: Float, standing_m: float
) -> tuple[dict[int, Rows], list[Rows]]:
    """The rest at each turn, from the first one that belongs to it to the last, and the rests that
    belong to none: before the first top or after the last one, and far below it."""
    turns = sorted([*turned.tops, *turned.bottoms])
    at_turn: dict[int, Rows] = {}
    elsewhere = []
    for rest in rests:
        middle = (rest.start + rest.end) // 2
        behind = int(np.searchsorted(turns, middle))
        near = turns[max(behind - 1, 0) : behind + 1]
        turn = min(near, key=lambda row: abs(float(height_m[row] - height_m[middle])))
        if len(near) == 1 and height_m[middle] < height_m[turn] - standing_m:
            elsewhere.append(rest)
        else:
            first = at_turn.get(turn, rest)
            at_turn[turn] = Rows(first.start, rest.end)
    return at_turn, elsewhere


def _rest(rows: Rows, motion: Motion, expectation: Expectation) -> Node:
    first, last = _inset(rows)
    height_m = float(motion.height_m[(first + last) // 2])
    standing = abs(height_m) < expectation.standing_m
    return Node(first, last, True, expectation.rest_sd_m if standing else math.inf)


def _inset(rows: Rows) -> tuple[int, int]:
    inset = min(rows.length // INSET_SHARE, round(MOST_INSET_S / STEP_S))
    return rows.start + inset, rows.end - 1 - inset
