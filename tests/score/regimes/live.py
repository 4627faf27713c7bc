"""The live count of a set against the final one."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition import PhaseTracker, Repetitions
from tests.score.regimes.simulated import RATE_HZ, Simulated

BLOCK_ROWS = 50


class LiveCounts(NamedTuple):
    """Arrival times of the blocks of a set (B,), in seconds of the set, the live count after each
    (B,), and whether it was reported as sure (B,)."""

    time_s: NDArray[np.float64]
    count: NDArray[np.int64]
    sure: NDArray[np.bool_]


class LiveHit(NamedTuple):
    """Whether a live count was the final one, and whether it was reported as sure."""

    right: bool
    sure: bool


def live_hits(set_: Simulated, told: Repetitions, *, live_s: float) -> Iterator[LiveHit]:
    """For each repetition found in the whole set: the live count `live_s` after its end, or at the
    end of the set, against the final one."""
    if not told.repetitions:
        return
    live = live_counts(set_)
    ends_s = np.array([one.lockout_s for one in told.repetitions])
    for end_s in ends_s:
        asked_s = min(end_s + live_s, live.time_s[-1])
        row = int(np.searchsorted(live.time_s, asked_s, side="right")) - 1
        # One that ended since may have been counted already, or not yet.
        most, least = np.sum(ends_s <= asked_s), np.sum(ends_s <= end_s)
        yield LiveHit(bool(least <= live.count[row] <= most), bool(live.sure[row]))


def live_counts(set_: Simulated) -> LiveCounts:
    """The tracker's output after each block of a set."""
    tracker, told = PhaseTracker(RATE_HZ), [(0.0, 0, True)]
    total_n = set_.force_n.sum(axis=1)
    for first in range(0, len(total_n), BLOCK_ROWS):
        rows = slice(first, first + BLOCK_ROWS)
        tracker.track(set_.sample[rows], total_n[rows])
        time_s = float(set_.time_s[rows][-1])
        told.append((time_s, tracker.repetitions, getattr(tracker, "sure", True)))
    return LiveCounts(*map(np.array, zip(*told, strict=True)))
