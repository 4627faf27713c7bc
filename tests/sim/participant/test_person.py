"""The participant's physics against known facts of a hinge, and against mechanics itself."""

import numpy as np
import pytest

from rig.measure.balance import cop_mm
from rig.sim.participant import Participant
from rig.sim.participant.body import Body
from rig.sim.participant.stretches import KEPT, STRETCH_STEPS

STEP_S = 0.001
STATUE = {
    "seed": 1,
    "sex": "male",
    "mass_kg": 73,
    "height_m": 1.741,
    "sway": 0,
    "variation": 0,
    "hold_s": 0.5,
    "rest_s": 2,
    "drop_m": 0.181,
    "cop_shift_mm": 0,
    "standing_cop_percent": 45,
}


def hinging(descent_s: float, **settings: object) -> Participant:
    tempo = {"descent_s": descent_s, "ascent_s": descent_s}
    return Participant.from_settings(**STATUE | tempo | settings)


# Vertical force at 73 kg minus body weight, least of the descent, in newtons.
@pytest.mark.parametrize(
    ("descent_s", "unweighting_n"), [(1.0, -145), (1.5, -63), (2.5, -22), (4.0, -8)]
)
def test_a_faster_descent_unweights_more(descent_s: float, unweighting_n: float) -> None:
    participant = hinging(descent_s)
    (rep,) = participant.repetitions(0, participant.schedule.cycle_s + 2)
    assert rep.unweighting_n == pytest.approx(unweighting_n, rel=0.12)
    assert 0.164 < rep.drop_m < 0.190


@pytest.mark.parametrize("descent_s", [1.0, 2.0])
def test_force_integrated_twice_is_how_far_the_centre_of_mass_went(descent_s: float) -> None:
    participant = hinging(descent_s, sway=1, cop_shift_mm=-20)
    time_s = np.arange(0, participant.schedule.cycle_s + 2, STEP_S)
    truth = participant.truth(time_s)
    mass_kg = participant.settings.mass_kg
    acceleration = participant.plate_forces_n(time_s).sum(axis=1) / mass_kg - 9.81
    velocity = np.cumsum(acceleration) * STEP_S + truth.com_velocity_m_s[0]
    drop_m = truth.com_drop_m[0] - np.cumsum(velocity) * STEP_S
    assert drop_m == pytest.approx(truth.com_drop_m, abs=0.001)


def test_a_closed_repetition_leaves_no_momentum() -> None:
    participant = hinging(1.5)
    time_s = np.arange(0, participant.schedule.cycle_s + 2, STEP_S)
    excess_n = participant.plate_forces_n(time_s).sum(axis=1) - participant.weight_n
    assert (excess_n * STEP_S).sum() == pytest.approx(0, abs=0.1)


def test_the_cells_carry_the_body_where_it_presses() -> None:
    participant = hinging(1.5, sway=1, cop_shift_mm=-20)
    time_s = np.arange(0, 8, 0.0107)
    truth, cells = participant.truth(time_s), participant.plate_forces_n(time_s)
    assert cells.sum(axis=1) == pytest.approx(truth.vertical_grf_n)
    assert cop_mm(cells, participant.plates.geometry) == pytest.approx(truth.cop_mm, abs=0.01)


def test_quiet_standing_sways_like_a_young_adult() -> None:
    participant = Participant.from_settings(seed=2, drill="stand", mass_kg=73)
    step_s = 0.01
    truth = participant.truth(np.arange(0, 300, step_s))
    speed_mm_s = np.hypot(*np.diff(truth.cop_mm, axis=0).T).mean() / step_s
    assert truth.cop_mm.std(axis=0) == pytest.approx([2.7, 4.5], rel=0.1)
    assert speed_mm_s == pytest.approx(7, rel=0.15)
    assert truth.vertical_grf_n.std() == pytest.approx(0.6, rel=0.2)


def test_stretches_of_time_join_and_do_not_depend_on_what_was_asked_before() -> None:
    seam_s = STRETCH_STEPS * STEP_S
    settings = {"seed": 5, "descent_s": 1.0, "stand_s": seam_s - 0.5}  # in mid-descent
    steps = np.arange(STRETCH_STEPS - 100, STRETCH_STEPS + 100)
    ahead = Participant.from_settings(**settings)
    forces_n = ahead.plate_forces_n(steps * STEP_S)
    late = Participant.from_settings(**settings)
    late.plate_forces_n(np.array([3600.0]))
    assert np.array_equal(late.plate_forces_n(steps[::-1] * STEP_S)[::-1], forces_n)
    assert np.abs(np.diff(forces_n, 2, axis=0)).max() < 0.005


def test_a_balanced_squat_and_a_balanced_hinge_differ_by_less_than_people_do() -> None:
    found = {}
    for drill, drop_m in (("hinge", 0.181), ("squat", 0.164)):
        participant = hinging(1.5, drill=drill, drop_m=drop_m)
        (rep,) = participant.repetitions(0, participant.schedule.cycle_s + 2)
        commanded_s = np.arange(rep.commanded_onset_s, rep.commanded_lockout_s, STEP_S)
        truth = participant.truth(commanded_s)
        found[drill] = (rep.drop_m, rep.unweighting_n / participant.weight_n * 100, truth.cop_mm)
    assert found["hinge"][0] == pytest.approx(0.181, abs=0.005)
    assert found["squat"][0] == pytest.approx(0.164, abs=0.005)
    assert found["hinge"][1] == pytest.approx(-8.7, abs=1.3)
    assert found["squat"][1] == pytest.approx(-7.4, abs=1.3)
    assert np.abs(found["hinge"][2] - found["squat"][2]).max() < 0.1


@pytest.mark.parametrize("sex", ["female", "male"])
def test_a_body_weighs_what_it_weighs_and_is_as_tall_as_it_is(sex: str) -> None:
    body = Body(sex, 70.0, 1.7)
    foot_kg, _ = body.foot
    assert sum(part.mass_kg for part in body.segments) + foot_kg == pytest.approx(70, rel=2e-4)
    assert body.ankle_m[1] + sum(body.links_m) == pytest.approx(1.7)
    assert 0.55 < hinging(2, sex=sex).truth(np.zeros(1)).com_height_m[0] / 1.741 < 0.6


def test_the_eighth_hour_is_like_the_first_and_costs_no_more_memory() -> None:
    participant = Participant.from_settings(seed=2, mistake_each=0)
    hour_s = 8 * 3600.0
    late = participant.repetitions(hour_s, hour_s + 15)
    first = participant.repetitions(0, 15)
    assert late[0].number > 3000
    assert late[0].drop_m == pytest.approx(first[0].drop_m, rel=0.2)
    for number in range(KEPT + 3):
        participant.plate_volts(np.array([number * STRETCH_STEPS * STEP_S]))
    assert participant._volts._stretch.cache_info().currsize == KEPT
    assert participant._forces._stretch.cache_info().currsize == KEPT
