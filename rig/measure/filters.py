"""Second-order Butterworth low-pass filters, and the pieces of a signal between its gaps.

They are applied frequency by frequency: exact to about 1e-8 of a step at the ends, and no slower
than a recursion. (scipy.signal does it in one call, but takes 0.6 s to import.)
"""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

# Two runs of a second-order filter together pass half the power at 0.802 of its cut-off
# (Winter, Biomechanics and Motor Control of Human Movement, 4th ed., 2009, p. 69).
TWO_RUNS = 0.802
# A filter's memory has decayed after this many periods of its cut-off: to exp(-17).
SETTLING_PERIODS = 4
TRANSFORM_ROWS = 4096  # transforms of a multiple of this are fast

Float = NDArray[np.float64]
Signal = NDArray[np.floating[Any]]


class LowPass(NamedTuple):
    """The filter of forces before figures are computed from them: that of `zero_phase`."""

    cutoff_hz: float
    kind: str = "Butterworth of 2nd order, forwards and backwards (zero phase)"

    @property
    def words(self) -> str:
        """As stated beside a figure."""
        return f"forces low-passed at {self.cutoff_hz:g} Hz, {self.kind}"


def zero_phase(signal: Signal, *, cutoff_hz: float, sample_rate_hz: float) -> Float:
    """For saved figures: forwards and backwards, without delay.

    `signal` has shape (N,) or (N, channels) and no gaps; half the power remains at `cutoff_hz`.
    Raises ValueError for a cut-off too high for the sample rate.
    """
    design_hz = cutoff_hz / TWO_RUNS
    _expect_below_nyquist(design_hz, sample_rate_hz)
    if not len(signal):
        return np.array(signal, np.float64)
    pad = _settling_rows(design_hz, sample_rate_hz)
    widths = [(pad, pad), *[(0, 0)] * (signal.ndim - 1)]
    # Rotated about its ends, a signal continues without a step or a kink.
    shifted = np.asarray(signal, np.float64) - signal[0]
    padded = np.pad(shifted, widths, "reflect", reflect_type="odd")
    rows = _transform_rows(len(padded))
    gain = np.abs(_response(rows, design_hz, sample_rate_hz)) ** 2
    filtered: Float = _apply(gain, padded, rows)[pad : pad + len(signal)] + signal[0]
    return filtered


def causal(signal: Signal, *, cutoff_hz: float, sample_rate_hz: float) -> Float:
    """For live figures: the filter's output at each sample, without knowledge of later ones.

    `signal` has shape (N,) or (N, channels) and no gaps; before it, its first value is assumed.
    Half the power remains at `cutoff_hz`. Raises ValueError as `zero_phase` does.
    """
    _expect_below_nyquist(cutoff_hz, sample_rate_hz)
    if not len(signal):
        return np.array(signal, np.float64)
    pad = _settling_rows(cutoff_hz, sample_rate_hz)
    shifted = np.asarray(signal, np.float64) - signal[0]  # zero before the first sample
    rows = _transform_rows(len(signal) + pad)
    response = _response(rows, cutoff_hz, sample_rate_hz)
    filtered: Float = _apply(response, shifted, rows)[: len(signal)] + signal[0]
    return filtered


def in_pieces(
    run: Callable[..., Float],
    signal: Signal,
    sample: NDArray[np.unsignedinteger[Any]],
    *,
    cutoff_hz: float,
    sample_rate_hz: float,
) -> Float:
    """Applies `zero_phase` or `causal` to each piece between gaps separately; `sample` (N,) are the
    boards' numbers of the rows."""
    filtered = np.empty(signal.shape)
    for piece in pieces(sample):
        filtered[piece] = run(signal[piece], cutoff_hz=cutoff_hz, sample_rate_hz=sample_rate_hz)
    return filtered


def pieces(sample: NDArray[np.unsignedinteger[Any]]) -> list[slice]:
    """Rows between the gaps, from the boards' sample numbers (N,)."""
    cuts = np.flatnonzero(np.diff(sample) != 1) + 1
    ends = [0, *cuts.tolist(), len(sample)]
    return [slice(first, last) for first, last in pairwise(ends) if last > first]


def pieces_by_time(time_s: Float, most_s: float) -> list[slice]:
    """Rows between gaps of more than `most_s`, from ascending times (N,)."""
    cuts = np.flatnonzero(np.diff(time_s) > most_s) + 1
    ends = [0, *cuts.tolist(), len(time_s)]
    return [slice(first, last) for first, last in pairwise(ends) if last > first]


def _response(rows: int, cutoff_hz: float, sample_rate_hz: float) -> NDArray[np.complex128]:
    """Of the bilinear transform of s^2 + sqrt(2) s + 1, for the frequencies of a real transform."""
    z = np.exp(-2j * np.pi * np.arange(rows // 2 + 1) / rows)
    k = math.tan(math.pi * cutoff_hz / sample_rate_hz)
    rise, fall = k * (1 + z), 1 - z
    response: NDArray[np.complex128] = rise**2 / (rise**2 + math.sqrt(2) * rise * fall + fall**2)
    return response


def _apply(response: NDArray[Any], signal: Float, rows: int) -> Float:
    spectrum = np.fft.rfft(signal, rows, axis=0)
    filtered: Float = np.fft.irfft((spectrum.T * response).T, rows, axis=0)
    return filtered


def _settling_rows(cutoff_hz: float, sample_rate_hz: float) -> int:
    return math.ceil(SETTLING_PERIODS * sample_rate_hz / cutoff_hz)


def _transform_rows(rows: int) -> int:
    """A length of at least `rows` whose transform is fast."""
    return math.ceil(rows / TRANSFORM_ROWS) * TRANSFORM_ROWS


def _expect_below_nyquist(cutoff_hz: float, sample_rate_hz: float) -> None:
    if not 0 < cutoff_hz < sample_rate_hz / 2:
        raise ValueError(
            f"expected a cut-off above 0 and below half of {sample_rate_hz:g} samples a second, "
            f"got {cutoff_hz:g} Hz"
        )
