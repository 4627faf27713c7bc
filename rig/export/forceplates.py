"""The two plates in C3D's model of force plates, TYPE 2.

The laboratory's axes are X to the subject's right, Y forward, Z up. As with most plates, those of a
plate have Z into the floor: X to the left, Y forward. A C3D file holds the reaction, the force of
the plate on the foot: readers (b-tk, ezc3d) only rotate the channels into the laboratory's axes and
take upwards as positive. So a standing person makes Fz negative.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import PlateGeometry, foot_loads_n

CHANNELS = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")
UNITS = ("N", "N", "N", "Nmm", "Nmm", "Nmm")
NOT_MEASURED = "zero by absence: the plates do not measure it"
SAYS = (
    NOT_MEASURED,
    NOT_MEASURED,
    "reaction, in the plate's axes: Z down",
    "about the middle of the plate's surface",
    "zero: the load is taken to lie on the middle line",
    NOT_MEASURED,
)

# arduino/HARDWARE.md: how far the plate's top board reaches from its middle line, behind its heel
# cells and before its toe cells.
HALF_WIDTH_MM, BEHIND_MM, BEFORE_MM = 75.0, 50.0, 30.0

Float = NDArray[np.floating[Any]]


def corners_mm(geometry: PlateGeometry) -> Float:
    """Corners of plates with such cells, (3, 4, 2) in the laboratory's axes: in the quadrants +x
    +y, -x +y, -x -y, +x -y of the left and the right plate's own."""
    left, right = HALF_WIDTH_MM * np.array([-1.0, 1.0])
    back, front = _ends_mm(geometry)
    corners = [(left, front), (right, front), (right, back), (left, back)]
    middles = (geometry.left_x_mm, geometry.right_x_mm)
    return np.array([[(middle + x, y, 0.0) for x, y in corners] for middle in middles]).T


def _ends_mm(geometry: PlateGeometry) -> tuple[float, float]:
    return geometry.heel_y_mm - BEHIND_MM, geometry.toe_y_mm + BEFORE_MM


def wrenches(force_n: Float, geometry: PlateGeometry) -> Float:
    """CHANNELS of both plates, (N, 12), from heel and toe forces (N, 4): about the middle of each
    plate's surface, in its own axes.

    The load is on the middle line of the foot, so My is zero; Mx = y Fz.
    """
    force = np.asarray(force_n, np.float64)
    heel, toe = force[:, 0::2], force[:, 1::2]
    found = np.zeros((len(force), 2, len(CHANNELS)))
    found[:, :, 2] = -foot_loads_n(force)
    middle_mm = sum(_ends_mm(geometry)) / 2
    found[:, :, 3] = -(
        heel * (geometry.heel_y_mm - middle_mm) + toe * (geometry.toe_y_mm - middle_mm)
    )
    return found.reshape(len(force), -1)
