"""Repetitions in known forces: what is one, what is none and why."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP
from rig.measure.repetition import RepetitionParameters, Repetitions, find_repetitions
from rig.sim.participant.drill import smooth_step
from tests.measure.repetition.movements import WEIGHT_N, Float, Move, force_n, found_in, repetition

SHARP = [move for at_s in (3.0, 9.0, 15.0) for move in repetition(at_s, hold_s=0.0)]
USUAL = [*repetition(3.0), *repetition(9.0), *repetition(15.0)]


def reasons(found: Repetitions) -> list[str]:
    return [refused.reason for refused in found.refused]


def bottoms_s(found: Repetitions) -> list[float]:
    return [one.bottom_s for one in found.repetitions]


def waves(start_s: float, count: int, rise_m: float = 0.08) -> list[Move]:
    """Arms up and down, repeatedly."""
    begins = [start_s + 2 * number for number in range(count)]
    return [
        move for at_s in begins for move in (Move(at_s, 0.8, rise_m), Move(at_s + 1, 0.8, -rise_m))
    ]


def test_times_drop_and_effort_of_a_repetition() -> None:
    found = found_in(force_n(USUAL, 20.0))
    assert [one.number for one in found.repetitions] == [1, 2, 3]
    assert not found.refused
    for one, start_s in zip(found.repetitions, (3.0, 9.0, 15.0), strict=True):
        # A minimum-jerk movement has 5 % of its greatest speed at 6 % and 94 % of its time.
        assert one.onset_s == pytest.approx(start_s + 0.09, abs=0.03)
        assert one.descent_end_s == pytest.approx(start_s + 1.5 - 0.09, abs=0.03)
        assert one.ascent_start_s == pytest.approx(start_s + 1.8 + 0.08, abs=0.03)
        assert one.lockout_s == pytest.approx(start_s + 3.1 - 0.08, abs=0.03)
        assert start_s + 1.4 < one.bottom_s < start_s + 1.9
        assert one.drop_m == pytest.approx(0.17, abs=0.01)
        assert one.weight_n == pytest.approx(WEIGHT_N, abs=0.5)
        # A minimum-jerk ascent: greatest velocity 15/8 D/T, greatest acceleration 5.77 D/T^2.
        assert one.ascent_impulse_ns == pytest.approx(70 * 15 / 8 * 0.17 / 1.3, rel=0.05)
        assert one.ascent_peak_n == pytest.approx(WEIGHT_N + 70 * 5.77 * 0.17 / 1.3**2, abs=4)
        assert one.descent_s + one.hold_s + one.ascent_s == pytest.approx(
            one.lockout_s - one.onset_s
        )


def test_a_bob_between_repetitions_is_listed_and_not_counted() -> None:
    bob = [Move(19.5, 0.45, -0.05), Move(19.95, 0.45, 0.05)]
    found = found_in(force_n([*USUAL, *bob, *repetition(22.0)], 27.0))
    assert len(found.repetitions) == 4
    (reason,) = reasons(found)
    assert reason.startswith("it went down by 0.0")
    assert "the others by 0.17" in reason


def test_the_last_of_a_tired_set_is_counted_though_it_is_shallow() -> None:
    last = [Move(21.0, 1.2, -0.07), Move(22.4, 1.0, 0.07)]
    assert len(found_in(force_n([*USUAL, *last], 27.0)).repetitions) == 4


def test_what_does_not_fit_the_standing_before_and_after_is_known_less_well() -> None:
    total_n = force_n(USUAL, 20.0)
    pressed_n = total_n.copy()
    pressed_n[9500:10300] += 1.2  # a hand, for 0.8 s: too little to be reported as one
    well, badly = (found_in(one).repetitions[1] for one in (total_n, pressed_n))
    assert not badly.withheld
    assert badly.uncertainty["drop_m"] > 1.15 * well.uncertainty["drop_m"]


def test_phases_follow_each_other_without_a_gap() -> None:
    phases = found_in(force_n(USUAL, 20.0)).phases
    assert [phase.phase for phase in phases[:5]] == [SETUP, DESCENT, BOTTOM, ASCENT, LOCKOUT]
    assert [phase.repetition for phase in phases] == [1] * 5 + [2] * 4 + [3] * 4
    for before, after in pairwise(phases):
        assert before.end_s == after.start_s
        assert before.start_s <= before.end_s


@pytest.mark.parametrize("wrong_n", [-40.0, 1.0, 300.0])
def test_a_wrong_zero_of_the_plates_moves_no_time(wrong_n: float) -> None:
    right = found_in(force_n(SHARP, 20.0))
    wrong = found_in(force_n(SHARP, 20.0) + wrong_n)
    assert bottoms_s(wrong) == pytest.approx(bottoms_s(right), abs=0.03)


def test_a_drift_of_a_newton_in_each_repetition_is_borne() -> None:
    total_n = force_n(SHARP, 20.0)
    drifting = found_in(total_n + np.linspace(0, 3, len(total_n)))
    assert bottoms_s(drifting) == pytest.approx(bottoms_s(found_in(total_n)), abs=0.05)
    assert [one.drop_m for one in drifting.repetitions] == pytest.approx([0.17] * 3, abs=0.015)


@pytest.mark.parametrize(
    ("moves", "reason"),
    [
        (repetition(3.0, drop_m=0.035), "it went down by 0.03"),
        ([Move(3.0, 1.5, -0.17)], "it did not come back up"),
        ([Move(0.5, 1.5, 0.2)], "it had begun before"),
        (waves(3.0, 3), "it went up from standing"),
        ([*waves(3.0, 2, 0.07), *waves(8.0, 2, 0.07)], "it went up from standing"),
        ([Move(3.0, 1.0, -0.17), Move(4.5, 1.0, 0.1)], "it came"),
    ],
)
def test_what_is_none_says_why(moves: list[Move], reason: str) -> None:
    found = found_in(force_n(moves, 14.0))
    assert not found.repetitions
    assert any(said.startswith(reason) for said in reasons(found)), reasons(found)


def test_standing_is_nothing_at_all() -> None:
    found = found_in(force_n([], 60.0))
    assert not found.repetitions
    assert not found.refused


def test_arms_that_wave_before_and_between_change_nothing() -> None:
    moves = [*waves(3.0, 2), *repetition(9.0), *waves(14.0, 2), *repetition(21.0)]
    found = found_in(force_n(moves, 27.0))
    assert [one.onset_s for one in found.repetitions] == pytest.approx([9.0, 21.0], abs=0.5)
    assert [one.drop_m for one in found.repetitions] == pytest.approx([0.17] * 2, abs=0.015)


def test_a_short_way_up_and_down_within_one_is_part_of_it() -> None:
    moves = [Move(3.0, 1.5, -0.17), Move(4.6, 0.8, 0.09), Move(5.5, 0.5, -0.04)]
    found = found_in(force_n([*moves, Move(6.1, 1.0, 0.12)], 12.0))
    assert [one.drop_m for one in found.repetitions] == pytest.approx([0.17], abs=0.01)


def test_a_trial_that_is_cut_keeps_what_is_whole() -> None:
    total_n = force_n(USUAL, 20.0)
    in_the_last_ascent = found_in(total_n[:17_600])
    assert len(in_the_last_ascent.repetitions) == 2
    assert reasons(in_the_last_ascent) == ["it had not ended"]
    assert len(found_in(total_n[:18_200]).repetitions) == 3
    assert len(found_in(total_n[2_900:]).repetitions) == 3


def without(total_n: Float, lost: slice) -> Repetitions:
    sample = np.delete(np.arange(len(total_n), dtype=np.uint64), lost)
    return find_repetitions(np.delete(total_n, lost), sample / 1000, sample_rate_hz=1000.0)


def test_a_short_gap_is_bridged_and_a_long_one_cuts() -> None:
    total_n = force_n(SHARP, 20.0)
    short = without(total_n, slice(10_000, 10_030))
    assert bottoms_s(short) == pytest.approx(bottoms_s(found_in(total_n)), abs=0.02)
    long = without(total_n, slice(10_000, 10_300))
    assert len(long.repetitions) == 2
    assert reasons(long) == [
        "it did not come back up: samples were lost",
        "it had begun before: samples were lost",
    ]


def test_who_steps_off_is_said_and_the_others_count() -> None:
    total_n = force_n(USUAL, 20.0)
    total_n[10_000:12_000] = 0.0
    found = found_in(total_n)
    assert len(found.repetitions) == 2
    assert "nobody stood on the plates" in reasons(found)
    assert not found_in(np.zeros(5_000)).courses


def test_a_load_that_is_picked_up_cuts_and_counts_while_it_is_held() -> None:
    total_n = force_n([*USUAL, *repetition(21.0)], 27.0)
    time_s = np.arange(len(total_n)) / 1000
    held = smooth_step((time_s - 4.6) / 0.3) - smooth_step((time_s - 22.6) / 0.3)
    found = found_in(total_n + 200 * held)
    assert [one.weight_n for one in found.repetitions] == pytest.approx(
        [WEIGHT_N + 200] * 2, rel=0.01
    )
    assert [one.onset_s for one in found.repetitions] == pytest.approx([9.0, 15.0], abs=0.5)


def test_parameters_decide_and_are_kept() -> None:
    strict = RepetitionParameters(min_drop_m=0.18)
    found = found_in(force_n(USUAL, 20.0), parameters=strict)
    assert not found.repetitions
    assert found.parameters == strict
    quick = replace(strict, min_drop_m=0.05, min_descent_s=2.0)
    assert all(
        "less than 2" in said for said in reasons(found_in(force_n(USUAL, 20.0), parameters=quick))
    )


@pytest.mark.parametrize("samples", [0, 1, 5, 150, 1200])
def test_a_trial_of_no_length_has_nothing(samples: int) -> None:
    found = found_in(force_n([], 2.0)[:samples])
    assert not found.repetitions
