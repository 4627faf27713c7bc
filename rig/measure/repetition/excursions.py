"""Excursions of a stance down from standing and back, not judged yet."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float, Turns, turns

ABOVE_M = 0.01  # raised arms or heels are not a higher standing
NEAR_TOP_M = 0.03  # an end of the stance this far below standing cuts an excursion


class Excursion(NamedTuple):
    """Rows of the last top before it, of the lowest point, and of the first top after it; and
    whether the stance begins or ends within it."""

    before: int
    lowest: int
    after: int
    cut_before: bool = False
    cut_after: bool = False


def excursions(height_m: Float, parameters: RepetitionParameters) -> Iterator[Excursion]:
    """Excursions in which the height (N,) above standing goes down by a dip or more and comes back
    up by as much, in order; and those cut off by the stance's ends."""
    least_m = parameters.dip_m
    clipped = np.minimum(height_m, ABOVE_M)
    turned = _joined(clipped, turns(clipped, least_m), parameters.between_percent / 100)
    if (begin := _cut_begin(clipped, turned.tops[0], least_m)) is not None:
        yield begin
    for number, lowest in enumerate(turned.bottoms):
        before, after = turned.tops[number : number + 2]
        cut_before = before == 0 and bool(clipped[0] < -NEAR_TOP_M)
        cut_after = after == len(clipped) - 1 and bool(clipped[-1] < -NEAR_TOP_M)
        yield Excursion(before, lowest, after, cut_before, cut_after)
    last = turned.tops[-1]
    end = len(clipped) - 1
    lowest = last + int(clipped[last:].argmin())
    if clipped[last] - clipped[lowest] >= max(least_m, NEAR_TOP_M) and lowest > last:
        yield Excursion(last, lowest, end, False, True)


def _cut_begin(height_m: Float, first_top: int, least_m: float) -> Excursion | None:
    """An excursion cut off by the begin of the stance, which is at the bottom or on the way up."""
    lowest = int(height_m[: first_top + 1].argmin())
    deep_m = height_m[first_top] - height_m[lowest]
    if deep_m < max(least_m, NEAR_TOP_M):
        return None
    return Excursion(0, lowest, first_top, cut_before=True)


def _joined(height_m: Float, turned: Turns, regained: float) -> Turns:
    """Without the tops that are too low to separate two excursions."""
    tops, bottoms = list(turned.tops), list(turned.bottoms)
    number = 1
    while number < len(tops) - 1:
        deepest = min(bottoms[number - 1], bottoms[number], key=lambda row: height_m[row])
        top_m = max(float(height_m[tops[number - 1]]), 0.0)
        back_m = height_m[tops[number]] - height_m[deepest]
        if back_m < regained * (top_m - height_m[deepest]):
            del tops[number]
            bottoms[number - 1 : number + 1] = [deepest]
            number = max(number - 1, 1)
        else:
            number += 1
    return Turns(tops, bottoms)
