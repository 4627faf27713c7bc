"""Filters, compared with scipy's recursive ones."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import signal as scipy_signal

from rig.measure.filters import TWO_RUNS, causal, pieces, zero_phase

RATE_HZ = 1000.0


def wandering(rows: int, seed: int = 1) -> NDArray[np.float64]:
    steps = np.random.default_rng(seed).standard_normal((rows, 2))
    return 300 + np.cumsum(steps, axis=0)


@pytest.mark.parametrize("cutoff_hz", [10.0, 20.0, 50.0])
def test_zero_phase_is_scipys_filter_run_both_ways(cutoff_hz: float) -> None:
    noisy = wandering(5003)
    sections = scipy_signal.butter(2, cutoff_hz / TWO_RUNS, fs=RATE_HZ, output="sos")
    expected = scipy_signal.sosfiltfilt(sections, noisy, axis=0, padlen=1000)
    got = zero_phase(noisy, cutoff_hz=cutoff_hz, sample_rate_hz=RATE_HZ)
    assert got == pytest.approx(expected, abs=2e-6)


@pytest.mark.parametrize("cutoff_hz", [20.0, 50.0])
def test_causal_is_scipys_filter(cutoff_hz: float) -> None:
    noisy = wandering(4100)
    sections = scipy_signal.butter(2, cutoff_hz, fs=RATE_HZ, output="sos")
    before = scipy_signal.sosfilt_zi(sections)[..., None] * noisy[0]
    expected, _ = scipy_signal.sosfilt(sections, noisy, axis=0, zi=before)
    got = causal(noisy, cutoff_hz=cutoff_hz, sample_rate_hz=RATE_HZ)
    assert got == pytest.approx(expected, abs=1e-8)


def test_half_the_power_is_left_at_the_cutoff() -> None:
    time_s = np.arange(8000) / RATE_HZ
    wave = np.sin(2 * np.pi * 20 * time_s)
    middle = slice(2000, 6000)
    saved = zero_phase(wave, cutoff_hz=20, sample_rate_hz=RATE_HZ)[middle]
    live = causal(wave, cutoff_hz=20, sample_rate_hz=RATE_HZ)[middle]
    for filtered in (saved, live):
        assert filtered.std() == pytest.approx(wave[middle].std() / np.sqrt(2), rel=0.005)
    assert np.corrcoef(saved, wave[middle])[0, 1] == pytest.approx(1.0, abs=1e-6)


def test_a_causal_filter_does_not_know_the_future() -> None:
    noisy = wandering(3000)
    changed = noisy.copy()
    changed[2000:] += 500
    first, second = (causal(x, cutoff_hz=20, sample_rate_hz=RATE_HZ) for x in (noisy, changed))
    assert first[:2000] == pytest.approx(second[:2000], abs=1e-6)
    assert abs(first[2100] - second[2100]).min() > 400


@settings(deadline=None)
@given(rows=st.integers(0, 40), level=st.floats(-2000, 2000))
def test_short_and_level_signals_stay_what_they_are(rows: int, level: float) -> None:
    signal = np.full(rows, level)
    for run in (zero_phase, causal):
        got = run(signal, cutoff_hz=10, sample_rate_hz=RATE_HZ)
        assert got.shape == (rows,)
        assert got == pytest.approx(signal, abs=1e-9)


@pytest.mark.parametrize("cutoff_hz", [0.0, -3.0, 500.0, float("nan")])
def test_a_cutoff_that_the_rate_cannot_carry_is_refused(cutoff_hz: float) -> None:
    for run in (zero_phase, causal):
        with pytest.raises(ValueError, match="expected a cut-off"):
            run(np.zeros(100), cutoff_hz=cutoff_hz, sample_rate_hz=RATE_HZ)


def test_pieces_end_where_samples_are_missing() -> None:
    sample = np.array([5, 6, 7, 10, 11, 20], np.uint64)
    assert pieces(sample) == [slice(0, 3), slice(3, 5), slice(5, 6)]
    assert pieces(sample[:0]) == []
