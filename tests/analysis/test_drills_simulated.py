"""Drills of simulated participants: each is counted, and only what it scores is reported."""

from pathlib import Path

import pytest

import rig
from rig.analysis.scoring import scoring_of
from rig.device.discovery import Wanted
from rig.protocol.shelf import find
from tests.stream.simulated import COARSE_S, engine_of, turn_until_closed

SET = "mistake_each=0&repetitions=4&rest_s=1.5&stand_s=3"
ONE_FOOT = "&deviation=step,at=start,onset_s=-2,duration_s=90,ramp_s=0.3"


@pytest.mark.parametrize(
    ("name", "how", "claims"),
    [
        ("squat", "&drill=squat&descent_s=1.5&ascent_s=1.3", {"tempo", "drop", "heel_share"}),
        ("palms-on-thighs-hinge", "&descent_s=1.8&ascent_s=1.6", {"tempo", "drop", "symmetry"}),
        (
            "kettlebell-swing",
            "&descent_s=0.8&ascent_s=0.7&hold_s=0",
            {"tempo", "effort", "symmetry"},
        ),
        (
            "single-leg-romanian-deadlift",
            f"&descent_s=2&ascent_s=1.8{ONE_FOOT}",
            {"tempo", "drop", "effort", "heel_share"},
        ),
    ],
)
def test_a_drill_is_counted_and_says_what_it_scores(
    tmp_path: Path, name: str, how: str, claims: set[str]
) -> None:
    path = tmp_path / "t.h5"
    with engine_of(Wanted(f"sim://plates?seed=1031&{SET}{how}", "none"), turn_s=COARSE_S) as engine:
        engine.start()
        recorder = engine.record(path, seconds=26.0, protocol=find(name))
        turn_until_closed(engine, recorder)
    analysis = rig.analyse(rig.open_trial(path))
    assert len(analysis.repetitions) == 4
    rules = {one.rule for one in analysis.statements}
    assert claims <= rules
    assert not rules & {"foot_lifted", "toes_early", "contacts_kept"}
    figures = {"drop", "heel_share", "symmetry", "tempo", "effort"}
    assert not rules & (figures - set(scoring_of(analysis.trial).scored))
    assert not any("a foot beside it" in reason for reason in analysis.trial.validity.reasons)
