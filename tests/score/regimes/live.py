"""The live count of a set against the final one."""

from collections.abc import Iterator

import numpy as np

from rig.measure.repetition import PhaseTracker, Repetitions
from tests.score.regimes.simulated import RATE_HZ, Simulated

BLOCK_ROWS = 50


def live_hits(set_: Simulated, told: Repetitions, *, live_s: float) -> Iterator[bool]:
    """For each repetition that was found in the whole: whether the live count equals the final one
    `live_s` behind its end, or where the set ends."""
    if not told.repetitions:
        return
    time_s, counts = live_counts(set_)
    ends_s = np.array([one.lockout_s for one in told.repetitions])
    for end_s in ends_s:
        asked_s = min(end_s + live_s, time_s[-1])
        row = int(np.searchsorted(time_s, asked_s, side="right")) - 1
        # One that ended since may have been counted already, or not yet.
        most, least = np.sum(ends_s <= asked_s), np.sum(ends_s <= end_s)
        yield bool(least <= counts[row] <= most)


def live_counts(set_: Simulated) -> tuple[np.ndarray, np.ndarray]:
    """When blocks of a set have come, in seconds of the set, and the live count behind each."""
    tracker, counts, times_s = PhaseTracker(RATE_HZ), [0], [0.0]
    total_n = set_.force_n.sum(axis=1)
    for first in range(0, len(total_n), BLOCK_ROWS):
        rows = slice(first, first + BLOCK_ROWS)
        tracker.track(set_.sample[rows], total_n[rows])
        counts.append(tracker.repetitions)
        times_s.append(float(set_.time_s[rows][-1]))
    return np.array(times_s), np.array(counts)
