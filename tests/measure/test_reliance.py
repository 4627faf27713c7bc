"""How far figures can be trusted: each reason has its code and its words."""

from dataclasses import replace

import pytest

from rig.measure.calibrating.trust import NO_ZERO, PENDING, NewtonFacts
from rig.measure.reliance import RESERVATIONS, reservations
from rig.measure.standload import Expected, StandLoad
from rig.measure.validity import TrialFacts, judge
from tests.measure.test_validity import DOWEL, NEWTONS, PLATES

STOOD = StandLoad(Expected(weighed_n=700.0), standing_n=702.0, first_n=702.0, last_n=702.5)
WELL = TrialFacts(
    "stopped", (PLATES, DOWEL), hash_fits=True, newtons=NEWTONS, load=STOOD, own_levels=True
)


def codes(trial: TrialFacts) -> list[str]:
    return [one.code for one in reservations(trial)]


def test_where_nothing_speaks_against_the_figures_the_list_is_empty() -> None:
    assert reservations(WELL) == ()


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"tier": "not established"}, "", ""),
        ({"tier": "none"}, "calibration_without_tier", "the calibration reached no tier"),
        ({"age_days": 364.9}, "", ""),
        ({"age_days": 425.0}, "calibration_outdated", "calibrated 14 months before, not within 12"),
        ({"zero": PENDING, "drift_n": None}, "zero_pending", "none was taken yet"),
        ({"zero": NO_ZERO, "drift_n": None}, "no_zero", "no zero was taken"),
        ({"drift_n": (0.0, -2.1, 0.0, 0.0)}, "zero_drifted", "drifted by 2.1 N, more than 2 N"),
        ({"drift_n": (2.0, -2.0, 0.0, 0.0)}, "", ""),
        (
            {"calibrated": False, "tier": None, "age_days": None},
            "uncalibrated",
            "newtons are uncalibrated",
        ),
    ],
)
def test_what_newtons_rest_on(changes: dict[str, object], code: str, words: str) -> None:
    trial = replace(WELL, newtons=replace(NEWTONS, **changes))  # type: ignore[arg-type]
    assert codes(trial) == ([code] if code else [])
    assert all(
        words in one.text and one.text.startswith(f"{code}: ") for one in reservations(trial)
    )
    assert judge(trial).level == "whole"


def test_simulated_plates_are_what_the_nominal_figures_say_but_their_zeros_count() -> None:
    newtons = NewtonFacts(False, True, None, None, NO_ZERO, None)
    trial = replace(WELL, simulated=True, newtons=newtons)
    assert codes(trial) == ["simulated"]
    pending = replace(trial, newtons=replace(newtons, zero=PENDING))
    assert codes(pending) == ["simulated", "zero_pending"]


def test_imported_newtons_rest_on_nothing_known_here() -> None:
    newtons = NewtonFacts(False, False, None, None, NO_ZERO, None)
    assert codes(replace(WELL, imported=True, newtons=newtons)) == ["imported"]


def test_weight_levels_and_time() -> None:
    unweighed = replace(WELL, load=replace(STOOD, expected=Expected()))
    assert codes(unweighed) == ["no_weight"]
    changed = replace(WELL, load=replace(STOOD, last_n=707.0))
    assert [one.text for one in reservations(changed)] == [
        "weight_changed: weight changed from 702 to 707 N during the trial"
    ]
    assert codes(replace(WELL, own_levels=False)) == ["nominal_levels"]
    by_host = replace(DOWEL, clock_method="host_fit", clock_residual_ms=2.4)
    (one,) = reservations(replace(WELL, boards=(PLATES, by_host)))
    assert one.code == "no_sync_wire"
    assert "2.4 ms" in one.words
    assert codes(replace(WELL, boards=(by_host,), newtons=None, load=None)) == []


def test_codes_are_words_that_a_program_can_hold_on_to() -> None:
    assert all(code.replace("_", "").isalpha() and code.islower() for code in RESERVATIONS)
