"""Figures of repetitions against the simulated participant's true ones."""

import numpy as np
import pytest

from rig.measure.balance import PlateGeometry
from rig.measure.technique.figures import FIGURES
from rig.measure.technique.gauge import PlateSamples, figures_of
from rig.sim.participant import Participant
from rig.sim.participant.body import Body
from tests.measure.technique.truth import true_repetitions

SETTINGS = {
    "seed": 1005,
    "descent_s": 2.0,
    "hold_s": 0.5,
    "ascent_s": 1.5,
    "variation": 0.0,
    "sway": 0.0,
    "drop_m": 0.16,
    "cop_shift_mm": -20.0,
    "right_share_percent": 53.0,
    "standing_cop_percent": 45.0,
}


def test_a_statue_reads_as_it_was_set() -> None:
    participant = Participant.from_settings(**SETTINGS)
    repetitions, plates = true_repetitions(participant, 30.0)
    found = figures_of(repetitions, plates)
    assert [one.number for one in found] == [rep.number for rep in repetitions]
    assert len(found) >= 3
    for one, rep in zip(found, repetitions, strict=True):
        values = one.values
        assert set(values) == set(FIGURES)
        assert values["descent_s"] == pytest.approx(rep.descent_s)
        assert values["hold_s"] == pytest.approx(rep.hold_s)
        assert values["ascent_s"] == pytest.approx(rep.ascent_s)
        assert values["drop_cm"] == pytest.approx(rep.drop_m * 100)
        assert values["right_percent"] == pytest.approx(53.0, abs=0.1)
        assert values["left_percent"] == pytest.approx(47.0, abs=0.1)
        assert values["cop_shift_bottom_mm"] == pytest.approx(-20.0, abs=1.0)
        assert values["standing_sd_percent"] < 0.1
        assert values["ascent_peak_percent"] > 102
    who = participant.settings
    foot_m = Body(who.sex, who.mass_kg, who.height_m).foot_length_m
    heel = 1 - (0.45 * foot_m * 1000 - 20) / 270  # cells at 20 and 290 mm
    assert found[0].values["heel_standing_percent"] == pytest.approx(heel * 100, abs=0.3)
    assert found[0].values["heel_bottom_percent"] == pytest.approx((heel + 20 / 270) * 100, abs=0.5)


def test_where_nothing_bears_on_the_plates_balance_is_missing() -> None:
    repetitions, plates = true_repetitions(Participant.from_settings(**SETTINGS), 15.0)
    nobody = PlateSamples(np.zeros_like(plates.force_n), plates.time_s)
    with np.errstate(invalid="raise", divide="raise"):
        (values, *_) = [one.values for one in figures_of(repetitions, nobody)]
    assert "descent_s" in values
    assert not {"heel_standing_percent", "left_percent", "cop_shift_bottom_mm"} & set(values)


def test_a_repetition_at_the_edge_of_the_trial_has_what_can_be_had() -> None:
    repetitions, plates = true_repetitions(Participant.from_settings(**SETTINGS), 15.0)
    late = PlateSamples(plates.force_n[5000:], plates.time_s[5000:])
    values = figures_of(repetitions[:1], late)[0].values
    assert values["drop_cm"] == pytest.approx(repetitions[0].drop_m * 100)
    assert "heel_standing_percent" not in values


def test_shifts_of_the_centre_of_pressure_go_by_where_the_cells_stand() -> None:
    repetitions, plates = true_repetitions(Participant.from_settings(**SETTINGS), 15.0)
    longer = PlateGeometry(heel_y_mm=20.0, toe_y_mm=560.0, left_x_mm=-100.0, right_x_mm=100.0)
    near = figures_of(repetitions, plates)[0].values
    far = figures_of(repetitions, plates._replace(geometry=longer))[0].values
    for name in ("cop_shift_early_mm", "cop_shift_bottom_mm"):
        assert far[name] == pytest.approx(2 * near[name], rel=1e-4)
    assert far["heel_bottom_percent"] == near["heel_bottom_percent"]
