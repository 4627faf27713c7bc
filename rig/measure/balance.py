"""Balance from the four loads of the plates.

Axes: X to the subject's right, Y forward from the heel stop, both in millimetres. A foot on one
heel and one toe region gives Y exactly; X is an approximation from the two feet's middles. If the
load is too small to tell, a figure is NaN, never 0.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST_FOOT_N = 20.0
LEAST_TOTAL_N = 50.0

Float = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class PlateGeometry:
    """Positions of the cells: heel and toe from the heel stop, middles of the feet from the middle
    of the plates, in millimetres."""

    heel_y_mm: float
    toe_y_mm: float
    left_x_mm: float
    right_x_mm: float


# arduino/HARDWARE.md: cells 20 and 290 mm from the heel stop; plates side by side 200 mm apart.
NOMINAL_GEOMETRY = PlateGeometry(20.0, 290.0, -100.0, 100.0)


def foot_loads_n(force_n: Float) -> Float:
    """Load of the left and the right foot, (N, 2), from heel and toe forces (N, 4)."""
    loads: Float = force_n[:, 0::2] + force_n[:, 1::2]
    return loads


def vertical_grf_n(force_n: Float) -> Float:
    """Vertical ground reaction force, (N,), from (N, 4)."""
    total: Float = _heels_n(force_n) + _toes_n(force_n)
    return total


def foot_cop_y_mm(force_n: Float, geometry: PlateGeometry = NOMINAL_GEOMETRY) -> Float:
    """Centre of pressure of each foot along Y, (N, 2): y = (H yH + T yT) / (H + T)."""
    heel, toe = force_n[:, 0::2], force_n[:, 1::2]
    loads = foot_loads_n(force_n)
    moment = heel * geometry.heel_y_mm + toe * geometry.toe_y_mm
    return np.where(loads >= LEAST_FOOT_N, moment / _divisor(loads), np.nan)


def cop_mm(force_n: Float, geometry: PlateGeometry = NOMINAL_GEOMETRY) -> Float:
    """Net centre of pressure (X, Y), (N, 2); X is an approximation."""
    loads, total = foot_loads_n(force_n), vertical_grf_n(force_n)
    heel, toe = _heels_n(force_n), _toes_n(force_n)
    x = (loads[:, 0] * geometry.left_x_mm + loads[:, 1] * geometry.right_x_mm) / _divisor(total)
    y = (heel * geometry.heel_y_mm + toe * geometry.toe_y_mm) / _divisor(total)
    return np.where((total >= LEAST_TOTAL_N)[:, None], np.stack((x, y), axis=1), np.nan)


def heel_share(force_n: Float) -> Float:
    """Heel / (heel + toe) of both feet together, (N,), 0 to 1."""
    heel, total = _heels_n(force_n), vertical_grf_n(force_n)
    share = np.clip(heel / _divisor(total), 0.0, 1.0)
    return np.where(total >= LEAST_TOTAL_N, share, np.nan)


def foot_heel_share(force_n: Float) -> Float:
    """Heel / (heel + toe) of each foot, (N, 2), 0 to 1."""
    loads = foot_loads_n(force_n)
    share = np.clip(force_n[:, 0::2] / _divisor(loads), 0.0, 1.0)
    return np.where(loads >= LEAST_FOOT_N, share, np.nan)


def symmetry_percent(force_n: Float) -> Float:
    """(R - L) / (R + L) x 100, (N,): 0 is even, positive leans right."""
    loads, total = foot_loads_n(force_n), vertical_grf_n(force_n)
    symmetry = (loads[:, 1] - loads[:, 0]) / _divisor(total) * 100
    return np.where(total >= LEAST_TOTAL_N, symmetry, np.nan)


def _heels_n(force_n: Float) -> Float:
    """Column by column: a sum along such a short axis takes several times as long."""
    heels: Float = force_n[:, 0] + force_n[:, 2]
    return heels


def _toes_n(force_n: Float) -> Float:
    toes: Float = force_n[:, 1] + force_n[:, 3]
    return toes


def _divisor(load_n: Float) -> Float:
    """Loads with zeros replaced by NaN: the result of a division by them is NaN anyway."""
    return np.where(load_n == 0, np.nan, load_n)
