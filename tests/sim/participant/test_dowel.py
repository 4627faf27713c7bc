"""The dowel on a back: the effect of each region of the spine on the three contacts."""

import numpy as np
import pytest

from rig.sim.participant.body import Body
from rig.sim.participant.dowel import HANDS_M, POINTS_M, ROD_MIDDLE_M, ROD_N, Back

BODY = Body("male", 73.0, 1.741)
HEAD, THORACIC, SACRUM = range(3)


def contacts(
    *,
    lumbar_deg: float = 0,
    thoracic_deg: float = 0,
    neck_deg: float = 0,
    hands_n: tuple[float, float] = (6.0, 8.0),
    trunk_deg: float = 0,
    slip_m: float = 0,
    stiffness: float = 1.0,
) -> np.ndarray:
    back, one = Back(BODY, stiffness), np.ones(1)
    flexions = (np.radians(one * deg) for deg in (lumbar_deg, thoracic_deg, neck_deg))
    (forces_n,) = back.forces_n(
        back.offsets_m(*flexions),
        np.array([hands_n]),
        np.radians(trunk_deg) * one,
        held=one,
        slip_m=slip_m * one,
    )
    return forces_n


@pytest.mark.parametrize("region", ["lumbar_deg", "thoracic_deg", "neck_deg"])
@pytest.mark.parametrize(
    ("hands_n", "lost"), [((4.0, 10.0), HEAD), ((10.0, 4.0), SACRUM)], ids=["low", "high"]
)
def test_rounding_makes_the_middle_the_pivot_and_the_hands_decide_which_end_is_lost(
    region: str, hands_n: tuple[float, float], lost: int
) -> None:
    forces_n = contacts(**{region: 8.0}, hands_n=hands_n)
    assert np.flatnonzero(forces_n == 0).tolist() == [lost]


@pytest.mark.parametrize("region", ["lumbar_deg", "thoracic_deg", "neck_deg"])
def test_arching_and_neck_extension_unload_the_middle(region: str) -> None:
    assert np.flatnonzero(contacts(**{region: -8.0}) == 0).tolist() == [THORACIC]


def test_neck_extension_of_0_73_of_the_lumbar_flexion_keeps_all_three() -> None:
    assert contacts(lumbar_deg=4, neck_deg=-0.73 * 4) == pytest.approx(contacts(), rel=0.1)
    assert contacts(lumbar_deg=12, neck_deg=-0.73 * 12).min() > 1
    assert contacts(lumbar_deg=12, neck_deg=-0.4 * 12).min() == 0
    assert contacts(lumbar_deg=12, neck_deg=-1.0 * 12).min() == 0


def test_a_softer_back_keeps_contact_longer() -> None:
    assert contacts(stiffness=0.5) == pytest.approx(contacts())
    bends = np.arange(0.0, 8.0, 0.1)
    lost = [
        next(deg for deg in bends if contacts(lumbar_deg=deg, stiffness=stiffness).min() == 0)
        for stiffness in (0.5, 1.0)
    ]
    assert lost[0] == pytest.approx(2 * lost[1], abs=0.2)


@pytest.mark.parametrize("lumbar_deg", [-6.0, 0.0, 6.0])
def test_the_dowel_is_in_equilibrium(lumbar_deg: float) -> None:
    forces_n = contacts(lumbar_deg=lumbar_deg, trunk_deg=60)
    weight_n = ROD_N * np.sin(np.radians(60))
    assert forces_n.min() >= 0
    assert forces_n.sum() == pytest.approx(6 + 8 + weight_n)
    torque = 6 * HANDS_M[0] + 8 * HANDS_M[1] + weight_n * ROD_MIDDLE_M
    assert forces_n @ POINTS_M == pytest.approx(torque)


def test_a_dowel_that_slips_up_is_pressed_lower_on_it() -> None:
    forces_n = contacts(slip_m=0.03)
    torque = 6 * (HANDS_M[0] - 0.03) + 8 * (HANDS_M[1] - 0.03)
    assert forces_n @ POINTS_M == pytest.approx(torque)
    assert forces_n[SACRUM] > contacts()[SACRUM] + 0.5


def test_a_taller_person_has_the_points_further_up() -> None:
    flexed = np.radians([[0.0], [0.0], [10.0]])
    small, tall = (Back(Body("female", 60.0, height_m)) for height_m in (1.0, 2.0))
    assert tall.offsets_m(*flexed) == pytest.approx(2 * small.offsets_m(*flexed))
