"""Overload of the plates: counts at the real ends of a front end, and flat tops if these are
unknown.

arduino/HARDWARE.md, "Bridges and amplifiers": the amplifier saturates before the converter does. A
board reports only its converter; the amplifier is known only for the converter that the sketches
use, and its top depends on the part (INA122 or INA125).
"""

import math
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.runs import Rows, joined, runs_of

NOMINAL_FULL_SCALE = 4096
# Of the four summed 10-bit conversions of an Uno: the ends of an INA122, 82 and 4014, and one step
# of the converter, 4 counts, for its noise.
ON_CHIP = (4, NOMINAL_FULL_SCALE)  # conversions in a count, full scale
ON_CHIP_ENDS, ON_CHIP_STEP = (82, 4014), 4
# Of an unknown front end only the converter itself; four codes of 1022 and more sum up to this.
CONVERTER_TOP = 4088

# A flat top: at least this long, and entered and left so steeply that a peak would have been higher
# by this much. A quantised peak of a body is entered ever more slowly: 4 of its own steps.
LEAST_FLAT_S, LEAST_TOGETHER_S, SIDE_S = 0.01, 0.03, 0.06
STEPS_CUT, LEVEL_CUT, LEAST_CUT_N = 20, 0.02, 5.0
LEAST_TOP_N = 50.0
# A load cannot be below zero; a reading less far below may be an unloaded plate.
LEAST_BELOW_N = 15.0
MOST_BETWEEN = 2  # rows of noise

Counts = NDArray[np.integer[Any]]
Float = NDArray[np.floating[Any]]


class FrontEnd(NamedTuple):
    """The ends of a front end in counts, and the noise of its converter; `known` is false if only
    the converter is known."""

    bottom: float
    top: float
    noise_counts: float
    known: bool


class Scale(NamedTuple):
    """The conversion of a channel's counts to newtons."""

    zero_counts: float
    newtons_per_count: float


def front_end(conversions: int, full_scale_counts: float) -> FrontEnd:
    """The front end of a plates board, by its report on its converter."""
    if (conversions, round(full_scale_counts)) == ON_CHIP:
        bottom, top = ON_CHIP_ENDS
        return FrontEnd(bottom + ON_CHIP_STEP, top - ON_CHIP_STEP, ON_CHIP_STEP, known=True)
    scale = full_scale_counts / NOMINAL_FULL_SCALE
    return FrontEnd(0.0, CONVERTER_TOP * scale, 0.0, known=False)


def flat_rows(counts: Counts, scale: Scale, end: FrontEnd, *, rate_hz: float) -> int:
    """How many of a channel's counts (N,) are on a flat top or bottom short of the known ends.

    That is an extreme that recurs for 10 ms or longer, and that is entered and left with a kink. A
    flat bottom counts only if it is below the reading of an empty plate.
    """
    if not len(counts) or not scale.newtons_per_count:
        return 0
    above_n = (counts - scale.zero_counts) * scale.newtons_per_count
    noise_n = end.noise_counts * abs(scale.newtons_per_count)
    inside = above_n[(counts > end.bottom) & (counts < end.top)]
    if not len(inside):
        return 0
    top = _flat(above_n, float(inside.max()), LEAST_TOP_N, noise_n, rate_hz)
    bottom = _flat(-above_n, -float(inside.min()), LEAST_BELOW_N, noise_n, rate_hz)
    return top + bottom


def _flat(values_n: Float, most_n: float, least_n: float, noise_n: float, rate_hz: float) -> int:
    if most_n < least_n:
        return 0
    near = (values_n >= most_n - noise_n) & (values_n <= most_n)
    runs = joined(runs_of(near), MOST_BETWEEN if noise_n else 0)
    least_rows = max(math.ceil(LEAST_FLAT_S * rate_hz), 3)
    cut_n = max(STEPS_CUT * noise_n, LEVEL_CUT * most_n, LEAST_CUT_N)
    side = max(round(SIDE_S * rate_hz), 1)
    cut = [
        run.length
        for run in runs
        if run.length >= least_rows and _overshoot_n(values_n, run, side) >= cut_n
    ]
    return sum(cut) if sum(cut) >= LEAST_TOGETHER_S * rate_hz else 0


def _overshoot_n(values_n: Float, run: Rows, side: int) -> float:
    """How much higher a peak entered and left as steeply as this one would have gone; the less
    steep side decides. An end of the trial is not a side."""
    rows = min(run.length, side)
    level_n = float(values_n[run.start])
    before, behind = run.start - rows, run.end - 1 + rows
    rises = [level_n - float(values_n[before])] if before >= 0 else []
    rises += [level_n - float(values_n[behind])] if behind < len(values_n) else []
    return min(rises, default=0.0) / rows * min(run.length, 2 * side) / 2
