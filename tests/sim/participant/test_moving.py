"""Movement with every law and every load obeys mechanics, and the truth follows its rule."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from rig.sim.participant import Participant, RepetitionTruth
from rig.sim.participant.chain import GRAVITY

STEP_S = 0.001
SET = {
    "seed": 7,
    "sway": 0,
    "mistake_each": 0,
    "repetitions": 3,
    "descent_s": 1.5,
    "hold_s": 0,
    "ascent_s": 1.3,
    "rest_s": 1.5,
    "drop_m": 0.16,
    "pace": "rest",
}
MOVEMENTS: dict[str, dict[str, Any]] = {
    "lean": {},
    "even": {"law": "even"},
    "minimum_jerk": {"law": "minimum_jerk"},
    "submovements": {"law": "submovements"},
    "sticking": {"law": "sticking"},
    "squat": {"law": "minimum_jerk", "drill": "squat"},
    "stops": {"law": "minimum_jerk", "stop": "both"},
    "bounces": {"law": "minimum_jerk", "bounces": 2},
    "holds": {"law": "even", "hold_s": 1.0},
    "touch and go": {"law": "even", "rest_s": 0, "tempo_spread": 0.1},
    "fatigue": {"law": "submovements", "fatigue": 0.6},
    "shallow": {"law": "even", "drop_m": 0.05},
    "slow": {"law": "even", "descent_s": 5, "ascent_s": 5, "drop_m": 0.1},
    "load": {"law": "minimum_jerk", "deviation": ["load,size=40,duration_s=600,onset_s=0.5"]},
}


def moving(**said: Any) -> Participant:
    return Participant.from_settings(**SET | said)


def whole(participant: Participant) -> tuple[np.ndarray, list[RepetitionTruth]]:
    last = participant.schedule.repetition(3)
    end_s = last.lockout_s + 1.5
    return np.arange(1.0, end_s, STEP_S), participant.repetitions(0, end_s)


@pytest.mark.parametrize("name", MOVEMENTS)
def test_force_moves_the_centre_of_mass_as_the_truth_says(name: str) -> None:
    participant = moving(**MOVEMENTS[name])
    time_s, reps = whole(participant)
    truth, force_n = participant.truth(time_s), participant.plate_forces_n(time_s).sum(axis=1)
    mass_kg = truth.weight_n / GRAVITY
    assert force_n == pytest.approx(truth.vertical_grf_n)
    rise = (force_n - truth.weight_n) / mass_kg
    assert rise == pytest.approx(np.gradient(truth.com_velocity_m_s, STEP_S), abs=0.03)
    height_m = np.cumsum(np.cumsum(rise)) * STEP_S**2
    assert height_m == pytest.approx(truth.com_height_m - truth.com_height_m[0], abs=0.002)
    assert np.ptp(truth.cop_mm[:, 1]) < 25
    assert len(reps) == 3


@pytest.mark.parametrize("name", MOVEMENTS)
def test_a_repetition_leaves_no_impulse_and_comes_back_to_its_height(name: str) -> None:
    participant = moving(**MOVEMENTS[name])
    _, reps = whole(participant)
    for rep in reps:
        time_s = np.arange(rep.commanded_onset_s, rep.commanded_lockout_s, STEP_S)
        truth = participant.truth(time_s)
        excess_n = truth.vertical_grf_n - truth.weight_n
        assert (excess_n * STEP_S).sum() == pytest.approx(0, abs=0.5)
        assert truth.com_height_m[-1] == pytest.approx(truth.com_height_m[0], abs=0.001)


@pytest.mark.parametrize("name", sorted(set(MOVEMENTS) - {"stops", "bounces", "holds"}))
def test_onset_and_end_are_at_5_percent_of_the_greatest_speed(name: str) -> None:
    participant = moving(**MOVEMENTS[name])
    for rep in whole(participant)[1]:
        down = participant.truth(np.arange(rep.onset_s, rep.bottom_s, STEP_S)).com_velocity_m_s
        up = participant.truth(np.arange(rep.bottom_s, rep.lockout_s, STEP_S)).com_velocity_m_s
        assert down[0] == pytest.approx(0.05 * down.min(), rel=0.1)
        assert up[-1] == pytest.approx(0.05 * up.max(), rel=0.1)
        assert rep.onset_s < rep.descent_end_s <= rep.bottom_s <= rep.ascent_start_s
        assert rep.commanded_onset_s < rep.onset_s
        assert rep.lockout_s < rep.commanded_lockout_s


def test_a_stop_is_not_taken_for_an_onset_or_an_end() -> None:
    for rep in whole(moving(law="minimum_jerk", stop="both", stop_s=1.0, stop_at=0.3))[1]:
        assert rep.onset_s - rep.commanded_onset_s < 0.2
        assert rep.commanded_lockout_s - rep.lockout_s < 0.2
        assert rep.descent_end_s - rep.onset_s > 2.0


def test_the_bottom_of_a_hold_is_its_middle_and_of_a_bounce_its_lowest() -> None:
    for rep in whole(moving(law="even", hold_s=1.0))[1]:
        assert rep.held
        assert rep.bottom_s == pytest.approx((rep.descent_end_s + rep.ascent_start_s) / 2)
    for rep in whole(participant := moving(law="even", bounces=2))[1]:
        time_s = np.arange(rep.onset_s, rep.lockout_s, STEP_S)
        lowest = participant.truth(time_s).com_height_m.argmin()
        assert not rep.held
        assert rep.descent_end_s - rep.onset_s < 1.7  # the bounces are not part of the descent
        assert rep.bottom_s == pytest.approx(time_s[lowest], abs=0.002)


def test_the_drop_is_as_deep_as_it_is_set() -> None:
    for rep in whole(moving(law="minimum_jerk", variation=0, cop_shift_mm=0))[1]:
        assert rep.drop_m == pytest.approx(0.16, abs=0.005)


def test_fatigue_slows_and_spreads_vary() -> None:
    tired = whole(moving(law="even", fatigue=0.5, variation=0))[1]
    lasts_s = [rep.lockout_s - rep.onset_s for rep in tired]
    assert lasts_s[-1] / lasts_s[0] == pytest.approx(1.5, abs=0.05)
    varied = whole(moving(law="even", tempo_spread=0.2, depth_spread=0.1, variation=0))[1]
    assert np.ptp([rep.lockout_s - rep.onset_s for rep in varied]) > 0.1
    assert np.ptp([rep.drop_m for rep in varied]) > 0.01


def test_at_the_pace_of_rest_a_repetition_begins_where_the_rest_ends() -> None:
    schedule = moving(rest_s=0, repetitions=0, tempo_spread=0.1).schedule
    listed = list(schedule.within(0, 60))
    assert [one.number for one in listed] == list(range(1, len(listed) + 1))
    for one, after in pairwise(listed):
        assert after.onset_s == pytest.approx(one.lockout_s)
    late = list(schedule.within(30, 31))
    assert late[0].onset_s <= 30 < late[0].lockout_s
    assert late == [one for one in listed if one.onset_s <= 31 and one.lockout_s > 30]


def test_a_load_weighs_what_it_weighs_and_goes_with_the_hands() -> None:
    loaded = moving(law="minimum_jerk", deviation=["load,size=30,onset_s=0.5,duration_s=600"])
    free = moving(law="minimum_jerk")
    assert loaded.truth(np.array([1.5])).weight_n == pytest.approx(free.weight_n + 30 * GRAVITY)
    (own, *_), (plain, *_) = whole(loaded)[1], whole(free)[1]
    assert own.drop_m > plain.drop_m  # the shoulders go down by more than the centre of mass
    assert own.weight_n == pytest.approx(free.weight_n + 30 * GRAVITY)


def test_a_load_that_is_taken_in_standing_leaves_the_height_as_it_is() -> None:
    loaded = moving(drill="stand", deviation=["load,size=30,onset_s=2,ramp_s=0.2"])
    truth = loaded.truth(np.arange(1, 4, STEP_S))
    assert np.ptp(truth.com_height_m) < 1e-4
    assert np.ptp(truth.vertical_grf_n) == pytest.approx(30 * GRAVITY, rel=0.001)
    gone = np.diff(truth.vertical_grf_n)
    assert gone.max() < 3 * 30 * GRAVITY / 0.2 * STEP_S  # it comes over its ramp


def test_a_hand_presses_and_moves_nobody() -> None:
    touched = moving(drill="stand", deviation=["hand,size=-12,onset_s=2"])
    truth = touched.truth(np.arange(1, 4, STEP_S))
    assert (truth.vertical_grf_n - truth.weight_n).min() == pytest.approx(-12, abs=0.01)
    assert np.ptp(truth.com_height_m) < 1e-6


def test_standing_restless_shakes_the_force_by_as_much_as_is_set() -> None:
    patient = moving(drill="stand", restless_percent=1.2)
    truth = patient.truth(np.arange(0, 60, 0.01))
    assert truth.vertical_grf_n.std() / patient.weight_n * 100 == pytest.approx(1.2, rel=0.1)
    assert np.ptp(truth.com_height_m) < 0.05
