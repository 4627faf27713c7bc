"""The most likely postures of a stance, for any of the proposed courses of its weight.

All courses are searched in parallel. A long stance is searched in overlapping pieces, in parallel
too: an hour takes little longer than a set. The pieces are joined where two neighbours both stand.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition.motion import GRAVITY_M_S2, Noise, cell_inputs
from rig.measure.repetition.posture import (
    AT_REST,
    CALMEST,
    HOLDING,
    REGAINED,
    RESTLESS_M_S2,
    SEARCH_STEPS,
    STANDING,
    STEADY_WANDER_N,
    TURNING,
    Calm,
    Cell,
    PostureSearch,
    calm_from,
)
from rig.measure.repetition.series import Float, moving_mean
from rig.measure.repetition.weight import WeightCourse
from rig.measure.runs import Rows, runs_of

# Plates that wander do so in the calmest seconds, too: only then is it considered.
RESTLESS_WANDER_N, WANDER_PRICE = 1.0, 15.0  # per root second
# Cells of 0.2 s: of a piece, of its overlap with the next one, and up to which a stance is one
# piece. Neighbours are joined as near as possible to this share of their overlap.
PIECE_CELLS, COMMON_CELLS, MOST_CELLS = 300, 100, 450
JOINT_SHARE, AGREED_CELLS = 0.75, 15
PIECE_BEGIN_SD_M_S2 = 0.1  # the possible error of the weight where a later piece begins


@dataclass(frozen=True, slots=True)
class Postures:
    """The most likely postures (K,) of a stance in cells of 0.2 s, the course of the weight they
    belong to, the person's calm in standing, and the wander of the weight (N per root second)."""

    posture: NDArray[np.int64]
    weight: WeightCourse
    calm: Calm
    wander_n: float

    def pushed(self) -> list[Rows]:
        """The spans of steps in which something else than the force moved the person."""
        found = []
        for cell in np.flatnonzero(self.posture == REGAINED).tolist():
            rests = np.flatnonzero(AT_REST[self.posture[:cell]])
            first = int(rests[-1]) + 1 if len(rests) else 0
            found.append(Rows(first * SEARCH_STEPS, cell * SEARCH_STEPS))
        return found


class _Supposed(NamedTuple):
    """A course of the weight, its wander (N per root second), and the price of both."""

    course: WeightCourse
    wander_n: float
    price: float

    @property
    def noise(self) -> Noise:
        return Noise.of(float(np.median(self.course.weight_n)), self.wander_n)


class _Found(NamedTuple):
    """Postures (K,), how well they explain the force, and whether its pieces fit together."""

    posture: NDArray[np.int64]
    score: float
    fits: bool = True


def search_postures(force_n: Float, courses: Sequence[WeightCourse]) -> Postures:
    """The postures that explain the vertical force (N,) of a stance best, for any of these courses
    of the weight. Each load change of a course has its price, and so has a weight that wanders."""
    calms = [calm_of(force_n, course.weight_n) for course in courses]
    calm = Calm(min(c.acceleration_m_s2 for c in calms), min(c.velocity_m_s for c in calms))
    wanders = [(STEADY_WANDER_N, 0.0)]
    if calm.acceleration_m_s2 > RESTLESS_M_S2:
        wanders.append((RESTLESS_WANDER_N, WANDER_PRICE))
    supposed = [
        _Supposed(course, wander_n, price + course.price)
        for course in courses
        for wander_n, price in wanders
    ]
    found = _searched(force_n, supposed, calm)
    best = max(range(len(found)), key=lambda number: found[number].score - supposed[number].price)
    course, wander_n, _ = supposed[best]
    posture = found[best].posture
    if not found[best].fits:
        alone = supposed[best : best + 1]
        posture = _whole(_cells(force_n, alone), alone, calm)[0].posture
    return Postures(posture, course, calm, wander_n)


def calm_of(force_n: Float, weight_n: Float) -> Calm:
    """The calm of a person in standing, from the calmest seconds of vertical force (N,)."""
    acceleration = moving_mean((force_n / weight_n - 1) * GRAVITY_M_S2, 12)
    around = np.sqrt(moving_mean(acceleration**2, 20))
    return calm_from(float(np.quantile(around, CALMEST)))


