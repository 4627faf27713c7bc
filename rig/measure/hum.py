"""Mains hum in the plates' forces: a line at 50 or 60 Hz that exceeds its surroundings."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MAINS_HZ = (50.0, 60.0)
LEAST_HUM_N = 0.5  # root mean square: two counts of the nominal plates
TIMES_AROUND = 10.0  # of the power of its neighbours in a band of the same width
SEGMENT_S, MOST_SEGMENTS = 2.0, 32
LINE_HZ, AROUND_HZ, APART_HZ = 1.0, 8.0, 2.0
HANN_POWER = 0.375  # mean of the window's square


class Hum(NamedTuple):
    """Its frequency, and root mean square in newtons."""

    mains_hz: float
    rms_n: float


def hum_in(force_n: NDArray[np.floating[Any]], rate_hz: float) -> Hum | None:
    """The mains hum of a channel, (N,); None if it is negligible, or for less than 2 s."""
    power, step_hz = _power(force_n, rate_hz)
    found = [Hum(mains, _line_n(power, step_hz, mains)) for mains in MAINS_HZ]
    loudest = max(found, key=lambda one: one.rms_n)
    return loudest if loudest.rms_n >= LEAST_HUM_N else None


def _power(force_n: NDArray[np.floating[Any]], rate_hz: float) -> tuple[NDArray[np.float64], float]:
    """Variance in each band, from segments spread over the signal; empty if it is too short."""
    rows = round(SEGMENT_S * rate_hz)
    if len(force_n) < rows or rate_hz <= 2 * (MAINS_HZ[-1] + AROUND_HZ):
        return np.empty(0), 1 / SEGMENT_S
    most = min(MOST_SEGMENTS, len(force_n) // rows)
    starts = np.linspace(0, len(force_n) - rows, most).astype(np.intp)
    segments = np.stack([force_n[start : start + rows] for start in starts]).astype(np.float64)
    centred = segments - segments.mean(axis=1, keepdims=True)
    spectra = np.abs(np.fft.rfft(centred * np.hanning(rows), axis=1)) ** 2
    variance: NDArray[np.float64] = 2 * np.median(spectra, axis=0) / (rows**2 * HANN_POWER)
    return variance, rate_hz / rows


def _line_n(power: NDArray[np.float64], step_hz: float, mains_hz: float) -> float:
    """Root mean square of the line, 0 where it does not exceed its surroundings."""
    if not len(power):
        return 0.0
    away_hz = np.abs(np.arange(len(power)) * step_hz - mains_hz)
    line = away_hz <= LINE_HZ
    around = (away_hz > APART_HZ) & (away_hz <= AROUND_HZ)
    usual = float(power[around].mean()) * int(line.sum())
    own = float(power[line].sum())
    return float(np.sqrt(own - usual)) if own >= TIMES_AROUND * usual and own > usual else 0.0
