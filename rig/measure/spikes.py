"""Single samples that no body can produce: up and back again within three samples.

A body's force changes by up to some 100 N in a millisecond, in a landing, but does not come back
immediately. Spikes come from loose contacts and from electrical interference; raw data keep them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_SPIKE_N = 20.0
TIMES_NOISE = 10.0  # of the usual change from one sample to the next
MOST_ROWS = 3
RETURN_SHARE = 0.25  # of its height: the difference allowed between both sides
SD_OF_MEDIAN = 1.4826
MOST_STEPS = 100_000

Float = NDArray[np.floating[Any]]
Bool = NDArray[np.bool_]


def spikes_in(force_n: Float) -> Bool:
    """Which samples of a channel, (N,) in newtons, are spikes: (N,)."""
    found = np.zeros(len(force_n), np.bool_)
    if len(force_n) < MOST_ROWS + 4:
        return found
    steps = np.abs(np.diff(force_n))
    some = max(len(steps) // MOST_STEPS, 1)  # the median of an hour takes long
    noise_n = SD_OF_MEDIAN * float(np.median(steps[::some]))
    least_n = max(LEAST_SPIKE_N, TIMES_NOISE * noise_n)
    starts = np.flatnonzero(steps >= (1 - RETURN_SHARE) * least_n) + 1
    for rows in range(1, MOST_ROWS + 1) if len(starts) else ():
        here = starts[(starts >= 2) & (starts + rows + 1 < len(force_n))]
        for first in here[_are_spikes(force_n, here, rows, least_n)].tolist():
            found[first : first + rows] = True
    return found


def without_spikes(force_n: NDArray[np.float32]) -> NDArray[np.float32]:
    """Forces (N, channels) with straight lines in place of spikes; the same array if there are
    none."""
    masks = [spikes_in(channel) for channel in force_n.T]
    if not any(mask.any() for mask in masks):
        return force_n
    mended = force_n.copy()
    rows = np.arange(len(force_n))
    for number, mask in enumerate(masks):
        if mask.any() and not mask.all():
            mended[mask, number] = np.interp(rows[mask], rows[~mask], force_n[~mask, number])
    return mended


def _are_spikes(force_n: Float, first: NDArray[np.intp], rows: int, least_n: float) -> Bool:
    """Whether `rows` samples from each row of `first` on differ from two on either side."""
    around = np.stack([force_n[first + by] for by in (-2, -1, rows, rows + 1)]).astype(np.float64)
    base_n = (around[1] + around[2]) / 2
    inside = np.stack([force_n[first + by] for by in range(rows)]) - base_n
    height_n = np.abs(inside).min(axis=0)
    one_way = np.abs(np.sign(inside).sum(axis=0)) == rows
    returned = np.ptp(around, axis=0) <= RETURN_SHARE * height_n
    spikes: Bool = one_way & returned & (height_n >= least_n)
    return spikes
