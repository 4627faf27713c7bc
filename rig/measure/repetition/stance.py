"""The stances of a person on the plates, as vertical force on an even grid of times."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import LEAST_TOTAL_N
from rig.measure.repetition.series import Float, moving_mean
from rig.measure.runs import Rows, runs_of

STEP_S = 0.01
MOST_LOST_S = 0.25  # across a longer gap the motions before and after are unrelated
CUT_S = 0.015  # a shorter gap is one or two samples, replaced from their neighbours
LOADED_S = 0.25
# A person is on the plates while these carry most of their usual load: a foot that steps on or off
# leaves part of the weight on the floor.
BORNE_SHARE, USUALLY = 0.8, 0.15
# Of left heel, left toe, right heel, right toe.
APART = np.array([[1, -1, 1, -1], [1, 1, -1, -1], [1, -1, -1, 1]]).T / 1.0
LEAST_STEPS = 40
ROUNDING = 1e-6  # of a step: a time at its border belongs to the next one


@dataclass(frozen=True, slots=True)
class Stance:
    """Vertical force (N,) while a person is on the plates, at times (N,) that are 10 ms apart.

    Each value is the mean of the samples of 10 ms around its time. `apart_n` (N, 3) is how the
    channels share the force: heels minus toes, left minus right, and one diagonal minus the other,
    each minus its mean; (N, 0) if only their sum is known. `lost` are the steps whose samples were
    lost: the force there is interpolated. `before` and `after` are the reasons for the begin and
    end of the stance: "" at the ends of the trial.
    """

    time_s: Float
    force_n: Float
    apart_n: Float
    lost: tuple[Rows, ...] = ()
    before: str = ""
    after: str = ""

    def part(self, rows: Rows) -> "Stance":
        """A part of it, as a stance that begins and ends within the trial."""
        steps = slice(rows.start, rows.end)
        lost = tuple(_moved(one & rows, -rows.start) for one in self.lost if (one & rows).length)
        parts = (self.time_s[steps], self.force_n[steps], self.apart_n[steps])
        return Stance(*parts, lost)


@dataclass(frozen=True, slots=True)
class Stances:
    """The stances of a trial, in order, and the spans without a person on the plates."""

    stances: list[Stance]
    off_s: list[tuple[float, float]]


LOST, OFF = "samples were lost", "nobody stood on the plates"


def stances_of(
    force_n: NDArray[np.floating[Any]], time_s: NDArray[np.float64], *, sample_rate_hz: float
) -> Stances:
    """The stances in vertical forces of the channels, (N, 4), or their sum, (N,), in newtons at
    ascending times (N,)."""
    channels_n = force_n if force_n.ndim == 2 else force_n[:, None]
    found = Stances([], [])
    pieces = list(_pieces(time_s, sample_rate_hz))
    for number, rows in enumerate(pieces):
        here = slice(rows.start, rows.end)
        grid_s, grid_n, lost = _gridded(time_s[here], channels_n[here], sample_rate_hz)
        if len(grid_n) < LEAST_STEPS:
            continue
        total_n = grid_n.sum(axis=1)
        loaded = moving_mean(total_n, round(LOADED_S / 2 / STEP_S)) >= LEAST_TOTAL_N
        for run in runs_of(loaded):
            before = OFF if run.start else (LOST if number else "")
            after = OFF if run.end < len(loaded) else (LOST if number < len(pieces) - 1 else "")
            own = _borne(total_n, run, cut_before=bool(before == OFF), cut_after=after == OFF)
            if own.length >= LEAST_STEPS:
                steps = slice(own.start, own.end)
                inside = tuple(_moved(one & own, -own.start) for one in lost if (one & own).length)
                found.stances.append(
                    Stance(
                        grid_s[steps],
                        total_n[steps],
                        _apart(grid_n[steps]),
                        inside,
                        before,
                        after,
                    )
                )
        off = [run for run in runs_of(~loaded) if run.length * STEP_S >= LOADED_S]
        found.off_s.extend((float(grid_s[run.start]), float(grid_s[run.end - 1])) for run in off)
    return found


def _moved(rows: Rows, by: int) -> Rows:
    return Rows(rows.start + by, rows.end + by)


def _pieces(time_s: NDArray[np.float64], sample_rate_hz: float) -> Iterator[Rows]:
    """Rows between gaps that are too long to bridge."""
    most_s = MOST_LOST_S + 1 / sample_rate_hz
    ends = [0, *(np.flatnonzero(np.diff(time_s) > most_s) + 1).tolist(), len(time_s)]
    return (Rows(first, last) for first, last in pairwise(ends) if last - first > 1)


def _apart(channels_n: Float) -> Float:
    if channels_n.shape[1] != len(APART):
        return np.empty((len(channels_n), 0))
    apart_n = channels_n @ APART
    less_mean: Float = apart_n - apart_n.mean(axis=0)
    return less_mean


def _gridded(
    time_s: NDArray[np.float64], channels_n: NDArray[np.floating[Any]], sample_rate_hz: float
) -> tuple[Float, Float, list[Rows]]:
    """Times, forces (N, channels) and lost steps of a grid. Means over steps are assigned to the
    mean time of their samples: at the step's begin, everything would be 5 ms too early."""
    steps = int((time_s[-1] - time_s[0]) / STEP_S)
    if steps < 2:
        return np.empty(0), np.empty((0, 1)), []
    bins = np.clip(((time_s - time_s[0]) / STEP_S + ROUNDING).astype(np.int64), 0, steps - 1)
    counts = np.bincount(bins, minlength=steps)
    full = counts * 2 > STEP_S * sample_rate_hz
    if not full.any():
        return np.empty(0), np.empty((0, 1)), []

    def means(values: NDArray[np.floating[Any]]) -> Float:
        return np.bincount(bins, weights=values, minlength=steps)[full] / counts[full]

    grid_s = time_s[0] + (np.arange(steps) + 0.5) * STEP_S
    mean_s = means(time_s)
    grid_n = [np.interp(grid_s, mean_s, means(channel)) for channel in channels_n.T]
    lost = [run for run in runs_of(~full) if run.length * STEP_S > CUT_S]
    return grid_s, np.stack(grid_n, axis=1), lost


def _borne(force_n: Float, run: Rows, *, cut_before: bool, cut_after: bool) -> Rows:
    """The part of a run from where the plates first carry most of the weight to where they last do,
    at those ends at which a person steps on or off."""
    part_n = force_n[run.start : run.end]
    enough = np.flatnonzero(
        moving_mean(part_n, 5) >= BORNE_SHARE * float(np.quantile(part_n, USUALLY))
    )
    if not len(enough):
        return Rows(run.start, run.start)
    first = run.start + int(enough[0]) if cut_before else run.start
    last = run.start + int(enough[-1]) + 1 if cut_after else run.end
    return Rows(first, last)