def _searched(force_n: Float, supposed: Sequence[_Supposed], calm: Calm) -> list[_Found]:
    cells = _cells(force_n, supposed)
    many = cells.velocity_m_s.shape[1]
    if many <= MOST_CELLS:
        return _whole(cells, supposed, calm)
    pieces = 1 + -(-(many - PIECE_CELLS) // (PIECE_CELLS - COMMON_CELLS))
    starts = np.linspace(0, many - PIECE_CELLS, pieces).round().astype(np.int64)
    inside = starts[:, None] + np.arange(PIECE_CELLS)
    first = starts == 0
    search = PostureSearch(
        calm,
        [one.noise for one in supposed for _ in starts],
        [
            one.course.begin_sd_m_s2 if begins else PIECE_BEGIN_SD_M_S2
            for one in supposed
            for begins in first
        ],
    )
    row = np.repeat(np.arange(len(supposed)), pieces)[:, None]
    piece = np.tile(np.arange(pieces), len(supposed))
    _run(search, cells.of((row, inside[piece])))
    way = search.way()
    shape = (len(supposed), pieces, PIECE_CELLS)
    return [
        _joined(starts, posture, log_weight)
        for posture, log_weight in zip(
            way.posture.reshape(shape), way.log_weight.reshape(shape), strict=True
        )
    ]


def _whole(cells: Cell, supposed: Sequence[_Supposed], calm: Calm) -> list[_Found]:
    search = PostureSearch(
        calm,
        [one.noise for one in supposed],
        [one.course.begin_sd_m_s2 for one in supposed],
    )
    _run(search, cells)
    best = search.log_weight.max(axis=1).tolist()
    return [
        _Found(posture, score) for posture, score in zip(search.way().posture, best, strict=True)
    ]


def _run(search: PostureSearch, cells: Cell) -> None:
    for cell in range(cells.velocity_m_s.shape[1]):
        search.add(cells.of((slice(None), cell)))


def _cells(force_n: Float, supposed: Sequence[_Supposed]) -> Cell:
    """The effect of the force by each course, in each cell (S, K)."""
    inputs = [
        cell_inputs((force_n / one.course.weight_n - 1) * GRAVITY_M_S2, SEARCH_STEPS)
        for one in supposed
    ]
    loose = np.zeros((len(inputs), len(inputs[0].velocity_m_s) + 2), np.bool_)
    for row, one in zip(loose, supposed, strict=True):
        for change in one.course.changes:
            row[max(change.step // SEARCH_STEPS - 1, 0) : change.step // SEARCH_STEPS + 2] = True
    return Cell(
        np.array([one.velocity_m_s for one in inputs]),
        np.array([one.height_m for one in inputs]),
        np.array([one.acceleration_m_s2 for one in inputs]),
        loose[:, :-2],
    )


def _joined(starts: NDArray[np.int64], posture: NDArray[np.int64], log_weight: Float) -> _Found:
    """Pieces (P, K) one after another: their overlap comes from the first one up to the joint."""
    parts, score, fits, begin = [], 0.0, True, 0
    for piece, apart in enumerate([*np.diff(starts).tolist(), PIECE_CELLS]):
        end = PIECE_CELLS
        if apart < PIECE_CELLS:
            joint = _joint(posture[piece, apart:], posture[piece + 1, : PIECE_CELLS - apart])
            fits &= joint is not None
            joint = round(JOINT_SHARE * (PIECE_CELLS - apart)) if joint is None else joint
            end = apart + joint
        parts.append(posture[piece, begin:end])
        score += float(log_weight[piece, end - 1] - (log_weight[piece, begin - 1] if begin else 0))
        begin = end - apart
    return _Found(np.concatenate(parts), score, fits)


def _joint(first: NDArray[np.int64], second: NDArray[np.int64]) -> int | None:
    """The cell of the overlap after which two pieces are joined: where both stand, else where both
    turn or hold, else where they agree for longest; None if they agree nowhere for long."""
    for postures in (STANDING,), (TURNING, HOLDING):
        agreed = np.flatnonzero(np.isin(first, postures) & (first == second))
        if len(agreed):
            return int(agreed[np.abs(agreed - JOINT_SHARE * len(first)).argmin()]) + 1
    longest = max(runs_of(first == second), key=lambda run: run.length, default=None)
    if longest is None or longest.length < AGREED_CELLS:
        return None
    return (longest.start + longest.end) // 2
