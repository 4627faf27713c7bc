"""Known masses at known places of a plate: their loads, and how well these are known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import PlateGeometry

FEET = ("left", "right")
REGIONS = ("heel", "toe")
STANDARD_GRAVITY_M_S2 = 9.80665
# From the equator (9.780) to the poles (9.832), at sea level.
GRAVITY_WITHIN_PERCENT = 0.27

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reference:
    """The basis of comparison for the masses, and its limits: half the width of a range in which
    all values are equally likely."""

    gravity_m_s2: float = STANDARD_GRAVITY_M_S2
    gravity_within_percent: float = GRAVITY_WITHIN_PERCENT
    masses_within_percent: float = 1.0
    placed_within_mm: float = 1.0

    @property
    def scale_uncertainty(self) -> float:
        """Standard uncertainty of all newtons together, as a share (GUM 4.3.7: a / sqrt 3)."""
        within_percent = np.hypot(self.gravity_within_percent, self.masses_within_percent)
        return float(within_percent / np.sqrt(3) / 100)

    def placed_uncertainty(self, geometry: PlateGeometry) -> float:
        """Standard uncertainty of a place, as a share of the distance from heel to toe cells."""
        span_mm = geometry.toe_y_mm - geometry.heel_y_mm
        return float(self.placed_within_mm / span_mm / np.sqrt(3))


@dataclass(frozen=True, slots=True)
class Hold:
    """A known mass at rest at a known place of one plate, and the reading of all channels.

    `x_mm` from the plate's middle line to the right, `y_mm` from the heel stop. `rising` is False
    if the plate was unloaded down to this mass. `counts` are means, (4,).
    """

    foot: str
    x_mm: float
    y_mm: float
    mass_kg: float
    rising: bool
    counts: tuple[float, ...]


def channels_of(foot: str) -> slice:
    """Columns of a foot's heel and toe."""
    first = 2 * FEET.index(foot)
    return slice(first, first + 2)


def region_share(y_mm: Float, geometry: PlateGeometry) -> Float:
    """Shares of a mass at `y_mm` (N,) on heel and toe, (N, 2): balance of moments."""
    toe = (y_mm - geometry.heel_y_mm) / (geometry.toe_y_mm - geometry.heel_y_mm)
    return np.stack((1 - toe, toe), axis=1)


def loads_n(holds: list[Hold], geometry: PlateGeometry, gravity_m_s2: float) -> Float:
    """Loads on heel and toe of the loaded plate in newtons, (N, 2)."""
    weight_n = np.array([hold.mass_kg for hold in holds]) * gravity_m_s2
    return weight_n[:, None] * region_share(np.array([hold.y_mm for hold in holds]), geometry)


def counts_of(holds: list[Hold], foot: str) -> Float:
    """Readings of a foot's heel and toe, (N, 2)."""
    return np.array([hold.counts for hold in holds])[:, channels_of(foot)]
