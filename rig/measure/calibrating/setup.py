"""The input before the first mass: the operator, the masses, the positions of the cells, and the
uncertainty of all that."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Setup:
    """`masses_kg` go up and down on heel and toe, `check_kg` is put at the nine places."""

    operator: str
    masses_kg: tuple[float, ...]
    check_kg: float
    geometry: PlateGeometry
    reference: Reference


def said_before(record: PlateRecord | None) -> Said:
    """The answers of the last time, by the names in FIGURES, `operator` and `masses_kg`; if there
    are none, the most common answers."""
    if record is None:
        return _said("", [], None, NOMINAL_GEOMETRY, Reference())
    about, masses_kg = record.occasion, sorted({hold.mass_kg for hold in record.holds} - {0.0})
    check_kg = record.points[0].mass_kg if record.points else middle_kg(masses_kg)
    return _said(about.operator, masses_kg, check_kg, about.geometry, about.reference)


def said_of(setup: Setup) -> Said:
    """The input of `setup_of`."""
    about = setup.geometry, setup.reference
    return _said(setup.operator, list(setup.masses_kg), setup.check_kg, *about)


def _said(
    operator: str,
    masses_kg: list[float],
    check_kg: float | None,
    geometry: PlateGeometry,
    reference: Reference,
) -> Said:
    return {
        "operator": operator,
        "masses_kg": masses_kg,
        "check_kg": check_kg,
        "heel_y_mm": geometry.heel_y_mm,
        "toe_y_mm": geometry.toe_y_mm,
        "apart_mm": geometry.right_x_mm - geometry.left_x_mm,
        "masses_within_percent": reference.masses_within_percent,
        "placed_within_mm": reference.placed_within_mm,
        "gravity_m_s2": reference.gravity_m_s2,
    }


def middle_kg(masses_kg: Sequence[float]) -> float | None:
    """The mass for the nine places unless another is given; None if there are no masses."""
    return sorted(masses_kg)[len(masses_kg) // 2] if masses_kg else None


def faults(said: Mapping[str, Any]) -> dict[str, str]:
    """What is invalid, by name and in words; empty if `setup_of` accepts it. The operator is not
    checked here."""
    found = {
        name: f"expected a number from {least:g} to {most:g}"
        for name, (least, most) in FIGURES.items()
        if not _is_within(said.get(name), least, most)
    }
    masses_kg = said.get("masses_kg")
    least, most = MASS_KG
    if (
        not isinstance(masses_kg, list | tuple)
        or not 1 <= len(masses_kg) <= MOST_MASSES
        or not all(_is_within(one, least, most) for one in masses_kg)
    ):
        found["masses_kg"] = f"expected 1 to {MOST_MASSES} numbers from {least:g} to {most:g}"
    return found


def setup_of(said: Mapping[str, Any]) -> Setup:
    """Raises ValueError, in words, for invalid input."""
    if found := faults(said):
        raise ValueError("; ".join(f"{name}: {words}" for name, words in found.items()))
    half_mm, gravity_m_s2 = said["apart_mm"] / 2, float(said["gravity_m_s2"])
    given = gravity_m_s2 != STANDARD_GRAVITY_M_S2
    within = GIVEN_GRAVITY_WITHIN_PERCENT if given else Reference().gravity_within_percent
    about = float(said["masses_within_percent"]), float(said["placed_within_mm"])
    return Setup(
        str(said.get("operator", "")),
        tuple(float(one) for one in said["masses_kg"]),
        float(said["check_kg"]),
        PlateGeometry(float(said["heel_y_mm"]), float(said["toe_y_mm"]), -half_mm, half_mm),
        Reference(gravity_m_s2, within, *about),
    )


def _is_within(value: object, least: float, most: float) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and least <= value <= most
