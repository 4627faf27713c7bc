"""A long stance gives the same result searched in pieces as in one."""

from collections.abc import Callable

import numpy as np
import pytest

from rig.measure.repetition import find_repetitions, searching
from rig.measure.repetition.posture import HOLDING, MOVING, STANDING, TURNING
from rig.measure.repetition.searching import AGREED_CELLS, PIECE_CELLS, _joint
from rig.measure.repetition.stance import stances_of
from rig.measure.repetition.weight import weight_courses
from tests.measure.repetition.movements import Float, Move, force_n, repetition

SECONDS, EACH_S = 200.0, 8.0


def with_rests() -> Float:
    moves = [move for k in range(24) for move in repetition(3 + k * EACH_S, 0.1 + 0.01 * k)]
    return force_n(moves, SECONDS)


def without_rests() -> Float:
    moves = []
    for k in range(65):
        moves += [Move(2 + 3 * k, 1.5, -0.2), Move(3.5 + 3 * k, 1.5, 0.2)]
    return force_n(moves, SECONDS)


def postures(total_n: Float) -> np.ndarray:
    time_s = np.arange(len(total_n)) / 1000
    (stance,) = stances_of(total_n, time_s, sample_rate_hz=1000.0).stances
    return searching.search_postures(stance.force_n, weight_courses(stance.force_n)).posture


@pytest.mark.parametrize("made", [with_rests, without_rests])
def test_pieces_make_no_difference(
    made: Callable[[], Float], monkeypatch: pytest.MonkeyPatch
) -> None:
    total_n = made()
    assert len(total_n) > searching.MOST_CELLS * 200 > PIECE_CELLS * 200
    in_pieces = postures(total_n)
    found = find_repetitions(total_n, np.arange(len(total_n)) / 1000, sample_rate_hz=1000.0)
    monkeypatch.setattr(searching, "MOST_CELLS", 10**9)
    whole = postures(total_n)
    assert in_pieces.shape == whole.shape
    assert (in_pieces != whole).mean() < 0.02
    alone = find_repetitions(total_n, np.arange(len(total_n)) / 1000, sample_rate_hz=1000.0)
    assert len(found.repetitions) == len(alone.repetitions) >= 24
    for one, other in zip(found.repetitions, alone.repetitions, strict=True):
        assert one.drop_m == pytest.approx(other.drop_m, abs=0.002)
        assert one.onset_s == pytest.approx(other.onset_s, abs=0.02)


def test_courses_side_by_side_are_what_each_is_alone() -> None:
    total_n = with_rests()[:60000]
    (stance,) = stances_of(total_n, np.arange(60000) / 1000, sample_rate_hz=1000.0).stances
    (course,) = weight_courses(stance.force_n)
    wrong = [
        searching.WeightCourse(course.weight_n + by_n, (), 0.02) for by_n in (-20.0, 20.0, 4.0)
    ]
    side_by_side = searching.search_postures(stance.force_n, [*wrong, course])
    assert side_by_side.weight is course
    alone = searching.search_postures(stance.force_n, [course])
    np.testing.assert_array_equal(side_by_side.posture, alone.posture)


def ways(*runs: tuple[int, int]) -> np.ndarray:
    return np.concatenate([np.full(cells, posture) for posture, cells in runs])


def test_pieces_are_joined_where_both_stand_late_in_what_they_share() -> None:
    first = ways((MOVING, 10), (STANDING, 50), (MOVING, 40))
    second = ways((HOLDING, 30), (STANDING, 40), (MOVING, 30))
    assert _joint(first, second) == 60


def test_pieces_that_never_stand_are_joined_at_a_turn() -> None:
    first = ways((MOVING, 80), (TURNING, 1), (MOVING, 19))
    second = ways((HOLDING, 20), (MOVING, 60), (TURNING, 1), (MOVING, 19))
    assert _joint(first, second) == 81


def test_pieces_that_only_move_are_joined_where_they_agree_for_long() -> None:
    first = ways((MOVING, 100))
    second = ways((HOLDING, 60), (MOVING, 30), (HOLDING, 10))
    assert _joint(first, second) == 75
    short = ways((HOLDING, 60), (MOVING, AGREED_CELLS - 1), (STANDING, 41 - AGREED_CELLS))
    assert _joint(first, short) is None


def test_pieces_that_do_not_fit_are_searched_again_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    total_n = with_rests()
    expected = postures(total_n)
    monkeypatch.setattr(searching, "_joint", lambda first, second: None)
    np.testing.assert_array_equal(postures(total_n), expected)
