"""Overload at the real ends of a front end, and flat tops where the ends are unknown."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rig.measure.overload import FrontEnd, Scale, flat_rows, front_end

NOMINAL = Scale(200.0, 0.25)
UNKNOWN = front_end(1, 1 << 24)
UNO = front_end(4, 4096)
TIME_S = np.arange(0, 6, 0.001)

Float = NDArray[np.float64]


def counts_of(force_n: Float) -> NDArray[np.int64]:
    return np.round(force_n / 0.25 + 200).astype(np.int64)


def flat(force_n: Float, end: FrontEnd = UNKNOWN) -> int:
    return flat_rows(counts_of(force_n), NOMINAL, end, rate_hz=1000.0)


def squats(peak_n: float) -> Float:
    """Six loads that rise and fall again, each for half a second."""
    return peak_n * np.maximum(np.sin(2 * np.pi * TIME_S), 0.0) ** 2


def test_ends_are_those_of_the_front_end_where_it_is_known() -> None:
    assert UNO.known
    assert (UNO.bottom, UNO.top) == (86, 4010)  # 82 and 4014, and a step of the converter
    assert not UNKNOWN.known
    assert (UNKNOWN.bottom, UNKNOWN.top) == (0, 4088 * 4096)
    assert front_end(4, 8192).top == 8176


@pytest.mark.parametrize("peak_n", [1000.0, 3000.0])
@pytest.mark.parametrize("end_n", [700.0, 953.5])
def test_a_flat_top_that_comes_again_is_an_overload(peak_n: float, end_n: float) -> None:
    force_n = squats(peak_n)
    beyond = int((force_n > end_n).sum())
    assert flat(np.minimum(force_n, end_n)) == pytest.approx(beyond, abs=0.1 * beyond + 12)
    assert flat(force_n) == 0


def test_an_amplifier_that_stops_early_is_known_by_its_flat_top_within_noise() -> None:
    """An INA125 at 3113 counts, with the noise of the converter."""
    noise = np.random.default_rng(1).integers(-1, 2, len(TIME_S))
    counts = np.minimum(counts_of(squats(1500.0)), 3113) + noise
    assert flat_rows(counts, NOMINAL, UNO, rate_hz=1000.0) > 500


def test_a_flat_bottom_is_one_only_below_what_an_empty_plate_reads() -> None:
    swinging = 300 * np.sin(2 * np.pi * TIME_S)
    assert flat(np.maximum(swinging, -30.0)) > 2000
    assert flat(np.maximum(swinging, 0.0)) == 0


def test_what_bodies_and_converters_do_is_no_flat_top() -> None:
    rng = np.random.default_rng(2)
    quiet_n = 180 + 0.6 * np.sin(2 * np.pi * 0.3 * TIME_S)
    stepped_n = np.where(TIME_S > 1, quiet_n, 0.0)
    assert flat(quiet_n) == flat(np.round(quiet_n)) == 0
    assert flat(quiet_n + 0.3 * rng.standard_normal(len(TIME_S)), UNO) == 0
    assert flat(stepped_n) == 0
    assert flat(np.zeros_like(TIME_S)) == 0
    landing_n = 2500 * np.exp(-(((TIME_S - 3) / 0.02) ** 2))
    assert flat(landing_n) == 0
    assert flat_rows(np.empty(0, np.int64), NOMINAL, UNO, rate_hz=1000.0) == 0
