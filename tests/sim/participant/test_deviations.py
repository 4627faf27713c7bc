"""Every error, fault and activity: visible where and while it should be, and nowhere else."""

import numpy as np
import pytest

from rig.sim.participant import Participant
from rig.sim.participant.kinds import KINDS
from rig.sim.participant.mistakes import MISTAKES

STEP_S = 0.001
BEFORE_S = 2.0  # balance anticipates: some of it shows this long before and after
PLAIN = {
    "seed": 1,
    "sex": "male",
    "mass_kg": 73,
    "height_m": 1.741,
    "sway": 0,
    "variation": 0,
    "mistake_each": 0,
    "repetitions": 3,
    "descent_s": 2,
    "hold_s": 0.5,
    "ascent_s": 1.5,
    "rest_s": 2,
    "drop_m": 0.18,
    "neck_hand_n": 6,
    "low_hand_n": 8,
    "plate_error": 0,
    "fsr_error": 0,
}
TIMES_S = np.arange(0, 20, STEP_S)

# Kind: its settings, and the least change that must follow.
SEEN = {
    "early_knees": ({}, "vertical_grf_n", 10),
    "early_chest": ({"size": 20}, "cop_mm", 79),
    "depth_cut": ({}, "com_drop_m", 0.06),
    "cop_bias": ({"size": -20}, "cop_mm", 19.9),
    "side_bias": ({}, "cop_mm", 19.9),
    "lumbar_flexion": ({"at": "bottom"}, "contact_n", 4),
    "thoracic_flexion": ({"at": "bottom"}, "contact_n", 4),
    "neck_flexion": ({"at": "bottom"}, "contact_n", 4),
    "lockout_arch": ({}, "contact_n", 3),
    "heel_lift": ({"side": "left"}, "cop_mm", 25),
    "step": ({}, "foot_loads_n", 300),
    "tremor": ({}, "vertical_grf_n", 7.5),
    "dowel_slip": ({}, "contact_n", 3),
    "dowel_lift": ({}, "contact_n", 3),
    "dowel_squeeze": ({}, "contact_n", 3),
    "step_off": ({"onset_s": 8}, "foot_loads_n", 300),
    "arm_wave": ({"onset_s": 8}, "vertical_grf_n", 20),
    "weight_shift": ({"onset_s": 8}, "foot_loads_n", 150),
    "load": ({"onset_s": 8}, "vertical_grf_n", 97),
    "hand": ({"onset_s": 8}, "vertical_grf_n", 7.9),
    "heel_raise": ({"onset_s": 7.8}, "com_drop_m", 0.049),
    "arm_raise": ({"onset_s": 8}, "com_drop_m", 0.039),
    "fidget": ({"onset_s": 8}, "vertical_grf_n", 20),
    "cough": ({"onset_s": 8}, "vertical_grf_n", 30),
    "foot_on_plate": ({"onset_s": 8}, "foot_loads_n", 59),
}


def deviating(**deviation: object) -> Participant:
    return Participant.from_settings(**PLAIN, deviation=[deviation])


@pytest.fixture(scope="module")
def plain() -> Participant:
    return Participant.from_settings(**PLAIN)


def test_every_kind_is_looked_at() -> None:
    assert {*SEEN, "broken_wire", "stuck_channel"} == set(KINDS)


@pytest.mark.parametrize("kind", SEEN)
def test_it_shows_while_it_lasts_and_at_no_other_time(kind: str, plain: Participant) -> None:
    said, column, least = SEEN[kind]
    when = {} if KINDS[kind].at == "start" else {"repetition": 2}
    participant = deviating(kind=kind, **said, **when)
    (interval,) = participant.intervals(0, 20)
    now = (interval.start_s < TIMES_S) & (interval.end_s > TIMES_S)
    far = (interval.start_s - BEFORE_S > TIMES_S) | (interval.end_s + BEFORE_S < TIMES_S)
    truth, usual = participant.truth(TIMES_S), plain.truth(TIMES_S)
    change = np.abs(getattr(truth, column) - getattr(usual, column)).reshape(len(TIMES_S), -1)
    assert change[now].max() >= least
    assert change[far].max() < 0.002 * least
    if kind not in ("step_off", "foot_on_plate"):
        loads = truth.foot_loads_n.sum(axis=1)
        assert loads == pytest.approx(truth.vertical_grf_n)


