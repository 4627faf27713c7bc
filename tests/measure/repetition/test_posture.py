"""Standing, holding or moving: what the force at any single moment does not show."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rig.measure.repetition.posture import (
    AT_REST,
    HOLDING,
    MOVING,
    SEARCH_STEPS,
    STANDING,
    TURNING,
    calm_from,
)
from rig.measure.repetition.searching import Postures, calm_of, search_postures
from rig.measure.repetition.stance import STEP_S, stances_of
from rig.measure.repetition.weight import WeightCourse, weight_courses
from rig.measure.runs import Rows
from tests.measure.repetition.movements import (
    EVEN,
    WEIGHT_N,
    Float,
    Move,
    force_n,
    repetition,
)

CELL_S = SEARCH_STEPS * STEP_S


def searched(total_n: Float) -> Postures:
    time_s = np.arange(len(total_n)) / 1000
    (stance,) = stances_of(total_n, time_s, sample_rate_hz=1000.0).stances
    return search_postures(stance.force_n, weight_courses(stance.force_n))


def within(found: Postures, begin_s: float, end_s: float, edge_s: float = 0.3) -> set[int]:
    """The postures from one time to another, without those near either end."""
    cells = slice(round((begin_s + edge_s) / CELL_S), round((end_s - edge_s) / CELL_S))
    return set(found.posture[cells].tolist())


@pytest.mark.parametrize("descent_s", [4.0, 6.0])
def test_an_even_descent_is_moving_though_the_force_is_the_weight(descent_s: float) -> None:
    bottom_s = 3.0 + descent_s
    moves = [Move(3.0, descent_s, -0.2, EVEN), Move(bottom_s + 3.0, 2.0, 0.2, EVEN)]
    total_n = force_n(moves, bottom_s + 9.0)
    even_n = total_n[round(1000 * (3.3 + 0.08 * descent_s)) : round(1000 * (bottom_s - 0.8))]
    assert even_n.mean() == pytest.approx(WEIGHT_N, abs=0.3)
    found = searched(total_n)
    assert within(found, 0.0, 3.0) == {STANDING}
    assert within(found, 3.0, bottom_s) == {MOVING}
    assert within(found, bottom_s, bottom_s + 3.0) == {HOLDING}
    assert within(found, bottom_s + 3.0, bottom_s + 5.0) == {MOVING}
    assert within(found, bottom_s + 5.0, bottom_s + 9.0) == {STANDING}


def test_who_touches_and_goes_is_never_at_rest_between() -> None:
    begins_s = [2.0 + 2.4 * number for number in range(5)]
    moves = [Move(at_s, 1.2, -0.2) for at_s in begins_s]
    moves += [Move(at_s + 1.2, 1.2, 0.2) for at_s in begins_s]
    found = searched(force_n(moves, 17.0))
    assert within(found, 2.0, 14.0) <= {MOVING, TURNING}
    assert within(found, 14.0, 17.0) == {STANDING}
    assert not found.pushed()


def test_raised_arms_are_no_standing() -> None:
    found = searched(force_n([Move(3.0, 0.8, 0.08), Move(7.0, 0.8, -0.08)], 11.0))
    assert within(found, 0.0, 3.0) == {STANDING}
    assert within(found, 3.8, 7.0) == {HOLDING}
    assert within(found, 7.8, 11.0) == {STANDING}


@pytest.mark.parametrize("push_n", [15.0, -20.0])
def test_standing_is_regained_after_a_push_from_outside(push_n: float) -> None:
    """A hand presses on the plates for a second: by the force alone the person would keep
    moving."""
    total_n = force_n([*repetition(3.0), *repetition(12.0)], 18.0)
    time_s = np.arange(len(total_n)) / 1000
    total_n += push_n * np.sin(np.pi * np.clip((time_s - 8.0) / 1.2, 0, 1))
    found = searched(total_n)
    (rows,) = found.pushed()
    assert rows.start * STEP_S < 8.5
    assert 8.8 < rows.end * STEP_S < 10.0
    assert within(found, 10.5, 12.0) == {STANDING}
    assert within(found, 15.1, 18.0) == {STANDING}


def test_nothing_pushes_who_only_moves() -> None:
    assert not searched(force_n([*repetition(3.0), *repetition(9.0)], 15.0)).pushed()


def test_how_calm_a_person_stands_is_that_of_the_calmest_seconds() -> None:
    weight_n = np.full(2000, WEIGHT_N)
    draw = np.random.default_rng(1)
    still = calm_of(WEIGHT_N + draw.normal(0, 0.5, 2000), weight_n)
    tossing_n = np.where(np.arange(2000) < 1200, 60 * np.sin(np.arange(2000) / 15), 0.0)
    tossing = calm_of(WEIGHT_N + draw.normal(0, 0.5, 2000) + tossing_n, weight_n)
    assert tossing.acceleration_m_s2 == pytest.approx(still.acceleration_m_s2, rel=0.3)
    restless_n = 4 * np.sin(np.arange(2000) / 15)
    restless = calm_of(WEIGHT_N + restless_n, weight_n)
    assert restless.acceleration_m_s2 > 2 * still.acceleration_m_s2
    assert restless.velocity_m_s > still.velocity_m_s


@pytest.mark.parametrize("calmest", [0.0, 100.0])
def test_calm_stays_within_what_people_are(calmest: float) -> None:
    calm = calm_from(calmest)
    assert 0.005 < calm.acceleration_m_s2 < 0.1
    assert 0.002 < calm.velocity_m_s < 0.03


def test_pushes_are_from_the_rest_before_to_where_standing_is_regained() -> None:
    posture: NDArray[np.int64] = np.array([1, 1, 0, 0, 4, 1, 0, 2, 0, 4])
    course = WeightCourse(np.full(200, WEIGHT_N), (), 0.02)
    found = Postures(posture, course, calm_from(0.005), 0.1)
    assert found.pushed() == [
        Rows(2 * SEARCH_STEPS, 4 * SEARCH_STEPS),
        Rows(8 * SEARCH_STEPS, 9 * SEARCH_STEPS),
    ]
    assert AT_REST[posture[4]]
