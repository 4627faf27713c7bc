"""The negative control: a balanced hinge and a balanced squat with the same centre of pressure."""

import numpy as np
import pytest

from rig.measure.repetition import find_repetitions
from rig.measure.technique.figures import baseline_of
from rig.measure.technique.gauge import PlateSamples, figures_of
from rig.measure.technique.observed import Observed
from rig.measure.technique.rules import RULES, statements
from rig.sim.participant import Participant

SECONDS = 40.0
ALL = [rule.name for rule in RULES]


def observed(drill: str, seed: int, cop_shift_mm: float) -> Observed:
    """The observations of a drill by the plates alone, from the repetitions found in it."""
    participant = Participant.from_settings(seed=seed, drill=drill, cop_shift_mm=cop_shift_mm)
    time_s = np.arange(0, SECONDS, 0.001)
    plates = PlateSamples(participant.plate_forces_n(time_s), time_s)
    found = find_repetitions(
        plates.force_n.sum(axis=1),
        time_s,
        sample_rate_hz=1000.0,
    ).repetitions
    assert len(found) >= 4
    return Observed(figures_of(found, plates), tempo_s=(2, 1, 2))


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
