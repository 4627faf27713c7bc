"""The load on the plates: drift, wander, and loads that are added and removed."""

import numpy as np
import pytest

from rig.measure.repetition.searching import search_postures
from rig.measure.repetition.stance import Stance, stances_of
from rig.measure.repetition.weight import WeightCourse, steady_runs, weight_courses
from tests.measure.repetition.movements import (
    EVEN,
    GRAVITY_M_S2,
    MASS_KG,
    WEIGHT_N,
    Float,
    Move,
    force_n,
    repetition,
)

SECONDS = 20.0
BODY_N = force_n([*repetition(3.0), *repetition(9.0), *repetition(15.0)], SECONDS)
TIME_S = np.arange(len(BODY_N)) / 1000
STEP_N = 0.1  # the heart beats, so no stand gives the weight exactly


def stance_of(total_n: Float) -> Stance:
    time_s = np.arange(len(total_n)) / 1000
    (stance,) = stances_of(total_n, time_s, sample_rate_hz=1000.0).stances
    return stance


def chosen(stance: Stance) -> WeightCourse:
    """The proposed course that explains the motion best."""
    return search_postures(stance.force_n, weight_courses(stance.force_n)).weight


def carrying(load_kg: Float) -> Float:
    """The force of the body with a load (N,) that moves with it."""
    return BODY_N * (MASS_KG + load_kg) / MASS_KG


@pytest.mark.parametrize("drift_n", [2.0, -6.0, 12.0, 20.0])
def test_a_drift_is_followed(drift_n: float) -> None:
    stance = stance_of(BODY_N + drift_n * TIME_S / 17)
    course = chosen(stance)
    assert not course.changes
    true_n = WEIGHT_N + drift_n * stance.time_s / 17
    assert course.weight_n == pytest.approx(true_n, abs=0.6)


@pytest.mark.parametrize("wander_n", [0.3, 1.0])
def test_plates_that_wander_take_and_put_down_no_load(wander_n: float) -> None:
    """By so many newtons per root of a second."""
    steps = np.random.default_rng(5).normal(0, wander_n * np.sqrt(0.001), len(TIME_S))
    stance = stance_of(BODY_N + np.cumsum(steps))
    course = chosen(stance)
    true_n = np.interp(stance.time_s, TIME_S, WEIGHT_N + np.cumsum(steps))
    assert not course.changes
    assert np.abs(course.weight_n - true_n).mean() < 1.5 * wander_n + STEP_N


@pytest.mark.parametrize("load_kg", [0.5, 1.5, 4.5, -0.5, -4.5, 20.0, 100.0])
@pytest.mark.parametrize("at_s", [3.9, 7.5, 10.65])
def test_a_load_changes_when_the_momentum_says_so(load_kg: float, at_s: float) -> None:
    """On the way down, between two repetitions, and at the bottom."""
    stance = stance_of(carrying(np.where(at_s > TIME_S, 0.0, load_kg)))
    (change,) = chosen(stance).changes
    assert change.newtons == pytest.approx(load_kg * GRAVITY_M_S2, abs=STEP_N)
    if at_s != 3.9:  # while the person falls, the load's weight is not its only effect
        assert stance.time_s[change.step] == pytest.approx(at_s, abs=0.05)
    else:
        assert 3.0 < stance.time_s[change.step] < 6.1


def test_loads_that_are_taken_and_handed_over_are_told_apart() -> None:
    taken_kg = np.select([TIME_S < 7.5, TIME_S < 13.5], [0.0, 16.0], 14.5)
    changes = chosen(stance_of(carrying(taken_kg))).changes
    assert [change.step / 100 for change in changes] == pytest.approx([7.5, 13.5], abs=0.05)
    assert [change.newtons / GRAVITY_M_S2 for change in changes] == pytest.approx(
        [16.0, -1.5], abs=0.05
    )


@pytest.mark.parametrize("descent_s", [4.0, 6.0, 8.0])
def test_an_even_slow_descent_is_no_load(descent_s: float) -> None:
    """The force is steady in it, and differs from that of standing only at its ends."""
    bottom_s = 3.0 + descent_s
    moves = [Move(3.0, descent_s, -0.2, EVEN), Move(bottom_s + 1.5, 3.0, 0.2, EVEN)]
    stance = stance_of(force_n(moves, bottom_s + 8.0))
    course = chosen(stance)
    assert not course.changes
    assert course.weight_n == pytest.approx(WEIGHT_N, abs=0.5)


def test_what_was_weighed_before_is_proposed_if_it_may_be_true() -> None:
    stance = stance_of(BODY_N)

    def is_proposed(weighed_n: float) -> bool:
        courses = weight_courses(stance.force_n, weighed_n)
        return any((course.weight_n == weighed_n).all() for course in courses)

    assert is_proposed(WEIGHT_N + 3)
    assert not is_proposed(WEIGHT_N + 150)


def test_where_the_force_is_steady() -> None:
    runs = steady_runs(stance_of(BODY_N).force_n)
    long = [(rows.start / 100, rows.end / 100) for rows, _ in runs if rows.length > 100]
    assert [pytest.approx(span, abs=0.3) for span in long] == [
        (0, 3),
        (6.1, 9),
        (12.1, 15),
        (18.1, 20),
    ]
    assert [mean_n for rows, mean_n in runs if rows.length > 100] == pytest.approx(
        [WEIGHT_N] * 4, abs=0.5
    )


@pytest.mark.parametrize("steps", [1, 5, 40, 99])
def test_a_stance_of_no_length_has_a_weight(steps: int) -> None:
    for course in weight_courses(np.full(steps, WEIGHT_N)):
        assert course.weight_n == pytest.approx(np.full(steps, WEIGHT_N))
        assert not course.changes
