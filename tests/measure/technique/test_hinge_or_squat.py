"""The negative control: a balanced hinge and a balanced squat with the same centre of pressure."""

import pytest

from rig.measure.technique.figures import baseline_of
from rig.measure.technique.gauge import figures_of
from rig.measure.technique.observed import Observed
from rig.measure.technique.rules import RULES, statements
from rig.sim.participant import Participant
from tests.measure.technique.truth import true_repetitions

SECONDS = 40.0
ALL = [rule.name for rule in RULES]


def observed(drill: str, seed: int, cop_shift_mm: float) -> Observed:
    participant = Participant.from_settings(seed=seed, drill=drill, cop_shift_mm=cop_shift_mm)
    return Observed(figures_of(*true_repetitions(participant, SECONDS)), tempo_s=(2, 1, 2))


@pytest.mark.parametrize("seed", [1001, 1002])
@pytest.mark.parametrize("cop_shift_mm", [0.0, -20.0, 15.0])
def test_both_read_cannot_tell(seed: int, cop_shift_mm: float) -> None:
    said = {}
    for drill in ("hinge", "squat"):
        found = statements(observed(drill, seed, cop_shift_mm), also=ALL)
        named = [one for one in found if "hinge" in one.text or "squat" in one.text]
        assert [(one.rule, one.level) for one in named] == [("hinge_or_squat", "cannot tell")]
        said[drill] = {one.rule for one in found if one.rule != "off_tempo"}
    assert said["hinge"] == said["squat"]


def test_a_squat_against_a_baseline_of_hinges_is_still_no_squat() -> None:
    hinge, squat = observed("hinge", 1003, -10.0), observed("squat", 1003, -10.0)
    squat = Observed(squat.repetitions, baseline=baseline_of(hinge.repetitions))
    for one in statements(squat, also=ALL):
        assert one.rule == "hinge_or_squat" or "squat" not in one.text
