"""The load on the plates: on which of them, how heavy, with hum or without."""

import math

import numpy as np
import pytest

from rig.measure.hum import hum_in
from rig.measure.standload import Expected, StandLoad, stand_load, weight_changed
from tests.measure.repetition.movements import WEIGHT_N, Float, force_n, repetition

COLUMNS = ("left_heel", "left_toe", "right_heel", "right_toe")
EVEN = np.array([0.3, 0.2, 0.25, 0.25])


def load_of(total_n: Float, shares: Float = EVEN, **expected: object) -> StandLoad:
    force = (total_n[:, None] * shares).astype(np.float32)
    known = Expected(**expected)  # type: ignore[arg-type]
    return stand_load(force, COLUMNS, rate_hz=1000.0, expected=known)


def test_who_stands_as_weighed_gives_no_reason() -> None:
    found = load_of(force_n([*repetition(5.0), *repetition(12.0)], 20.0), weighed_n=WEIGHT_N)
    assert found.standing_n == pytest.approx(WEIGHT_N, abs=1)
    assert found.light_s == {"left": 0.0, "right": 0.0}
    assert found.missing_s == 0
    assert not found.hum
    assert weight_changed(found) is None


def test_a_foot_beside_a_plate_is_known_by_the_other_or_by_what_is_missing() -> None:
    total_n = force_n([], 20.0)
    beside = load_of(total_n / 2, np.array([0.01, 0.01, 0.5, 0.48]), weighed_n=WEIGHT_N)
    assert beside.light_s["left"] == pytest.approx(20, abs=0.5)
    assert beside.light_s["right"] == 0
    assert beside.missing_s == pytest.approx(19, abs=0.5)
    briefly = load_of(np.where(np.arange(20_000) < 3000, 0.5, 1.0) * total_n, weighed_n=WEIGHT_N)
    assert briefly.missing_s < 3.1


def test_a_weight_that_changed_is_told_from_the_first_and_the_last_still_seconds() -> None:
    total_n = force_n([], 20.0)
    total_n[10_000:] += 6.0
    found = load_of(total_n)
    assert found.last_n - found.first_n == pytest.approx(6, abs=0.5)
    assert weight_changed(found)
    assert weight_changed(load_of(total_n, from_floor=True)) is None


def test_nobody_has_no_weight() -> None:
    found = load_of(np.zeros(5000), weighed_n=700.0)
    assert math.isnan(found.standing_n)
    assert found.missing_s == 0
    assert load_of(np.zeros(0)).hum == {}


@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_mains_hum_is_a_line_that_stands_out(mains_hz: float) -> None:
    time_s = np.arange(0, 20, 0.001)
    total_n = force_n([*repetition(8.0)], 20.0)
    quiet = total_n / 4
    found = hum_in(quiet + 1.5 * np.sin(2 * np.pi * mains_hz * time_s), 1000.0)
    assert found is not None
    assert found.mains_hz == mains_hz
    assert found.rms_n == pytest.approx(1.5 / math.sqrt(2), rel=0.1)
    assert hum_in(quiet, 1000.0) is None
    assert hum_in(quiet + 0.3 * np.sin(2 * np.pi * mains_hz * time_s), 1000.0) is None
    noise = 5 * np.random.default_rng(5).standard_normal(len(time_s))
    assert hum_in(quiet + noise, 1000.0) is None
    assert hum_in(quiet[:1500], 1000.0) is None
