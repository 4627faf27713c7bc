"""The dowel's samples, and the times in which they give no information on a contact.

A gap in the samples, a broken wire, a short and a stuck channel are not losses of contact, and
anything that began or ended within one was not seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.runs import Rows, joined, runs_of, runs_of_one_value
from rig.measure.validity import NOMINAL_FULL_SCALE, ends_of

LINK_LOST, WIRE_BROKEN, SHORT, STUCK = "link_lost", "wire_broken", "short", "stuck"

POINTS = ("head", "thoracic", "sacrum")
# A wire that is about to break makes and breaks its contact many times.
FLICKER_S = 0.1
LEAST_BROKEN_S = 0.005
LEAST_SHORT_S = 0.05
# Stuck: this much longer than nearly all runs of one count at the same level, and at least this
# long. If too few runs are known to tell how long noise allows one to be, an untouched sensor may
# be still for a minute: its divider has no gain.
TIMES_NOISE = 20
LEAST_STUCK_S = 0.5
LEAST_STUCK_UNKNOWN_S, LEAST_STUCK_IDLE_S = 2.0, 60.0
LEVEL_COUNTS = 64
RUNS_KNOWN = 100
IDLE_COUNTS = (168, 216)

Counts = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class DowelSamples:
    """A trial of the dowel: sample numbers (N,), `counts` (N, points), `time_s` (N,)."""

    sample: NDArray[np.uint64]
    counts: Counts
    time_s: NDArray[np.float64]
    full_scale_counts: int = NOMINAL_FULL_SCALE
    rate_hz: float = 1000.0
    points: tuple[str, ...] = POINTS

    def rows_of(self, seconds: float) -> int:
        """The number of samples in a span."""
        return round(seconds * self.rate_hz)

    def span_s(self, rows: Rows) -> tuple[float, float]:
        """When the first of some rows began and the last one ended."""
        last = max(rows.start, rows.end - 1)
        return float(self.time_s[rows.start]), float(self.time_s[last]) + 1 / self.rate_hz

    @property
    def scale(self) -> float:
        """Counts of this board for one of 4096."""
        return self.full_scale_counts / NOMINAL_FULL_SCALE


@dataclass(frozen=True, slots=True)
class Disturbance:
    """What is not a loss of contact: its kind, the points concerned, its begin and end."""

    kind: str
    points: tuple[str, ...]
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Unseen:
    """Rows in which the samples give no information on a point; None: on all of them.

    A gap has no rows: it is before the row at which it starts and ends.
    """

    kind: str
    point: int | None
    rows: Rows

    def concerns(self, point: int) -> bool:
        """Whether this is about a point."""
        return self.point is None or self.point == point

    def disturbance(self, dowel: DowelSamples) -> Disturbance:
        """The same in the words of a report."""
        start, end = self.rows
        points = dowel.points if self.point is None else (dowel.points[self.point],)
        if start == end:
            return Disturbance(
                self.kind, points, float(dowel.time_s[start - 1]), float(dowel.time_s[start])
            )
        return Disturbance(self.kind, points, *dowel.span_s(self.rows))


def unseen(dowel: DowelSamples, *, most_lost: int) -> list[Unseen]:
    """All such rows. Only gaps of more than `most_lost` samples count: up to the debounce, no
    change could have come and gone in them."""
    found = [Unseen(LINK_LOST, None, rows) for rows in _gaps(dowel.sample, most_lost)]
    for point in range(len(dowel.points)):
        found += _faults(dowel, point)
    return found


def _gaps(sample: NDArray[np.uint64], most_lost: int) -> list[Rows]:
    behind = np.flatnonzero(np.diff(sample) > np.uint64(most_lost + 1)) + 1
    return [Rows(row, row) for row in behind.tolist()]


def _faults(dowel: DowelSamples, point: int) -> list[Unseen]:
    counts = dowel.counts[:, point]
    ends = ends_of("dowel", dowel.full_scale_counts)
    broken, short = counts <= ends["bottom"], counts >= ends["top"]
    found = _lasting(WIRE_BROKEN, dowel, point, broken, LEAST_BROKEN_S)
    found += _lasting(SHORT, dowel, point, short, LEAST_SHORT_S)
    still = [rows for rows in _stuck(dowel, counts) if not (broken | short)[rows.start]]
    return found + [Unseen(STUCK, point, rows) for rows in still]


def _lasting(
    kind: str, dowel: DowelSamples, point: int, holds: NDArray[np.bool_], least_s: float
) -> list[Unseen]:
    runs = joined(runs_of(holds), dowel.rows_of(FLICKER_S))
    least = dowel.rows_of(least_s)
    return [
        Unseen(kind, point, run) for run in runs if int(holds[run.start : run.end].sum()) >= least
    ]


def _stuck(dowel: DowelSamples, counts: Counts) -> list[Rows]:
    """Runs of one and the same count far longer than the channel's own noise allows."""
    starts, lengths = runs_of_one_value(counts)
    suspects = np.flatnonzero(lengths >= dowel.rows_of(LEAST_STUCK_S))
    return [
        Rows(int(starts[suspect]), int(starts[suspect] + lengths[suspect]))
        for suspect in suspects.tolist()
        if lengths[suspect] >= _longest_alive(dowel, suspect, counts[starts], lengths)
    ]


def _longest_alive(
    dowel: DowelSamples, suspect: int, values: Counts, lengths: NDArray[np.intp]
) -> float:
    """Samples for which a live channel may be still at the level of a run."""
    near = np.abs(values - values[suspect]) <= LEVEL_COUNTS * dowel.scale
    near[suspect] = False
    if near.sum() >= RUNS_KNOWN:
        return TIMES_NOISE * float(np.percentile(lengths[near], 99))
    low, high = (limit * dowel.scale for limit in IDLE_COUNTS)
    idle = low <= values[suspect] <= high
    return dowel.rows_of(LEAST_STUCK_IDLE_S if idle else LEAST_STUCK_UNKNOWN_S)


def of_point(found: Sequence[Unseen], point: int) -> list[Rows]:
    """The rows in which nothing is known of a point, in order."""
    return sorted(one.rows for one in found if one.concerns(point))
