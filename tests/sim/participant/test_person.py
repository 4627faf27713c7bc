"""The participant's physics against what is known of a hinge, and against mechanics itself."""

import numpy as np
import pytest

from rig.measure.balance import cop_mm
from rig.sim.participant import Participant

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


# Vertical force at 73 kg less body weight, least of the descent, in newtons.
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
    settings = {"seed": 5, "sway": 1}
    time_s = np.arange(7.9, 8.1, STEP_S / 3)
    ahead = Participant.from_settings(**settings)
    forces_n = ahead.plate_forces_n(time_s)
    late = Participant.from_settings(**settings)
    late.plate_forces_n(np.array([3600.0]))
    assert np.array_equal(late.plate_forces_n(time_s[::-1])[::-1], forces_n)
    assert np.abs(np.diff(forces_n, 2, axis=0)).max() < 0.1
