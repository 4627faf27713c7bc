"""Sway, compared with scipy and with curves whose figures can be derived by hand."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import signal as scipy_signal
from scipy import stats

from rig.measure import sway
from rig.measure.stabilometry import welch

RATE_HZ = 100.0


def wandering(rows: int, seed: int = 3) -> NDArray[np.float64]:
    steps = np.random.default_rng(seed).standard_normal((rows, 2)) * (0.2, 0.3)
    return np.cumsum(steps, axis=0) + np.array((12.0, 140.0))


def ellipse_by_its_axes(cop_mm: NDArray[np.float64]) -> float:
    """Semi-axes from the eigenvalues, by the definition of the prediction region."""
    n = len(cop_mm)
    quantile = stats.f.ppf(0.95, 2, n - 2)
    scale = quantile * 2 * (n - 1) * (n + 1) / (n * (n - 2))
    axes = np.sqrt(np.linalg.eigvalsh(np.cov(cop_mm.T)) * scale)
    return float(np.pi * axes.prod())


@pytest.mark.parametrize("rows", [2500, 6000, 6001])
def test_figures_are_those_of_other_code(rows: int) -> None:
    cop = wandering(rows)
    got = sway(cop, RATE_HZ)
    steps = np.sqrt((np.diff(cop, axis=0) ** 2).sum(axis=1))
    assert got.ellipse_area_mm2 == pytest.approx(ellipse_by_its_axes(cop), rel=1e-9)
    assert got.path_mm == pytest.approx(steps.sum())
    assert got.mean_velocity_mm_s == pytest.approx(steps.sum() / (rows / RATE_HZ))
    assert (got.rms_ml_mm, got.rms_ap_mm) == pytest.approx(tuple(cop.std(axis=0)))
    assert (got.range_ml_mm, got.range_ap_mm) == pytest.approx(tuple(np.ptp(cop, axis=0)))


@pytest.mark.parametrize("rows", [2500, 5998, 5999, 6000, 6001, 6002, 6003])
def test_spectrum_and_mean_frequency_are_scipys(rows: int) -> None:
    cop = wandering(rows)
    means, weights = [], []
    for axis in cop.T:
        each = rows // 2
        frequency, power = scipy_signal.welch(
            axis,
            RATE_HZ,
            window="hann",
            nperseg=each,
            noverlap=each - each // 2,
            detrend="constant",
        )
        own_frequency, own_power = welch(axis, RATE_HZ)
        assert own_frequency == pytest.approx(frequency)
        assert own_power == pytest.approx(power, rel=1e-9)
        means.append(np.trapezoid(frequency * power, frequency) / np.trapezoid(power, frequency))
        weights.append(power.sum())
    got = sway(cop, RATE_HZ)
    assert (got.mean_frequency_ml_hz, got.mean_frequency_ap_hz) == pytest.approx(tuple(means))
    assert got.mean_frequency_hz == pytest.approx(np.average(means, weights=weights))


@pytest.mark.parametrize("rows", range(5996, 6004))
def test_every_number_of_samples_has_three_segments(rows: int) -> None:
    """A burst in the last quarter alone: omitting a segment loses most of it."""
    burst = np.zeros(rows)
    burst[-1400:] = np.sin(2 * np.pi * 5.0 * np.arange(1400) / RATE_HZ)
    frequency, power = welch(burst, RATE_HZ)
    in_burst = power[np.abs(frequency - 5.0) < 0.5].sum() * frequency[1]
    assert in_burst == pytest.approx(0.5 * 1400 / 6000, rel=0.5)


def test_a_circle() -> None:
    """Radius 5 mm, half a turn a second, for 60 s: all of it can be derived by hand."""
    turn = 2 * np.pi * 0.5 * np.arange(6000) / RATE_HZ
    got = sway(5 * np.stack((np.cos(turn), np.sin(turn)), axis=1), RATE_HZ)
    assert got.duration_s == 60
    assert got.path_mm == pytest.approx(2 * np.pi * 5 * 30, rel=1e-3)
    assert got.mean_velocity_mm_s == pytest.approx(5 * np.pi, rel=1e-3)
    assert got.mean_frequency_hz == pytest.approx(0.5, abs=0.005)
    assert got.rms_ml_mm == pytest.approx(5 / np.sqrt(2))
    assert got.range_ap_mm == pytest.approx(10, rel=1e-3)
    # F(.95; 2, N-2) tends to 2.996 and the variance of each axis is 12.5 mm2.
    assert got.ellipse_area_mm2 == pytest.approx(np.pi * 2 * 2.996 * 12.5, rel=2e-3)


def test_who_does_not_move_at_all_has_no_frequency() -> None:
    got = sway(np.full((3000, 2), 7.0), RATE_HZ)
    assert got.path_mm == got.ellipse_area_mm2 == 0
    assert np.isnan(got.mean_frequency_hz)


@pytest.mark.parametrize(
    ("cop", "rate_hz", "words"),
    [
        (wandering(2499), RATE_HZ, "at least 25 s of quiet stance, got 24.99 s"),
        (wandering(3000)[:, 0], RATE_HZ, r"ML and AP, shape \(N, 2\), got \(3000,\)"),
        (wandering(3000).T, RATE_HZ, r"got \(2, 3000\)"),
        (np.where(np.arange(3000)[:, None] == 7, np.nan, 1.0 + np.zeros(2)), RATE_HZ, "1 have"),
        (wandering(3000), 0.0, "samples a second above 0"),
        (wandering(3000), float("nan"), "samples a second above 0"),
    ],
)
def test_what_is_no_quiet_stance_is_refused(
    cop: NDArray[np.float64], rate_hz: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        sway(cop, rate_hz)
