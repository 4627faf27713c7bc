"""The two plates as C3D knows force plates, TYPE 2.

The laboratory's axes are X to the subject's right, Y forward, Z up. As with most plates, those of
a plate point with Z into the floor: X to the left, Y forward. What a C3D file holds is the
reaction, the force of the plate on the foot: readers (b-tk, ezc3d) only turn the channels into the
laboratory's axes and take upwards for positive. So a standing person makes Fz negative.
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

# arduino/HARDWARE.md: the board that is stood on, from its middle line and from the heel stop.
HALF_WIDTH_MM, BACK_MM, FRONT_MM = 75.0, -30.0, 320.0
MIDDLE_Y_MM = (BACK_MM + FRONT_MM) / 2

Float = NDArray[np.floating[Any]]


def corners_mm(geometry: PlateGeometry) -> Float:
    """(3, 4, 2) in the laboratory's axes: in the quadrants +x +y, -x +y, -x -y, +x -y of the left
    and the right plate's own."""
    left, right = HALF_WIDTH_MM * np.array([-1.0, 1.0])
    corners = [(left, FRONT_MM), (right, FRONT_MM), (right, BACK_MM), (left, BACK_MM)]
    middles = (geometry.left_x_mm, geometry.right_x_mm)
    return np.array([[(middle + x, y, 0.0) for x, y in corners] for middle in middles]).T


def wrenches(force_n: Float, geometry: PlateGeometry) -> Float:
    """CHANNELS of both plates, (N, 12), of heel and toe forces (N, 4): about the middle of each
    plate's surface, in its own axes.

    The load lies on the middle line of the foot, so My is zero; Mx = y Fz.
    """
    force = np.asarray(force_n, np.float64)
    heel, toe = force[:, 0::2], force[:, 1::2]
    found = np.zeros((len(force), 2, len(CHANNELS)))
    found[:, :, 2] = -foot_loads_n(force)
    found[:, :, 3] = -(
        heel * (geometry.heel_y_mm - MIDDLE_Y_MM) + toe * (geometry.toe_y_mm - MIDDLE_Y_MM)
    )
    return found.reshape(len(force), -1)
