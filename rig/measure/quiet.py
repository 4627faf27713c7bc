"""Quiet standing in a trial, and the person's weight there.

Standing is quiet without a repetition, another movement up or down, or a step. The sway of the
force is no criterion: on foam, and with many patients, it sways by several percent.
"""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import LEAST_FOOT_N, LEAST_TOTAL_N, cop_mm, foot_loads_n
from rig.measure.filters import pieces_by_time
from rig.measure.loading import BalanceParameters, PlateForces
from rig.measure.repetition import Repetitions
from rig.measure.runs import Rows, runs_of

STILL_S = 1.0
STEP_S = 0.01
MOST_LOST_S = 0.05  # a shorter gap of the load is interpolated linearly
GRAVITY_M_S2 = 9.81
# Slower ups and downs than this are drift of the plates: 13 N in a minute have been seen.
SLOWEST_HZ = 0.4
SETTLING_S = 10.0
AROUND_S = 0.5  # before and after a movement or a step
REACH_S = 0.5
# Another load was taken if means of this length before and after differ by this share of weight.
LOAD_S, LOAD_SHARE = 2.0, 0.02

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


class Quiet(NamedTuple):
    """A span of quiet standing: mean vertical force, and its standard deviation."""

    start_s: float
    end_s: float
    weight_n: float
    sd_n: float

    @property
    def duration_s(self) -> float:
        """Its length."""
        return self.end_s - self.start_s


class _Grid(NamedTuple):
    """Means over 10 ms: times (N,), loads of the feet (N, 2), vertical force (N,), and the centre
    of pressure forwards (N,), NaN without a load."""

    time_s: Float
    loads_n: Float
    total_n: Float
    cop_y_mm: Float

    def of(self, rows: Rows) -> "_Grid":
        """Some rows of the grid."""
        return _Grid._make(values[rows.start : rows.end] for values in self)


def quiet_standing(
    plates: PlateForces, found: Repetitions, parameters: BalanceParameters
) -> list[Quiet]:
    """Spans of a second or longer in which a person stood quietly, in order.

    The person stands on the same feet throughout; the centre of mass stays within `quiet_height_mm`
    of its slow course, the centre of pressure within `quiet_reach_mm` of its middle (raised heels
    shift it further), and force has a standard deviation of less than `quiet_percent` of the weight
    over each second. Movements in `found`, repetitions and refused ones, are excluded.
    """
    moving = [(one.onset_s, one.lockout_s) for one in found.repetitions]
    moving += [(one.start_s, one.end_s) for one in found.refused]
    grids = _grids(plates)
    return [quiet for grid in grids for quiet in _of_grid(grid, moving, parameters)]


def body_weight(quiet: Sequence[Quiet]) -> Quiet | None:
    """The longest quiet span: its mean is the body weight. None if there is none."""
    return max(quiet, key=lambda one: one.duration_s, default=None)


def _grids(plates: PlateForces) -> Iterator[_Grid]:
    for part in pieces_by_time(plates.time_s, MOST_LOST_S):
        time_s = plates.time_s[part]
        if len(time_s) < STILL_S * plates.rate_hz:
            continue
        bins = ((time_s - time_s[0]) / STEP_S).astype(np.int64)
        counts = np.bincount(bins)
        there = counts > 0  # a bin is empty where samples are lost
        forces_n = plates.force_n[part].T
        own_n = [np.bincount(bins, force)[there] / counts[there] for force in forces_n]
        at_s = time_s[0] + (np.flatnonzero(there) + 0.5) * STEP_S
        even_s = time_s[0] + (np.arange(len(counts)) + 0.5) * STEP_S
        even_n = np.stack([np.interp(even_s, at_s, force) for force in own_n], axis=1)
        feet_n: Float = foot_loads_n(even_n).astype(np.float64)
        y_mm: Float = cop_mm(even_n, plates.geometry)[:, 1].astype(np.float64)
        yield _Grid(even_s, feet_n, even_n.sum(axis=1), y_mm)


def _of_grid(
    grid: _Grid, moving: Sequence[tuple[float, float]], parameters: BalanceParameters
) -> Iterator[Quiet]:
    standing = _settled_stance(grid)
    for start_s, end_s in moving:
        standing &= (grid.time_s < start_s) | (grid.time_s > end_s)
    for rows in runs_of(standing):
        if rows.length * STEP_S >= STILL_S:
            stance = grid.of(rows)
            runs = runs_of(_still(stance, parameters))
            yield from (_quiet(stance.of(run)) for run in runs if _lasts(run))


