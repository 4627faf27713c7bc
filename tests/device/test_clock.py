"""The host's fit: boards with wrong clocks, late arrivals, changing temperature."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rig.device.clock import COARSE_S, FINE_S, ClockFit
from rig.device.timeline import BIN_S, MOST_PPM, WINDOW_S, Timeline, fit_timeline, lower_line

Float = NDArray[np.float64]


def arrivals(
    true_s: Float, device_s: Float, *, seed: int, typical_delay_s: float = 0.001
) -> ClockFit:
    """A fit that saw each sample with a delay that is never negative, and sometimes long."""
    draw = np.random.default_rng(seed)
    delay_s = draw.exponential(typical_delay_s, len(true_s))
    delay_s[draw.random(len(true_s)) < 0.001] += 0.05
    seen_s = np.maximum.accumulate(true_s + delay_s)
    fit = ClockFit(0.0)
    for device, host in zip(device_s, seen_s, strict=True):
        fit.add(round(device * 1e6), host)
    return fit


def worst_ms(timeline: Timeline, true_s: Float, device_s: Float) -> float:
    return float(np.abs(timeline.to_host_s(device_s * 1e6) - true_s).max() * 1e3)


@pytest.mark.parametrize("ppm", [-3283.0, 0.0, 1330.0])
@pytest.mark.parametrize("seconds", [3.0, 20.0, 120.0])
def test_a_clock_that_runs_wrong_is_placed_from_the_first_sample_to_the_last(
    ppm: float, seconds: float
) -> None:
    true_s = 1000 + np.arange(0, seconds, 0.001)
    device_s = (true_s - 990) * (1 + ppm * 1e-6)
    fit = arrivals(true_s, device_s, seed=1)
    assert worst_ms(fit.timeline(), true_s, device_s) < 0.5


def test_the_fitted_rate_is_the_boards() -> None:
    true_s = np.arange(0, 60, 0.001)
    fit = arrivals(true_s, true_s * (1 + 1330e-6), seed=2)
    assert fit.timeline().rate_ppm == pytest.approx(1330, abs=5)


def test_a_clock_that_wanders_with_temperature_is_followed() -> None:
    true_s = np.arange(0, 600, 0.004)
    wander = 50e-6 * np.sin(2 * np.pi * true_s / 240)
    device_s = np.cumsum(0.004 * (1 + 1000e-6 + wander))
    fit = arrivals(true_s, device_s, seed=3)
    assert worst_ms(fit.timeline(), true_s, device_s) < 1.0


def test_an_hour_keeps_few_anchors_and_is_placed_no_worse() -> None:
    true_s = np.arange(0, 3600, 0.01)
    wander = 50e-6 * np.sin(2 * np.pi * true_s / 240)
    device_s = np.cumsum(0.01 * (1 + 1000e-6 + wander))
    fit = arrivals(true_s, device_s, seed=3)
    device_at_s, host_at_s = fit.anchors()
    fine = (WINDOW_S + FINE_S) / BIN_S
    coarse = (3600 - WINDOW_S - FINE_S) / COARSE_S
    assert len(device_at_s) == pytest.approx(fine + coarse, abs=2 * COARSE_S / BIN_S)
    # What was dropped is later than what was kept.
    late_s = host_at_s - np.interp(device_at_s, device_s, true_s)
    assert np.percentile(late_s, 95) < 0.000_2
    assert worst_ms(fit.timeline(), true_s, device_s) < 1.0


def test_a_very_short_trial_trusts_the_nominal_rate() -> None:
    device_s = np.arange(0, 0.4, 0.1)
    line = lower_line(device_s, device_s + np.array([0.004, 0.001, 0.006, 0.009]))
    assert line.rate == 1.0
    assert line.host_s(0.0) == pytest.approx(0.001)


def test_one_arrival_is_enough_to_place_samples() -> None:
    timeline = fit_timeline(np.array([5.0]), np.array([100.0]))
    assert timeline.to_host_s(np.array([4_000_000, 6_000_000])).tolist() == [99.0, 101.0]


def test_the_boards_own_delay_is_taken_off() -> None:
    fit = ClockFit(0.002)
    fit.add(1_000_000, 51.002)
    assert fit.live().to_host_s(np.array([1_000_000], np.uint64))[0] == pytest.approx(51.0)


def test_a_hole_in_the_data_does_not_stop_the_fit() -> None:
    true_s = np.concatenate((np.arange(0, 20, 0.01), np.arange(200, 220, 0.01)))
    fit = arrivals(true_s, true_s * 1.001, seed=4)
    assert worst_ms(fit.timeline(), true_s, true_s * 1.001) < 1.0


@pytest.mark.parametrize("stall_s", [0.6, 1.2, 1.8])
@pytest.mark.parametrize("from_s", [0.0, 0.2, 0.8])
def test_a_computer_that_stood_still_does_not_bend_the_timeline(
    stall_s: float, from_s: float
) -> None:
    true_s = np.arange(0, 2, 0.001)
    device_s = true_s * (1 + 1330e-6)
    stalled = (true_s >= from_s) & (true_s < from_s + stall_s)
    # A stalled reader gets the backlog in pieces, each a little later, all of them late.
    seen_s = np.where(stalled, from_s + stall_s + (true_s - from_s) * 0.01, true_s + 0.0005)
    fit = ClockFit(0.0)
    for device, host in zip(device_s, np.maximum.accumulate(seen_s), strict=True):
        fit.add(round(device * 1e6), host)
    assert worst_ms(fit.timeline(), true_s, device_s) < 2 * MOST_PPM * 1e-3
