"""Counts to newtons, and contact force to counts. The only place for these conversions."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry

# A nominal plate region: 205 N per volt behind the amplifier, 0.244 V unloaded, hence drift below
# zero stays visible and about 970 N fit under a 5 V reference.
NOMINAL_NEWTONS_PER_VOLT = 204.8
NOMINAL_ZERO_V = 0.25 * 1000 / 1024
# Force-sensitive resistor to +V, this one to ground.
DIVIDER_OHM = 47_000.0
# 6 kohm at 1 N and conductance in proportion to force: the nominal sensor of the 400 series,
# within a factor of two between 0.2 and 10 N.
FSR_SIEMENS_PER_NEWTON = 1 / 6_000.0
OTHER_REGION = [1, 0, 3, 2]  # for each channel, the other one of the same foot


NOMINAL = "nominal"
IMPORTED = "imported"  # newtons of other force plates, as in their file
UNCROSSED = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PlateCalibration:
    """The conversion of the plates' counts to newtons, and the positions of their cells.

    force = (counts - zero_counts) x newtons_per_count, plus that of the other region of the same
    foot, (counts - zero_counts) x cross_newtons_per_count. Channels: left heel, left toe, right
    heel, right toe. `name` is that of the record it comes from.
    """

    zero_counts: tuple[float, ...]
    newtons_per_count: tuple[float, ...]
    name: str
    cross_newtons_per_count: tuple[float, ...] = UNCROSSED
    geometry: PlateGeometry = NOMINAL_GEOMETRY

    @property
    def calibrated(self) -> bool:
        """False for nominal figures and imported newtons: both are called uncalibrated."""
        return self.name not in (NOMINAL, IMPORTED)

    def with_zero(self, zero_counts: tuple[float, ...]) -> Self:
        """The same calibration with another zero."""
        return replace(self, zero_counts=zero_counts)

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for an invalid calibration."""
        figures = {name: tuple(map(float, said[name])) for name in _FIGURES}
        return cls(name=str(said["name"]), geometry=PlateGeometry(**said["geometry"]), **figures)


_FIGURES = ("zero_counts", "newtons_per_count", "cross_newtons_per_count")


def nominal_plates(volts_per_count: float) -> PlateCalibration:
    """Used before the plates are calibrated; called uncalibrated wherever it is shown."""
    zero_counts = NOMINAL_ZERO_V / volts_per_count
    newtons_per_count = NOMINAL_NEWTONS_PER_VOLT * volts_per_count
    return PlateCalibration((zero_counts,) * 4, (newtons_per_count,) * 4, NOMINAL)


def force_n(counts: NDArray[Any], calibration: PlateCalibration) -> NDArray[np.float32]:
    """Vertical force in newtons from plate counts, shape (N, 4)."""
    above_zero = counts - np.array(calibration.zero_counts)
    other_region = above_zero[:, OTHER_REGION]
    force: NDArray[np.float64] = above_zero * np.array(calibration.newtons_per_count)
    force += other_region * np.array(calibration.cross_newtons_per_count)
    return force.astype(np.float32)


def nominal_fsr_counts(force_n: float, full_scale_counts: int) -> int:
    """Counts of a nominal sensor in the divider under a force in newtons."""
    return divider_counts(force_n * FSR_SIEMENS_PER_NEWTON, full_scale_counts)


def divider_counts(siemens: float, full_scale_counts: int) -> int:
    """Counts of the divider with a conductance between +V and its pin."""
    return round(full_scale_counts * siemens / (siemens + 1 / DIVIDER_OHM))


def divider_siemens(counts: NDArray[Any] | float, full_scale_counts: int) -> NDArray[np.float64]:
    """Conductance between +V and the divider's pin, from counts of any shape. At the converter's
    end it is that of one count below full scale."""
    below_full = np.minimum(np.asarray(counts, np.float64), full_scale_counts - 1)
    siemens: NDArray[np.float64] = below_full / (full_scale_counts - below_full) / DIVIDER_OHM
    return siemens
