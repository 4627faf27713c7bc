"""Where a person stands on the plates under one load, without a gap, on an even grid of times."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import LEAST_TOTAL_N
from rig.measure.filters import in_pieces, zero_phase
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float, moving_mean
from rig.measure.runs import Rows, runs_of

STEP_S = 0.01
MOST_LOST_S = 0.05  # over a shorter gap force is taken to be a straight line
LOAD_S, STILL_S, SETTLED_S = 0.25, 1.0, 0.3
STILL_PERCENT = 0.5


@dataclass(frozen=True, slots=True)
class Stance:
    """Vertical force (N,) of a stance at times (N,) that are 10 ms apart."""

    time_s: Float
    force_n: Float


@dataclass(frozen=True, slots=True)
class Standing:
    """The stances of a trial, in order, and from when to when nobody stood on the plates."""

    stances: list[Stance]
    off_s: list[tuple[float, float]]


def standing(
    total_n: NDArray[np.floating[Any]],
    time_s: NDArray[np.float64],
    sample: NDArray[np.uint64],
    *,
    sample_rate_hz: float,
    parameters: RepetitionParameters,
) -> Standing:
    """When somebody stood on the plates, from vertical force (N,) at times (N,)."""
    cutoff_hz = parameters.force_cutoff_hz
    smooth = in_pieces(
        zero_phase, total_n, sample, cutoff_hz=cutoff_hz, sample_rate_hz=sample_rate_hz
    )
    found = Standing([], [])
    for rows in _without_gaps(time_s):
        grid_s = np.arange(time_s[rows.start], time_s[rows.end - 1], STEP_S)
        force_n = np.interp(grid_s, time_s[rows.start : rows.end], smooth[rows.start : rows.end])
        loaded = _mean(force_n, LOAD_S) >= LEAST_TOTAL_N
        for run in runs_of(loaded):
            for part in _under_one_load(force_n, run, parameters.load_change_percent / 100):
                here = slice(part.start, part.end)
                found.stances.append(Stance(grid_s[here], force_n[here]))
        off = [run for run in runs_of(~loaded) if run.length * STEP_S >= LOAD_S]
        found.off_s.extend((float(grid_s[run.start]), float(grid_s[run.end - 1])) for run in off)
    return found


def _without_gaps(time_s: NDArray[np.float64]) -> list[Rows]:
    ends = [0, *(np.flatnonzero(np.diff(time_s) > MOST_LOST_S) + 1).tolist(), len(time_s)]
    return [Rows(first, last) for first, last in pairwise(ends) if last - first > 1]


def _under_one_load(force_n: Float, loaded: Rows, change: float) -> list[Rows]:
    """Parts of loaded rows, cut where standing still weighs more or less than it did before; each
    from where the force has first settled to where it last has."""
    part_n = force_n[loaded.start : loaded.end]
    found = []
    for rows, weight_n in _of_one_weight(part_n, change):
        smooth = _mean(part_n[rows.start : rows.end], SETTLED_S)
        settled = runs_of(np.abs(smooth - weight_n) < change * weight_n)
        lasting = [run for run in settled if run.length * STEP_S >= SETTLED_S]
        if lasting:
            first = loaded.start + rows.start
            found.append(Rows(first + lasting[0].start, first + lasting[-1].end))
    return found


def _of_one_weight(force_n: Float, change: float) -> list[tuple[Rows, float]]:
    """Rows that go together, and the weight in them."""
    groups: list[list[tuple[Rows, float]]] = []
    for still in _still(force_n):
        if groups and abs(still[1] / groups[-1][0][1] - 1) <= change:
            groups[-1].append(still)
        else:
            groups.append([still])
    if not groups:
        return [(Rows(0, len(force_n)), float(force_n.mean()))]
    cuts = [(one[-1][0].end + next_one[0][0].start) // 2 for one, next_one in pairwise(groups)]
    return [
        (Rows(*ends), float(np.mean([weight_n for _, weight_n in group])))
        for group, ends in zip(groups, pairwise([0, *cuts, len(force_n)]), strict=True)
    ]


def _still(force_n: Float) -> list[tuple[Rows, float]]:
    """Where the force hardly changes for a second, and its mean there."""
    mean = _mean(force_n, STILL_S)
    variance = _mean((force_n - mean) ** 2, STILL_S)
    still = variance < (STILL_PERCENT / 100 * mean) ** 2
    return [(run, float(mean[run.start : run.end].mean())) for run in runs_of(still)]


def _mean(values: Float, seconds: float) -> Float:
    return moving_mean(values, round(seconds / 2 / STEP_S))
