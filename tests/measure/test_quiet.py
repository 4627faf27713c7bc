"""Quiet standing: what interrupts it, and what does not."""

import numpy as np
import pytest

from rig.measure.loading import BalanceParameters, PlateForces
from rig.measure.quiet import Quiet, body_weight, quiet_standing
from rig.measure.repetition import Repetitions
from tests.measure.repetition.movements import WEIGHT_N, Float, Move, force_n, found_in, repetition

FEET = np.array([0.3, 0.2, 0.25, 0.25])  # of weight: left heel, left toe, right heel, right toe
NOTHING_FOUND = Repetitions((), (), (), (), found_in(force_n([], 3.0)).parameters)
MOST_LOST_ROWS = 50


def plates_of(total_n: Float, shares: Float = FEET) -> PlateForces:
    sample = np.arange(len(total_n), dtype=np.uint64)
    force = total_n[:, None] * np.broadcast_to(shares, (len(total_n), 4))
    return PlateForces(sample, sample / 1000, force, 1000.0)


def quiet_in(plates: PlateForces, found: Repetitions = NOTHING_FOUND) -> list[Quiet]:
    return quiet_standing(plates, found, BalanceParameters())


def test_quiet_standing_lies_between_repetitions() -> None:
    total_n = force_n([*repetition(5.0), *repetition(14.0)], 20.0)
    found = found_in(total_n)
    quiet = quiet_in(plates_of(total_n), found)
    assert len(quiet) == 3
    for one in found.repetitions:
        assert not any(q.start_s < one.bottom_s < q.end_s for q in quiet)
    longest = body_weight(quiet)
    assert longest is not None
    assert longest.weight_n == pytest.approx(WEIGHT_N, abs=0.5)
    assert longest.sd_n < 0.01 * WEIGHT_N
    assert 4.0 < longest.duration_s < 7.5
    assert body_weight([]) is None


def test_standing_on_foam_or_of_a_patient_is_quiet() -> None:
    """Force with a standard deviation of 1.5 % of the weight, in single seconds of 3 %."""
    time_s = np.arange(0, 60, 0.001)
    swell = 1 + 1.2 * np.sin(2 * np.pi * 0.05 * time_s)
    sway_n = 0.02 * WEIGHT_N * swell * np.sin(2 * np.pi * 2.1 * time_s)
    (found,) = quiet_in(plates_of(force_n([], 60.0) + sway_n))
    assert found.duration_s == pytest.approx(60, abs=0.1)
    assert found.sd_n > 0.01 * WEIGHT_N


def test_drifting_plates_make_no_movement() -> None:
    drift_n = 13 * np.sin(2 * np.pi * np.arange(0, 60, 0.001) / 60)
    (found,) = quiet_in(plates_of(force_n([], 60.0) + drift_n))
    assert found.duration_s == pytest.approx(60, abs=0.1)


@pytest.mark.parametrize(
    ("what", "moves"),
    [
        ("heels up", [Move(15.0, 0.8, 0.08), Move(17.0, 0.8, -0.08)]),
        ("arms up", [Move(15.0, 0.9, 0.06), Move(17.0, 0.9, -0.06)]),
        ("a small bow", [Move(15.0, 1.0, -0.05), Move(16.0, 1.0, 0.05)]),
    ],
)
def test_who_goes_up_or_down_interrupts_it(what: str, moves: list[Move]) -> None:
    before, *_, behind = quiet_in(plates_of(force_n(moves, 30.0)))
    assert before.end_s == pytest.approx(15, abs=1.6), what
    assert behind.start_s == pytest.approx(17.5, abs=1.8), what


def test_slowly_raised_heels_are_known_by_where_the_pressure_is() -> None:
    """In 2.5 s each way: too slow for the force alone."""
    total_n = force_n([Move(15.0, 2.5, 0.08), Move(20.0, 2.5, -0.08)], 40.0)
    time_s = np.arange(len(total_n)) / 1000
    forwards = 0.28 * np.clip(np.minimum(time_s - 15, 22.5 - time_s) / 2.5, 0, 1)
    shares = np.stack([FEET[at] + (-1) ** (at + 1) * forwards / 2 for at in range(4)], axis=1)
    found = quiet_in(plates_of(total_n, shares))
    assert not any(one.start_s < 18.5 < one.end_s for one in found)
    assert {round(one.start_s) for one in found} & {0, 21, 22}


def test_a_step_interrupts_it_but_one_foot_alone_is_a_stance_too() -> None:
    total_n = force_n([], 40.0)
    shares = np.tile(FEET, (len(total_n), 1))
    shares[20_000:] = (0.0, 0.0, 0.5, 0.5)
    both, one = quiet_in(plates_of(total_n, shares))
    assert both.end_s == pytest.approx(19.5, abs=0.1)
    assert one.start_s == pytest.approx(20.5, abs=0.1)


def test_a_load_that_is_taken_ends_it() -> None:
    total_n = force_n([], 40.0)
    total_n[20_000:] += 2 * 9.81
    before, behind = quiet_in(plates_of(total_n))
    assert before.end_s < 20 < behind.start_s
    assert behind.weight_n - before.weight_n == pytest.approx(2 * 9.81, abs=0.5)


def test_who_shakes_does_not_stand_quietly() -> None:
    total_n = force_n([], 10.0)
    shaking_n = 60 * np.sin(2 * np.pi * 8 * np.arange(len(total_n)) / 1000)
    assert quiet_in(plates_of(total_n))
    assert not quiet_in(plates_of(total_n + shaking_n))


def test_a_gap_ends_it_where_it_is_long() -> None:
    plates = plates_of(force_n([], 20.0))
    for lost, pieces in ((MOST_LOST_ROWS - 10, 1), (MOST_LOST_ROWS + 10, 2)):
        rows = np.r_[0:10_000, 10_000 + lost : 20_000]
        part = plates._replace(
            sample=plates.sample[rows], time_s=plates.time_s[rows], force_n=plates.force_n[rows]
        )
        assert len(quiet_in(part)) == pieces


def test_where_nobody_stands_nothing_is_found() -> None:
    assert not quiet_in(plates_of(np.zeros(5000)))
    assert not quiet_in(plates_of(np.zeros(0)))
