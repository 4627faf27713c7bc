"""From volts at the pins to counts: converters with noise."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

REFERENCE_V = 5.0

Float = NDArray[np.float64]
Counts = NDArray[np.int64]


class FrontEnd(NamedTuple):
    """Turns volts into counts: `conversions` summed, each with its own noise."""

    codes: int  # of one conversion at REFERENCE_V
    conversions: int
    noise_codes: float  # standard deviation
    bytes_per_count: int


ON_CHIP = FrontEnd(codes=2**10, conversions=4, noise_codes=0.4, bytes_per_count=2)
# Like an ADS131M04 behind the same amplifiers: 24 bits with the sign, 0.13 N at 204.8 N/V. No
# sketch uses one; the wire protocol can carry it.
ADS131M04 = FrontEnd(codes=2**23, conversions=1, noise_codes=1065.0, bytes_per_count=3)
FRONT_ENDS = {"10bit": ON_CHIP, "24bit": ADS131M04}


class Converter:
    """Converts one block of volts after another."""

    def __init__(self, front_end: FrontEnd, channels: int, *, seed: int) -> None:
        self._front_end = front_end
        self._noise = np.random.default_rng([seed, channels])
        self._newest: Counts = np.zeros((1, channels), np.int64)

    def counts(self, volts: Float) -> Counts:
        """Counts of volts, (N, channels); where the volts are NaN, a channel keeps its counts."""
        codes, conversions, noise_codes, _ = self._front_end
        exact = volts / REFERENCE_V * codes
        each = np.repeat(exact[:, None, :], conversions, axis=1)
        each = np.floor(each + 0.5 + noise_codes * self._noise.standard_normal(each.shape))
        stuck = np.isnan(exact)
        summed = np.where(stuck[:, None, :], 0, each.clip(0, codes - 1)).sum(axis=1)
        return self._kept(summed.astype(np.int64), stuck)

    def _kept(self, counts: Counts, stuck: NDArray[np.bool_]) -> Counts:
        """The counts, with those of a stuck channel replaced by its last ones before."""
        counts = np.concatenate((self._newest, counts))
        if stuck.any():
            rows = np.where(stuck, 0, np.arange(1, len(counts))[:, None])
            counts[1:] = np.take_along_axis(counts, np.maximum.accumulate(rows, axis=0), axis=0)
        self._newest = counts[-1:]
        return counts[1:]
