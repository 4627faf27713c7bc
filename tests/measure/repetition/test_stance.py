"""Where a person stands on the plates, on an even grid of times."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rig.measure.repetition.stance import LOST, OFF, STEP_S, Stance, Stances, stances_of
from rig.measure.runs import Rows
from tests.measure.repetition.movements import Float

WEIGHT_N = 700.0


def in_force(force_n: Float, *, rate_hz: float = 1000.0, begin_s: float = 0.0) -> Stances:
    time_s = begin_s + np.arange(len(force_n)) / rate_hz
    return stances_of(force_n, time_s, sample_rate_hz=rate_hz)


def without(force_n: Float, lost: slice) -> Stances:
    time_s = np.delete(np.arange(len(force_n)) / 1000, lost)
    return stances_of(np.delete(force_n, lost), time_s, sample_rate_hz=1000.0)


def only(found: Stances) -> Stance:
    (stance,) = found.stances
    return stance


@settings(max_examples=30)
@given(
    begin_s=st.floats(-5.0, 5000.0),
    rate_hz=st.sampled_from([500.0, 1000.0, 1200.0, 2000.0]),
    slope_n_s=st.floats(-40.0, 40.0),
)
def test_a_force_that_rises_evenly_is_where_it_was(
    begin_s: float, rate_hz: float, slope_n_s: float
) -> None:
    time_s = np.arange(round(3 * rate_hz)) / rate_hz
    stance = only(in_force(WEIGHT_N + slope_n_s * time_s, rate_hz=rate_hz, begin_s=begin_s))
    assert np.diff(stance.time_s) == pytest.approx(STEP_S)
    inside = slice(1, -1)  # beyond the first and last mean nothing is known
    expected_n = WEIGHT_N + slope_n_s * (stance.time_s - begin_s)
    assert stance.force_n[inside] == pytest.approx(expected_n[inside], abs=1e-6)
    assert not stance.lost


def test_a_short_gap_is_bridged_and_its_steps_are_told() -> None:
    rising_n = WEIGHT_N + np.arange(4000) / 100
    stance = only(without(rising_n, slice(2000, 2060)))
    assert stance.lost == (Rows(200, 206),)
    assert stance.force_n == pytest.approx(WEIGHT_N + 10 * stance.time_s, abs=0.1)
    assert (stance.before, stance.after) == ("", "")


@pytest.mark.parametrize("samples", [1, 5])
def test_a_few_samples_are_replaced_without_a_word(samples: int) -> None:
    stance = only(without(np.full(4000, WEIGHT_N), slice(2003, 2003 + samples)))
    assert not stance.lost
    assert stance.force_n == pytest.approx(WEIGHT_N)


def test_a_long_gap_cuts() -> None:
    before, after = without(np.full(6000, WEIGHT_N), slice(2000, 2300)).stances
    assert (before.before, before.after) == ("", LOST)
    assert (after.before, after.after) == (LOST, "")
    assert before.time_s[-1] < 2.0
    assert after.time_s[0] > 2.3


def test_who_steps_on_and_off_stands_in_between() -> None:
    time_s = np.arange(12_000) / 1000
    borne = np.clip(time_s - 3.0, 0, 0.5) * 2 - np.clip(time_s - 8.0, 0, 0.5) * 2
    found = in_force(WEIGHT_N * borne)
    stance = only(found)
    assert (stance.before, stance.after) == (OFF, OFF)
    assert 3.3 < stance.time_s[0] < 3.5
    assert 8.0 < stance.time_s[-1] < 8.2
    assert stance.force_n.min() > 0.6 * WEIGHT_N
    before, after = found.off_s
    assert before == pytest.approx((0.0, 3.0), abs=0.2)
    assert after == pytest.approx((8.5, 12.0), abs=0.2)


def test_nobody_stands_on_empty_plates() -> None:
    found = in_force(np.random.default_rng(1).normal(0, 2, 5000))
    assert not found.stances
    assert found.off_s == [pytest.approx((0.0, 5.0), abs=0.03)]


def test_how_the_channels_share_the_force() -> None:
    time_s = np.arange(4000) / 1000
    to_left_heel, to_toes = np.sin(time_s), np.cos(time_s)
    channels_n = np.full((4000, 4), WEIGHT_N / 4)
    channels_n[:, 0] += 10 * to_left_heel
    channels_n[:, (1, 3)] += 5 * to_toes[:, None]
    stance = only(in_force(channels_n))
    assert stance.force_n == pytest.approx(
        WEIGHT_N + 10 * np.sin(stance.time_s) + 10 * np.cos(stance.time_s), abs=0.1
    )
    heels_less_toes = 10 * np.sin(stance.time_s) - 10 * np.cos(stance.time_s)
    left_less_right = diagonals = 10 * np.sin(stance.time_s)
    for column, told in enumerate((heels_less_toes, left_less_right, diagonals)):
        assert stance.apart_n[:, column] == pytest.approx(told - told.mean(), abs=0.1)


def test_a_sum_alone_tells_nothing_of_the_channels() -> None:
    assert only(in_force(np.full(4000, WEIGHT_N))).apart_n.shape[1] == 0


def test_a_part_keeps_what_was_lost_in_it() -> None:
    stance = only(without(np.full(6000, WEIGHT_N), slice(2000, 2060)))
    part = stance.part(Rows(150, 203))
    assert part.lost == (Rows(50, 53),)
    assert part.time_s[0] == stance.time_s[150]
    assert len(part.time_s) == len(part.force_n) == len(part.apart_n) == 53
    assert not stance.part(Rows(300, 400)).lost
