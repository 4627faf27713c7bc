"""Repetitions of simulated participants, through plates, converter and wire, against the truth."""

from typing import Any

import numpy as np
import pytest

from rig.measure.balance import vertical_grf_n
from rig.measure.repetition import Repetitions, find_repetitions
from rig.sim.participant import Participant, RepetitionTruth
from tests.measure.simulated_plates import read_plates

Found = tuple[Repetitions, list[RepetitionTruth]]

TOUCH_AND_GO = {"hold_s": 0.0, "rest_s": 0.2}


def analysed(seed: int, seconds: float = 0.0, **settings: Any) -> Found:
    participant = Participant.from_settings(seed=seed, **settings)
    cycles_s = settings.get("repetitions", 0) * participant.schedule.cycle_s
    seconds = seconds or participant.settings.stand_s + cycles_s + 2.0
    plates = read_plates(participant, seconds)
    found = find_repetitions(
        vertical_grf_n(plates.force_n),
        plates.time_s,
        sample_rate_hz=plates.rate_hz,
    )
    return found, participant.repetitions(0, seconds)


@pytest.mark.parametrize("seed", [1000, 1001])
@pytest.mark.parametrize("rest", [{}, TOUCH_AND_GO])
@pytest.mark.parametrize("descent_s", [1.0, 2.5, 4.0])
def test_each_repetition_is_where_it_was(descent_s: float, rest: Any, seed: int) -> None:
    """By one rule: it begins and ends at 5 % of the greatest speed of its descent and ascent."""
    found, truth = analysed(seed, repetitions=4, descent_s=descent_s, **rest)
    assert len(found.repetitions) == len(truth) == 4
    for one, true in zip(found.repetitions, truth, strict=True):
        assert one.onset_s == pytest.approx(true.onset_s, abs=0.06)
        assert one.ascent_start_s == pytest.approx(true.ascent_start_s, abs=0.03)
        assert one.lockout_s == pytest.approx(true.lockout_s, abs=0.06)
        assert one.drop_m == pytest.approx(true.drop_m, abs=0.008)
        assert one.weight_n == pytest.approx(true.weight_n, abs=one.uncertainty["weight_n"])
    assert all(phase.start_s <= phase.end_s for phase in found.phases)


@pytest.mark.parametrize("seed", [1000, 1001])
@pytest.mark.parametrize("hold_s", [0.0, 1.5])
def test_the_bottom_of_one_at_usual_tempo_is_its_turn_or_the_middle_of_its_hold(
    hold_s: float, seed: int
) -> None:
    found, truth = analysed(seed, repetitions=4, descent_s=1.5, hold_s=hold_s)
    assert [one.held for one in truth] == [hold_s > 0] * 4
    for one, true in zip(found.repetitions, truth, strict=True):
        assert one.bottom_s == pytest.approx(true.bottom_s, abs=0.1 if hold_s else 0.05)
        assert one.descent_end_s == pytest.approx(true.descent_end_s, abs=0.06)
        assert one.hold_s == pytest.approx(true.ascent_start_s - true.descent_end_s, abs=0.06)


def test_what_else_one_does_on_plates_is_no_repetition() -> None:
    deviation = ["arm_wave,onset_s=3", "weight_shift,onset_s=10", "step_off,onset_s=17"]
    found, _ = analysed(1003, 30.0, drill="stand", deviation=deviation)
    assert not found.repetitions
    assert "nobody stood on the plates" in [refused.reason for refused in found.refused]


def test_a_squat_is_a_repetition_too() -> None:
    found, truth = analysed(1004, repetitions=3, drill="squat")
    assert len(found.repetitions) == len(truth)


@pytest.mark.soak
def test_targets_over_many_people() -> None:
    """Counts are right in 99 % of sets from 1 to 4 s; 95 % of onsets, ends and drops are within 60
    ms, 60 ms and 8 mm."""
    wrong, onsets_s, ends_s, drops_m = 0, [], [], []
    for seed in range(1100, 1300):
        draw = np.random.default_rng(seed)
        settings = {"descent_s": draw.uniform(1, 4), "ascent_s": draw.uniform(0.9, 3)}
        settings |= TOUCH_AND_GO if seed % 2 else {"rest_s": draw.uniform(0.3, 3)}
        found, truth = analysed(seed, repetitions=int(draw.integers(3, 8)), **settings)
        if len(found.repetitions) != len(truth):
            wrong += 1
            continue
        pairs = list(zip(found.repetitions, truth, strict=True))
        onsets_s += [abs(one.onset_s - true.onset_s) for one, true in pairs]
        ends_s += [abs(one.lockout_s - true.lockout_s) for one, true in pairs]
        drops_m += [abs(one.drop_m - true.drop_m) for one, true in pairs]
    assert wrong <= 2
    assert np.percentile(onsets_s, 95) < 0.06
    assert np.percentile(ends_s, 95) < 0.06
    assert np.percentile(drops_m, 95) < 0.008
