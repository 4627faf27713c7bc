"""Levels for one person, and where they are refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.measure.calibration import FSR_SIEMENS_PER_NEWTON, divider_counts, divider_siemens
from rig.measure.contact import nominal_levels
from rig.measure.touch import TouchCalibration, levels_for

FULL = 4096
BLEED = 1e-6


def counts_of(force_n: float, *, sensitivity: float = 1.0, full: int = FULL) -> int:
    siemens = force_n * FSR_SIEMENS_PER_NEWTON * sensitivity + BLEED
    return divider_counts(siemens, full)


def still(*counts: int, noise: float = 2.0, rows: int = 1000) -> np.ndarray:
    noisy = np.array(counts) + noise * np.random.default_rng(1).standard_normal((rows, len(counts)))
    return noisy.round().astype(np.int32).clip(0)


def calibrated(idle: list[int], touch: list[int]) -> TouchCalibration:
    return levels_for(still(*idle), still(*touch), FULL)


IDLE = [counts_of(0)] * 3


def test_a_touch_of_three_newtons_gives_about_the_nominal_levels() -> None:
    levels = calibrated(IDLE, [counts_of(3.2)] * 3).levels
    assert levels is not None
    nominal = nominal_levels(FULL)
    assert levels.on_counts == pytest.approx(nominal.on_counts, abs=30)
    assert levels.off_counts == pytest.approx(nominal.off_counts, abs=40)
    assert levels.debounce_samples == nominal.debounce_samples


def test_each_point_has_its_own() -> None:
    levels = calibrated(IDLE, [counts_of(1.5), counts_of(3), counts_of(6)]).levels
    assert levels is not None
    assert levels.on_counts[0] < levels.on_counts[1] < levels.on_counts[2]


def test_a_sensor_of_half_the_sensitivity_changes_at_the_same_force() -> None:
    touch = [counts_of(3, sensitivity=part) for part in (0.5, 1.0, 2.0)]
    levels = calibrated(IDLE, touch).levels
    assert levels is not None
    siemens = divider_siemens(np.array(levels.on_counts), FULL) - BLEED
    force_n = siemens / FSR_SIEMENS_PER_NEWTON / (0.5, 1.0, 2.0)
    assert force_n == pytest.approx([0.75] * 3, abs=0.05)


def test_a_firm_press_does_not_make_a_light_touch_none() -> None:
    levels = calibrated(IDLE, [counts_of(20)] * 3).levels
    assert levels is not None
    assert counts_of(1.7) > levels.on_counts[0]


def test_levels_for_another_full_scale() -> None:
    idle, touch = (counts_of(force_n, full=8192) for force_n in (0, 3))
    large = levels_for(still(*[idle] * 3), still(*[touch] * 3), 8192).levels
    small = calibrated(IDLE, [counts_of(3)] * 3).levels
    assert large is not None
    assert small is not None
    assert large.on_counts == pytest.approx(np.array(small.on_counts) * 2, abs=20)


@pytest.mark.parametrize(
    ("idle", "touch", "code", "state"),
    [
        (IDLE[0], IDLE[0], "touch_too_weak", None),
        (IDLE[0], counts_of(0.3), "touch_too_weak", None),
        (counts_of(0.5), counts_of(3), "touch_too_weak", None),
        (0, counts_of(3), "wire_broken", ["untouched"]),
        (IDLE[0], 0, "wire_broken", ["touched"]),
        (4092, 4092, "wire_shorted", ["untouched"]),
    ],
)
def test_a_point_is_refused_with_the_reason(
    idle: int, touch: int, code: str, state: list[str] | None
) -> None:
    found = calibrated([IDLE[0], idle, IDLE[0]], [counts_of(3), touch, counts_of(3)])
    assert found.levels is None
    (reason,) = found.refusals
    assert (reason.code, reason.values["point"]) == (code, ["thoracic"])
    assert reason.values.get("state") == state
    assert str(reason).startswith("thoracic: ")


def test_a_touch_that_was_let_go_is_refused() -> None:
    idle, touch = still(*IDLE), still(*[counts_of(3)] * 3)
    touch[700:730, 2] = IDLE[0]
    (reason,) = levels_for(idle, touch, FULL).refusals
    assert (reason.code, reason.values["point"]) == ("was_untouched", ["sacrum"])


def test_a_touch_while_nothing_should_is_refused() -> None:
    idle, touch = still(*IDLE), still(*[counts_of(3)] * 3)
    idle[100:120, 0] = counts_of(2)
    (reason,) = levels_for(idle, touch, FULL).refusals
    assert (reason.code, reason.values["point"]) == ("was_touched", ["head"])


def test_too_short_a_look_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="expected at least 500 samples"):
        levels_for(still(*IDLE, rows=400), still(*[3900] * 3), FULL)


@given(st.tuples(*[st.floats(0, 40)] * 3), st.tuples(*[st.floats(0, 1)] * 3))
def test_levels_that_are_given_tell_touch_from_none(
    touch_n: tuple[float, ...], preload_n: tuple[float, ...]
) -> None:
    idle, touch = still(*map(counts_of, preload_n)), still(*map(counts_of, touch_n))
    found = levels_for(idle, touch, FULL)
    assert (found.levels is None) == bool(found.refusals)
    if found.levels:
        assert (idle.max(axis=0) < found.levels.off_counts).all()
        assert (touch.min(axis=0) >= found.levels.on_counts).all()
