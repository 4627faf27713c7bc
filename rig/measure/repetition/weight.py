"""The weight on the plates: it wanders a little, and changes with each load taken.

A steady force may be the weight; in a slow movement it may also be a little more or less. Hence
several courses of the weight are proposed, each with its load changes, and the best explanation of
the motion decides between them (rig.measure.repetition.posture).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition.series import Float, moving_mean
from rig.measure.repetition.stance import STEP_S
from rig.measure.runs import Rows, runs_of

CELL_STEPS = 10  # steadiness is judged in cells of 0.1 s
STEADY_HALF_STEPS = 15
# The force is steady while its standard deviation over 0.3 s is below a limit: a multiple of the
# steadiest, at least and at most these shares of the weight.
STEADY_TIMES, LEAST_STEADY, MOST_STEADY = 3.0, 0.002, 0.012
CALMEST = 0.08
# A steady force off the weight costs the square of its distance over this many newtons, up to a
# limit: it may belong to a movement. Far off, a movement is less likely.
LEVEL_SD_N, CELL_TRUST, MOST_COST = 1.0, 0.3, 1.4
FAR_SHARE, MOST_FAR_COST = 0.012, 5.0
LEVEL_APART_N, LEVEL_APART_SHARE = 0.75, 0.0012
CHANGE_COSTS = (3.5, 6.0, 10.0, 1e6)  # of proposals: from many load changes to none
# How much better a proposal must explain the motion: for each load change, and for each newton per
# second by which the weight's drift changes.
CHANGE_PRICE, BEND_PRICE = 8.0, 6.0
# A followed weight goes through steady forces of at least this length, except outliers.
LEAST_RUN_S, FAR_N, LEAST_RUNS, LEAST_RANGE_N = 0.4, 3.0, 4, 1.5
# A drift is found by how well it gathers the steady forces into few levels.
MOST_DRIFT_N_S, DRIFT_STEP_N_S, GATHERS = 1.5, 0.05, 1.25
LONG_S, WANDER_S = 80.0, 20.0
FEW_STEADY = 0.35


class LoadChange(NamedTuple):
    """A step at which this load in newtons was added to the plates (removed if below 0)."""

    step: int
    newtons: float


@dataclass(frozen=True, slots=True)
class WeightCourse:
    """A proposal: weight (N,) in newtons at each step, its load changes, the standard deviation of
    its error at the begin, in m/s^2, and how much better than others it must be (natural
    logarithm)."""

    weight_n: Float
    changes: tuple[LoadChange, ...]
    begin_sd_m_s2: float
    price: float = 0.0


class _Steady(NamedTuple):
    """For each cell: mean of the force over 0.3 s, and whether it is steady; and the steadiest
    standard deviation."""

    mean_n: Float
    steady: NDArray[np.bool_]
    calmest_n: float


def weight_courses(force_n: Float, weighed_n: float | None = None) -> list[WeightCourse]:
    """Proposals for the course of the weight, from vertical force (N,) on the grid of a stance.

    `weighed_n` is the weight taken before, load included.
    """
    cells = _steady_cells(force_n)
    found: dict[tuple[LoadChange, ...], WeightCourse] = {}
    drift_n = _drift_n_per_cell(cells)
    for drift in dict.fromkeys((drift_n, 0.0)):
        for cost in CHANGE_COSTS:
            course = _proposal(force_n, cells, cost, drift)
            key = (*course.changes, LoadChange(-4, drift))
            found.setdefault(key, course)
            if not course.changes:
                break
    followed = _followed(force_n, cells)
    if followed is not None:
        found[LoadChange(-3, 0.0),] = followed
    if cells.steady.mean() < FEW_STEADY:
        found[LoadChange(-1, 0.0),] = _mean_of_all(force_n)
    if weighed_n is not None and _is_near(weighed_n, force_n):
        found[LoadChange(-2, 0.0),] = WeightCourse(np.full(len(force_n), weighed_n), (), 0.02)
    return list(found.values())


def steady_runs(force_n: Float) -> list[tuple[Rows, float]]:
    """The runs in which vertical force (N,) is steady, and its mean in each."""
    cells = _steady_cells(force_n)
    found = []
    for run in runs_of(cells.steady):
        rows = Rows(run.start * CELL_STEPS, min(run.end * CELL_STEPS, len(force_n)))
        found.append((rows, float(force_n[rows.start : rows.end].mean())))
    return found


def _is_near(weighed_n: float, force_n: Float) -> bool:
    return bool(abs(weighed_n / force_n.mean() - 1) < 0.03)


def _mean_of_all(force_n: Float) -> WeightCourse:
    """Over a long time the mean force is the weight, however the person moves; weighted as a
    triangle, to give little weight to a movement cut at an end."""
    rows = np.arange(1, len(force_n) + 1, dtype=np.float64)
    triangle = np.minimum(rows, rows[::-1])
    mean_n = float((force_n * triangle).sum() / triangle.sum())
    return WeightCourse(np.full(len(force_n), mean_n), (), 0.06)


def _steady_cells(force_n: Float) -> _Steady:
    mean_n = moving_mean(force_n, STEADY_HALF_STEPS)
    variance = moving_mean(force_n**2, STEADY_HALF_STEPS) - mean_n**2
    sd_n = np.sqrt(np.maximum(variance, 0.0))
    usual_n = float(np.median(mean_n))
    calmest_n = max(float(np.quantile(sd_n, CALMEST)), 0.25)
    most_n = min(max(STEADY_TIMES * calmest_n, LEAST_STEADY * usual_n), MOST_STEADY * usual_n)
    cells = slice(0, len(force_n), CELL_STEPS)
    return _Steady(mean_n[cells], (sd_n < most_n)[cells], calmest_n)


def _proposal(
    force_n: Float, cells: _Steady, change_cost: float, drift_n_per_cell: float
) -> WeightCourse:
    if cells.steady.sum() < 3:
        weight_n = float(np.median(moving_mean(force_n, 100)))
        return WeightCourse(np.full(len(force_n), weight_n), (), 0.06)
    at_cell = np.arange(len(cells.mean_n), dtype=np.float64)
    drift_n = drift_n_per_cell * at_cell
    wander_n = np.zeros_like(at_cell)
    if len(at_cell) * CELL_STEPS * STEP_S > LONG_S:
        coarse = _levels(cells, cells.mean_n - drift_n, max(change_cost, CHANGE_COSTS[1]))
        wander_n = _wander_n(cells, cells.mean_n - drift_n - coarse)
    levels = _levels(cells, cells.mean_n - drift_n - wander_n, change_cost)
    level_n = levels + drift_n + wander_n
    borders = (np.flatnonzero(np.diff(levels)) + 1).tolist()
    changes = tuple(_changes(force_n, cells, level_n, borders))
    course_n = _on_steps(level_n, borders, changes, len(force_n))
    return WeightCourse(course_n, changes, 0.02, CHANGE_PRICE * len(changes))


def _followed(force_n: Float, cells: _Steady) -> WeightCourse | None:
    """The weight through the steady forces; None if there are few of them, or all are the same."""
    least = LEAST_RUN_S / (CELL_STEPS * STEP_S)
    runs = [run for run in runs_of(cells.steady) if run.length >= least]
    at = np.array([(run.start + run.end - 1) / 2 for run in runs])
    level_n = np.array([cells.mean_n[run.start : run.end].mean() for run in runs])
    kept = _near_their_neighbours(at, level_n)
    at, level_n = at[kept], level_n[kept]
    if len(at) < LEAST_RUNS or np.ptp(level_n) < LEAST_RANGE_N:
        return None
    slopes = np.diff(level_n) / (np.diff(at) * CELL_STEPS * STEP_S)
    bends = float(np.abs(np.diff(slopes)).sum())
    weight_n = _through(at * CELL_STEPS, level_n, slopes * STEP_S, len(force_n))
    return WeightCourse(weight_n, (), 0.02, BEND_PRICE * bends + CHANGE_PRICE / 2)


def _through(at: Float, level_n: Float, slopes: Float, steps: int) -> Float:
    """Straight lines from one level to the next, extrapolated at both ends."""
    step = np.arange(steps, dtype=np.float64)
    weight_n: Float = np.interp(step, at, level_n)
    first, last = step < at[0], step > at[-1]
    weight_n[first] = level_n[0] + slopes[0] * (step[first] - at[0])
    weight_n[last] = level_n[-1] + slopes[-1] * (step[last] - at[-1])
    return weight_n


def _near_their_neighbours(at: Float, level_n: Float) -> NDArray[np.bool_]:
    """Which levels are near the median of themselves and two on either side."""
    middle = [float(np.median(level_n[max(k - 2, 0) : k + 3])) for k in range(len(at))]
    near: NDArray[np.bool_] = np.abs(level_n - np.array(middle)) < FAR_N
    return near


def _drift_n_per_cell(cells: _Steady) -> float:
    """The even drift that gathers the steady forces best; 0 unless it is much better than none."""
    cell_s = CELL_STEPS * STEP_S
    at_s = np.flatnonzero(cells.steady) * cell_s
    if len(at_s) < 10 or at_s[-1] - at_s[0] < 5 or at_s[-1] > LONG_S:
        return 0.0
    mean_n = cells.mean_n[cells.steady]
    drifts = np.arange(-MOST_DRIFT_N_S, MOST_DRIFT_N_S + DRIFT_STEP_N_S / 2, DRIFT_STEP_N_S)
    gathered = [_gathered(mean_n - drift * at_s) for drift in drifts]
    best = int(np.argmax(gathered))
    if gathered[best] <= GATHERS * _gathered(mean_n):
        return 0.0
    return float(drifts[best]) * cell_s


def _gathered(values_n: Float) -> float:
    """How much values cluster: the squares of their counts in each newton."""
    bins = np.round(values_n).astype(np.int64)
    counts = np.bincount(bins - bins.min()).astype(np.float64)
    return float((np.convolve(counts, [0.5, 1.0, 0.5]) ** 2).sum())


def _wander_n(cells: _Steady, rest_n: Float) -> Float:
    """The running median of the remainder over a level, over 20 s to either side."""
    at_s = np.flatnonzero(cells.steady) * CELL_STEPS * STEP_S
    values = rest_n[cells.steady]
    knots_s = np.arange(0, len(rest_n) * CELL_STEPS * STEP_S + 5, 5.0)
    first, last = np.searchsorted(at_s, (knots_s - WANDER_S, knots_s + WANDER_S))
    medians = [
        float(np.median(values[a:b])) if b - a > 5 else np.nan
        for a, b in zip(first, last, strict=True)
    ]
    known = np.isfinite(medians)
    cells_s = np.arange(len(rest_n)) * CELL_STEPS * STEP_S
    if not known.any():
        return np.zeros_like(rest_n)
    wander_n: Float = np.interp(cells_s, knots_s[known], np.array(medians)[known])
    return wander_n


def _levels(cells: _Steady, mean_n: Float, change_cost: float) -> Float:
    """The cheapest course of one level after another, at each cell (dynamic programming)."""
    steady = np.flatnonzero(cells.steady)
    sd_n = max(LEVEL_SD_N, cells.calmest_n)
    candidates = _candidates(mean_n[steady])
    off_n = np.abs(mean_n[steady][:, None] - candidates)
    most = MOST_COST + np.minimum(off_n / (FAR_SHARE * candidates), MOST_FAR_COST)
    costs = CELL_TRUST * np.minimum((off_n / sd_n) ** 2 / 2, most)
    chosen = candidates[_cheapest(costs, change_cost)]
    for run in _runs(chosen):
        near = np.abs(mean_n[steady[run]] - chosen[run]) < 2 * sd_n
        if near.any():
            chosen[run] = mean_n[steady[run]][near].mean()
    return _between(steady, chosen, len(mean_n))


def _candidates(values_n: Float) -> Float:
    apart_n = max(LEVEL_APART_N, LEVEL_APART_SHARE * float(np.median(values_n)))
    found: list[float] = []
    for value in np.sort(values_n).tolist():
        if not found or value - found[-1] >= apart_n:
            found.append(value)
    return np.array(found)


def _cheapest(costs: Float, change_cost: float) -> NDArray[np.int64]:
    """The column of each row on the cheapest way down; each change of column has this cost."""
    total = costs[0].copy()
    best = np.empty(len(costs), np.int64)  # the column from which changes come
    changed = np.empty(costs.shape, np.bool_)
    for row in range(1, len(costs)):
        best[row] = cheapest = total.argmin()
        with_change = total[cheapest] + change_cost
        np.less(with_change, total, out=changed[row])
        np.minimum(total, with_change, out=total)
        total += costs[row]
    way = np.empty(len(costs), np.int64)
    way[-1] = total.argmin()
    for row in range(len(costs) - 1, 0, -1):
        way[row - 1] = best[row] if changed[row, way[row]] else way[row]
    return way


def _runs(values: Float) -> Iterator[slice]:
    ends = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist(), len(values)]
    return (slice(first, last) for first, last in pairwise(ends))


def _between(steady: NDArray[np.int64], chosen: Float, cells: int) -> Float:
    """Levels of all cells: each that of the last steady one before it, the first ones as the
    first."""
    behind = np.searchsorted(steady, np.arange(cells), side="right") - 1
    return chosen[np.maximum(behind, 0)]


def _changes(
    force_n: Float, cells: _Steady, level_n: Float, borders: list[int]
) -> Iterator[LoadChange]:
    """The time of each load change: between two rests no momentum is gained, hence the impulse
    between them is that of the one weight up to the change, and of the other from there on."""
    impulse_ns = np.concatenate(([0.0], np.cumsum(force_n))) * STEP_S
    ends = [0, *borders, len(level_n)]
    for number, border in enumerate(borders, start=1):
        newtons = float(level_n[border] - level_n[border - 1])
        near_n = min(max(abs(newtons) / 4, 1.0), 3.0 * max(1.0, cells.calmest_n))
        still = cells.steady & (np.abs(cells.mean_n - level_n) < near_n)
        before = np.flatnonzero(still[ends[number - 1] : border]) + ends[number - 1]
        after = np.flatnonzero(still[border : ends[number + 1]]) + border
        step = border * CELL_STEPS
        if len(before) and len(after):
            first, last = int(before[-1]) * CELL_STEPS, int(after[0]) * CELL_STEPS
            gained = impulse_ns[last] - impulse_ns[first]
            most = level_n[border] * last * STEP_S - level_n[border - 1] * first * STEP_S
            at_s = (most - gained) / newtons
            step = int(np.clip(round(at_s / STEP_S), first, last))
        yield LoadChange(step, newtons)


def _on_steps(
    level_n: Float, borders: list[int], changes: tuple[LoadChange, ...], steps: int
) -> Float:
    """The weight at each step, with steps at the load changes."""
    cells = np.arange(len(level_n), dtype=np.float64)
    weight_n = np.interp(np.arange(steps) / CELL_STEPS, cells, level_n)
    for border, change in zip(borders, changes, strict=True):
        at = border * CELL_STEPS
        first = max(min(change.step, at - CELL_STEPS), 0)
        last = min(max(change.step, at + CELL_STEPS), steps)
        weight_n[first : change.step] = level_n[border - 1]
        weight_n[change.step : last] = level_n[border]
    return weight_n
