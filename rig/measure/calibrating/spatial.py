"""The nine-point check: one known mass at nine places of a plate, read by a calibration.

One heel and one toe channel per foot do not resolve left and right within it, hence the columns of
places show whether force and Y are constant there.
"""

from dataclasses import dataclass

import numpy as np

from rig.measure.balance import PlateGeometry
from rig.measure.calibrating.masses import FEET, Hold, channels_of
from rig.measure.calibration import PlateCalibration, force_n

POINTS = 9
ASIDE_MM = 50.0  # the cells: arduino/HARDWARE.md


@dataclass(frozen=True, slots=True)
class PointError:
    """The error of a reading of the mass at one place."""

    foot: str
    x_mm: float
    y_mm: float
    mass_kg: float
    cop_y_mm: float
    force_percent: float


def nine_points(geometry: PlateGeometry) -> list[tuple[float, float]]:
    """Places (x, y) in millimetres from the plate's middle line and the heel stop."""
    middle_mm = (geometry.heel_y_mm + geometry.toe_y_mm) / 2
    rows = (geometry.heel_y_mm, middle_mm, geometry.toe_y_mm)
    return [(x, y) for y in rows for x in (-ASIDE_MM, 0.0, ASIDE_MM)]


def point_error(point: Hold, calibration: PlateCalibration, gravity_m_s2: float) -> PointError:
    """The error of the reading of the mass at a place."""
    geometry, weight_n = calibration.geometry, point.mass_kg * gravity_m_s2
    loads = force_n(np.array([point.counts]), calibration)[0, channels_of(point.foot)]
    total_n = float(loads.sum())
    y_mm = float(loads @ (geometry.heel_y_mm, geometry.toe_y_mm)) / total_n
    return PointError(
        point.foot,
        point.x_mm,
        point.y_mm,
        point.mass_kg,
        cop_y_mm=y_mm - point.y_mm,
        force_percent=(total_n / weight_n - 1) * 100,
    )


def unchecked_plates(points: list[Hold]) -> list[str]:
    """Feet whose plate was not loaded at nine different places."""
    places = {foot: {(p.x_mm, p.y_mm) for p in points if p.foot == foot} for foot in FEET}
    return [foot for foot, on_it in places.items() if len(on_it) < POINTS]