def test_rounding_tucks_the_pelvis_under_a_chest_that_leans_as_before(plain: Participant) -> None:
    rounding = deviating(kind="lumbar_flexion", at="bottom", repetition=2)
    change_n = rounding.truth(TIMES_S).vertical_grf_n - plain.truth(TIMES_S).vertical_grf_n
    assert 10 < np.abs(change_n).max() < 30  # the whole upper body would shake the ground


def test_the_three_points_are_lost_together_when_the_dowel_is_slipped_or_lifted() -> None:
    for kind in ("dowel_slip", "dowel_lift"):
        crossings = deviating(kind=kind, repetition=2).contact_crossings(0, 20)
        lost = [crossing for crossing in crossings if not crossing.on]
        assert len({crossing.point for crossing in lost}) == 3
        assert lost[2].time_s - lost[0].time_s < 0.03


def test_a_step_off_empties_the_plates_and_an_empty_start_is_one() -> None:
    loads_n = deviating(kind="step_off", onset_s=8).plate_forces_n(TIMES_S).sum(axis=1)
    assert loads_n.min() == pytest.approx(0, abs=0.1)
    late = Participant.from_settings(**PLAIN, empty_s=3)
    loads_n = late.plate_forces_n(TIMES_S).sum(axis=1)
    assert np.abs(loads_n[:2000]).max() < 0.1
    assert loads_n[3000:4500] == pytest.approx(late.weight_n, abs=0.5)
    assert late.repetitions(0, 20)[0].commanded_onset_s == 5.0


def test_a_foot_that_stands_there_while_nobody_else_does() -> None:
    tared = Participant.from_settings(
        **PLAIN, empty_s=4, deviation=[{"kind": "foot_on_plate", "size": 80, "duration_s": 3}]
    )
    loads_n = tared.truth(np.array([1.5])).foot_loads_n
    assert loads_n[0] == pytest.approx([80, 0])


@pytest.mark.parametrize(("channel", "broken_v"), [("left_toe", 0.1), ("thoracic", 0.0)])
def test_broken_wires_and_stuck_channels(channel: str, broken_v: float, plain: Participant) -> None:
    column = ("left_heel", "left_toe", "right_heel", "right_toe", "head", "thoracic").index(channel)

    def volts(participant: Participant) -> np.ndarray:
        return np.hstack((participant.plate_volts(TIMES_S), participant.dowel_volts(TIMES_S)))

    now = (TIMES_S > 5.001) & (TIMES_S < 6.999)
    when = {"channel": channel, "onset_s": 5, "duration_s": 2}
    broken = volts(deviating(kind="broken_wire", **when))
    stuck = volts(deviating(kind="stuck_channel", **when))
    assert broken[now, column] == pytest.approx(broken_v)
    assert np.isnan(stuck[now, column]).all()
    for spoilt in (broken, stuck):
        spoilt[(TIMES_S > 4.998) & (TIMES_S < 7.002), column] = 0
        usual = volts(plain)
        usual[(TIMES_S > 4.998) & (TIMES_S < 7.002), column] = 0
        assert np.array_equal(spoilt, usual)


def test_in_which_repetitions_it_is() -> None:
    each = Participant.from_settings(
        seed=1, deviation=[{"kind": "neck_flexion", "each": 2}, {"kind": "step", "repetition": 3}]
    )
    happened = [(one.kind, one.repetition) for one in each.intervals(0, 6 * each.schedule.cycle_s)]
    assert happened == [
        ("neck_flexion", 2),
        ("step", 3),
        ("neck_flexion", 4),
        ("neck_flexion", 6),
    ]


def test_a_seed_alone_loses_contact_by_a_mistake_in_every_third_repetition_and_only_then() -> None:
    kinds = set()
    for seed in range(12):
        participant = Participant.from_settings(seed=seed)
        time_s = np.arange(0, 3.5 * participant.schedule.cycle_s, 0.005)
        (mistake,) = participant.intervals(0, time_s[-1])
        kinds.add((mistake.kind, mistake.size))
        now = (time_s > mistake.start_s) & (time_s < mistake.end_s)
        contact_n = participant.contact_forces_n(time_s)
        assert mistake.repetition == 3
        assert contact_n[now].min() == 0
        assert contact_n[~now].min() > 0.8
    assert kinds == set(MISTAKES)