def _settled_stance(grid: _Grid) -> Bool:
    """Where the person stands on the same feet, and has for half a second before and after."""
    on_feet = grid.loads_n >= LEAST_FOOT_N
    stands: Bool = grid.total_n >= LEAST_TOTAL_N
    for row in np.flatnonzero((on_feet[1:] != on_feet[:-1]).any(axis=1)).tolist():
        around = round(AROUND_S / STEP_S)
        stands[max(row + 1 - around, 0) : row + 1 + around] = False
    return stands


def _still(stance: _Grid, parameters: BalanceParameters) -> Bool:
    weight_n = float(np.median(stance.total_n))
    spread_n = _spread(stance.total_n, round(STILL_S / 2 / STEP_S))
    still: Bool = spread_n < parameters.quiet_percent / 100 * weight_n
    height_m = _bobbing_m(stance.total_n / weight_n - 1)
    y_mm = _moving_mean(stance.cop_y_mm, round(REACH_S / 2 / STEP_S))
    moved = np.abs(height_m) > parameters.quiet_height_mm / 1000
    moved[_load_changes(stance.total_n, LOAD_SHARE * weight_n)] = True
    moved |= np.abs(y_mm - np.median(stance.cop_y_mm)) > parameters.quiet_reach_mm
    return still & ~_widened(moved)


def _moving_mean(values: Float, half_rows: int) -> Float:
    """Mean of each value (N,) with `half_rows` on either side, as far as they exist."""
    rows = np.arange(len(values))
    begin, end = np.maximum(rows - half_rows, 0), np.minimum(rows + half_rows + 1, len(values))
    sums = np.concatenate(([0.0], np.cumsum(values)))
    mean: Float = (sums[end] - sums[begin]) / (end - begin)
    return mean


def _spread(values: Float, half_rows: int) -> Float:
    """Standard deviation of each value (N,) with `half_rows` on either side."""
    about_0 = values - values.mean()
    mean, square = _moving_mean(about_0, half_rows), _moving_mean(about_0**2, half_rows)
    spread: Float = np.sqrt(np.maximum(square - mean**2, 0.0))
    return spread


def _load_changes(total_n: Float, least_n: float) -> list[int]:
    """Rows at which the load changes for good."""
    half = round(LOAD_S / 2 / STEP_S)
    means = _moving_mean(total_n, half)
    change_n = np.zeros(len(total_n))
    change_n[half : len(total_n) - half] = np.abs(means[2 * half :] - means[: -2 * half])
    runs = runs_of(change_n > least_n)
    return [run.start + int(np.argmax(change_n[run.start : run.end])) for run in runs]


def _bobbing_m(excess: Float) -> Float:
    """Height of the centre of mass about its slow course, (N,), from force above weight as a share
    of it: integrated twice, without anything slower than SLOWEST_HZ."""
    pad = min(round(SETTLING_S / STEP_S), len(excess) - 1)
    padded = np.pad(excess, pad, "reflect", reflect_type="odd")
    rate = 2 * math.pi * np.fft.rfftfreq(len(padded), STEP_S)
    slowest = 2 * math.pi * SLOWEST_HZ
    # 1 / rate^2 integrates twice, rate^4 / (rate^4 + slowest^4) is a Butterworth run both ways.
    response = -GRAVITY_M_S2 * rate**2 / (rate**4 + slowest**4)
    height: Float = np.fft.irfft(np.fft.rfft(padded) * response, len(padded))
    return height[pad : pad + len(excess)]


def _widened(holds: Bool) -> Bool:
    around = round(AROUND_S / STEP_S)
    wide: Bool = _moving_mean(holds.astype(np.float64), around) > 0
    return wide


def _lasts(run: Rows) -> bool:
    return (run.length - 1) * STEP_S >= STILL_S


def _quiet(part: _Grid) -> Quiet:
    first_s, last_s = float(part.time_s[0]), float(part.time_s[-1])
    return Quiet(first_s, last_s, float(part.total_n.mean()), float(part.total_n.std()))
