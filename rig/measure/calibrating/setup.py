"""The input before the first mass: the operator, the masses, the positions of the cells, and the
uncertainty of all that."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rig.errors import Reason
from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry
from rig.measure.calibrating.masses import STANDARD_GRAVITY_M_S2, Reference
from rig.measure.calibrating.record import PlateRecord

GIVEN_GRAVITY_WITHIN_PERCENT = 0.01
MOST_MASSES = 20
MASS_KG = (0.1, 120.0)
# Each figure asked for, and its limits.
FIGURES = {
    "check_kg": MASS_KG,
    "heel_y_mm": (0.0, 100.0),
    "toe_y_mm": (150.0, 500.0),
    "apart_mm": (100.0, 1000.0),
    "masses_within_percent": (0.0, 10.0),
    "placed_within_mm": (0.0, 20.0),
    "gravity_m_s2": (9.76, 9.84),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """The setup as it is given: who calibrates, and each of FIGURES; None for what is no number."""

    operator: str
    masses_kg: tuple[float, ...]
    check_kg: float | None
    heel_y_mm: float | None
    toe_y_mm: float | None
    apart_mm: float | None
    masses_within_percent: float | None
    placed_within_mm: float | None
    gravity_m_s2: float | None


@dataclass(frozen=True, slots=True)
class Setup:
    """`masses_kg` go up and down on heel and toe, `check_kg` is put at the nine places."""

    operator: str
    masses_kg: tuple[float, ...]
    check_kg: float
    geometry: PlateGeometry
    reference: Reference


def answers_before(record: PlateRecord | None) -> Answers:
    """The answers of the last time; if there are none, the most common answers."""
    if record is None:
        return _answers("", (), None, NOMINAL_GEOMETRY, Reference())
    about, masses_kg = record.occasion, sorted({hold.mass_kg for hold in record.holds} - {0.0})
    check_kg = record.points[0].mass_kg if record.points else middle_kg(masses_kg)
    return _answers(about.operator, tuple(masses_kg), check_kg, about.geometry, about.reference)


def answers_of(setup: Setup) -> Answers:
    """The input of `setup_of`."""
    about = setup.geometry, setup.reference
    return _answers(setup.operator, setup.masses_kg, setup.check_kg, *about)


def _answers(
    operator: str,
    masses_kg: tuple[float, ...],
    check_kg: float | None,
    geometry: PlateGeometry,
    reference: Reference,
) -> Answers:
    return Answers(
        operator,
        masses_kg,
        check_kg,
        geometry.heel_y_mm,
        geometry.toe_y_mm,
        geometry.right_x_mm - geometry.left_x_mm,
        reference.masses_within_percent,
        reference.placed_within_mm,
        reference.gravity_m_s2,
    )


def middle_kg(masses_kg: Sequence[float]) -> float | None:
    """The mass for the nine places unless another is given; None if there are no masses."""
    return sorted(masses_kg)[len(masses_kg) // 2] if masses_kg else None


def faults(answers: Answers) -> dict[str, Reason]:
    """What is invalid, by name; empty if `setup_of` accepts it. The operator is not checked
    here."""
    found = {
        name: Reason.of("no_number", least=least, most=most)
        for name, (least, most) in FIGURES.items()
        if not _is_within(getattr(answers, name), least, most)
    }
    masses_kg = answers.masses_kg
    least, most = MASS_KG
    within = all(_is_within(one, least, most) for one in masses_kg)
    if not (1 <= len(masses_kg) <= MOST_MASSES and within):
        found["masses_kg"] = Reason.of("no_numbers", count=MOST_MASSES, least=least, most=most)
    return found


def setup_of(answers: Answers) -> Setup:
    """Raises ValueError, in words, for invalid input."""
    found = faults(answers)
    figures = {name: getattr(answers, name) for name in FIGURES}
    if found:
        raise ValueError("; ".join(f"{name}: {reason}" for name, reason in found.items()))
    half_mm, gravity_m_s2 = figures["apart_mm"] / 2, float(figures["gravity_m_s2"])
    given = gravity_m_s2 != STANDARD_GRAVITY_M_S2
    within = GIVEN_GRAVITY_WITHIN_PERCENT if given else Reference().gravity_within_percent
    about = float(figures["masses_within_percent"]), float(figures["placed_within_mm"])
    return Setup(
        answers.operator,
        tuple(float(one) for one in answers.masses_kg),
        float(figures["check_kg"]),
        PlateGeometry(float(figures["heel_y_mm"]), float(figures["toe_y_mm"]), -half_mm, half_mm),
        Reference(gravity_m_s2, within, *about),
    )


def _is_within(value: float | None, least: float, most: float) -> bool:
    return value is not None and math.isfinite(value) and least <= value <= most
