"""Sway of quiet stance, by formulas that other laboratories can repeat."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_QUIET_S = 25.0
INSIDE = 0.95

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sway:
    """Movement of the centre of pressure. `ml` is medio-lateral (X), `ap` antero-posterior (Y)."""

    duration_s: float
    ellipse_area_mm2: float
    path_mm: float
    mean_velocity_mm_s: float
    mean_frequency_hz: float
    mean_frequency_ml_hz: float
    mean_frequency_ap_hz: float
    rms_ml_mm: float
    rms_ap_mm: float
    range_ml_mm: float
    range_ap_mm: float


def sway(cop_mm: NDArray[np.floating[Any]], sample_rate_hz: float) -> Sway:
    """Sway of a centre of pressure (N, 2), columns ML and AP, in millimetres.

    For quiet stance only, at least 25 s of it: for a repetition these figures mean nothing. Nothing
    is filtered here: the input decides, above all for path and velocity.

    - `ellipse_area_mm2`: the ellipse that contains the next sample with 95 %, pi F(.95; 2, N-2)
      2(N-1)(N+1) / (N(N-2)) sqrt(det S), S with N-1 (Schubert & Kirchner, Gait & Posture 2014).
    - `path_mm`: sum of the steps. `mean_velocity_mm_s`: path over N / rate (Santos & Duarte, PeerJ
      2016; others divide by N-1).
    - `mean_frequency_hz`: mean power frequency, trapezoid(f P) / trapezoid(P) for each axis, and of
      both weighted by the plain sum of their P (Santos & Duarte). P by Welch: Hann, three segments
      of N // 2 samples that overlap by half, the mean of each removed.
    - `rms` about the mean; `range` from least to most.

    Raises ValueError for another shape, a value that is not finite, or less than 25 s.
    """
    cop = np.asarray(cop_mm, np.float64)
    _expect_quiet_stance(cop, sample_rate_hz)
    spectra = [welch(axis, sample_rate_hz) for axis in cop.T]
    frequencies = [_mean_power_frequency(*spectrum) for spectrum in spectra]
    path_mm = float(np.hypot(*np.diff(cop, axis=0).T).sum())
    duration_s = len(cop) / sample_rate_hz
    rms, extent = cop.std(axis=0).tolist(), np.ptp(cop, axis=0).tolist()
    return Sway(
        duration_s=duration_s,
        ellipse_area_mm2=prediction_ellipse_mm2(cop),
        path_mm=path_mm,
        mean_velocity_mm_s=path_mm / duration_s,
        mean_frequency_hz=_weighted(frequencies, [float(power.sum()) for _, power in spectra]),
        mean_frequency_ml_hz=frequencies[0],
        mean_frequency_ap_hz=frequencies[1],
        rms_ml_mm=rms[0],
        rms_ap_mm=rms[1],
        range_ml_mm=extent[0],
        range_ap_mm=extent[1],
    )


def prediction_ellipse_mm2(cop_mm: Float) -> float:
    """Area of the 95 % prediction ellipse of points (N, 2), N > 2; formula in `sway`."""
    n = len(cop_mm)
    rest = n - 2
    f_quantile: float = rest / 2 * ((1 - INSIDE) ** (-2 / rest) - 1)  # of F(2, n-2) in closed form
    factor = math.pi * f_quantile * 2 * (n - 1) * (n + 1) / (n * rest)
    spread = float(np.linalg.det(np.cov(cop_mm.T)))
    return factor * math.sqrt(max(spread, 0.0))


def welch(values: Float, sample_rate_hz: float) -> tuple[Float, Float]:
    """Frequencies and one-sided power density of values (N,), from three segments of N // 2.

    They overlap by half or half a sample more, hence the third one fits for every N.
    """
    rows = len(values) // 2
    step = rows // 2
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(rows) / rows)  # Hann, periodic
    segments = np.lib.stride_tricks.sliding_window_view(values, rows)[::step]
    centred = segments - segments.mean(axis=1, keepdims=True)
    power: Float = (np.abs(np.fft.rfft(centred * window, axis=1)) ** 2).mean(axis=0)
    power[1 : (rows + 1) // 2] *= 2
    density: Float = power / (sample_rate_hz * (window**2).sum())
    frequency_hz: Float = np.fft.rfftfreq(rows, 1 / sample_rate_hz).astype(np.float64)
    return frequency_hz, density


def _mean_power_frequency(frequency_hz: Float, power: Float) -> float:
    """NaN if nothing moved."""
    total = _trapezoid(power)
    return _trapezoid(frequency_hz * power) / total if total else math.nan


def _trapezoid(values: Float) -> float:
    """In steps of its grid, which cancel in a quotient."""
    return float(values.sum() - (values[0] + values[-1]) / 2)


def _weighted(values: list[float], weights: list[float]) -> float:
    return float(np.average(values, weights=weights)) if sum(weights) else math.nan


def _expect_quiet_stance(cop_mm: Float, sample_rate_hz: float) -> None:
    if cop_mm.ndim != 2 or cop_mm.shape[1] != 2:
        raise ValueError(f"expected the columns ML and AP, shape (N, 2), got {cop_mm.shape}")
    if not (math.isfinite(sample_rate_hz) and sample_rate_hz > 0):
        raise ValueError(f"expected samples a second above 0, got {sample_rate_hz}")
    seconds = len(cop_mm) / sample_rate_hz
    if seconds < LEAST_QUIET_S:
        raise ValueError(
            f"expected at least {LEAST_QUIET_S:g} s of quiet stance, got {seconds:g} s"
        )
    if not np.isfinite(cop_mm).all():
        missing = int((~np.isfinite(cop_mm)).any(axis=1).sum())
        raise ValueError(f"expected a centre of pressure in every sample, {missing} have none")
