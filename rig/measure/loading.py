"""The load over a span of time: heel and toe, left and right, and the centre of pressure."""

import math
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np
from msgspec import Meta
from numpy.typing import NDArray

from rig.measure import balance
from rig.measure.balance import NOMINAL_GEOMETRY, Float, PlateGeometry
from rig.measure.filters import LowPass, in_pieces, zero_phase
from rig.measure.placement import FootPlacement


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceParameters:
    """How the plates' forces are read. A result keeps the parameters it came from."""

    version: Annotated[int, Meta(ge=2, le=2, description="of the rules behind these")] = 2
    quiet_cutoff_hz: Annotated[
        float, Meta(ge=1, le=100, description="low pass of the forces in standing, zero-phase")
    ] = 10.0
    moving_cutoff_hz: Annotated[
        float, Meta(ge=1, le=100, description="low pass of the forces in a repetition, zero-phase")
    ] = 20.0
    quiet_percent: Annotated[
        float, Meta(ge=0.1, le=10, description="of weight: force in quiet standing, SD over 1 s")
    ] = 5.0
    quiet_height_mm: Annotated[
        float, Meta(ge=1, le=100, description="up or down in quiet standing, faster than 0.4 Hz")
    ] = 12.0
    quiet_reach_mm: Annotated[
        float,
        Meta(ge=5, le=200, description="centre of pressure from its middle in quiet standing"),
    ] = 60.0
    foot_length_mm: Annotated[
        float, Meta(ge=0, le=400, description="for places in % of it; 0: as in the trial")
    ] = 0.0

    @property
    def quiet_filter(self) -> LowPass:
        """The filter of forces before figures of quiet standing are computed."""
        return LowPass(self.quiet_cutoff_hz)

    @property
    def moving_filter(self) -> LowPass:
        """The filter of forces in repetitions."""
        return LowPass(self.moving_cutoff_hz)


class PlateForces(NamedTuple):
    """A trial of the plates: sample numbers (N,), times (N,), force (N, 4) in newtons, and the
    positions of the cells."""

    sample: NDArray[np.uint64]
    time_s: NDArray[np.float64]
    force_n: Float
    rate_hz: float
    geometry: PlateGeometry = NOMINAL_GEOMETRY

    def between(self, start_s: float, end_s: float) -> "PlateForces":
        """The part from one time up to another."""
        first, last = np.searchsorted(self.time_s, (start_s, end_s))
        here = slice(int(first), int(last))
        return self._replace(
            sample=self.sample[here], time_s=self.time_s[here], force_n=self.force_n[here]
        )


class Borne(NamedTuple):
    """Values at each sample: times (N,), loads of the feet (N, 2), heel shares of both feet
    together (N,) and of each (N, 2), symmetry (N,), and the centre of pressure (N, 2)."""

    time_s: NDArray[np.float64]
    loads_n: Float
    heel_share: Float
    foot_heel_share: Float
    symmetry_percent: Float
    cop_mm: Float

    def between(self, start_s: float, end_s: float) -> "Borne":
        """The part from one time up to another."""
        first, last = np.searchsorted(self.time_s, (start_s, end_s))
        return Borne._make(values[int(first) : int(last)] for values in self)


@dataclass(frozen=True, slots=True)
class Loading:
    """Means over a span, and the path of the centre of pressure in it; NaN without load.

    X to the subject's right, an approximation; Y from the heel stop, and as % of the foot's length
    if that is known. Symmetry is (R - L) / (R + L) x 100.
    """

    start_s: float
    end_s: float
    vertical_n: float
    left_n: float
    right_n: float
    symmetry_percent: float
    heel_share: float
    left_heel_share: float
    right_heel_share: float
    cop_x_mm: float
    cop_y_mm: float
    cop_y_percent: float
    cop_path_mm: float
    cop_range_x_mm: float
    cop_range_y_mm: float


def borne(plates: PlateForces, cutoff_hz: float) -> Borne:
    """The load on the plates at each sample. Forces are filtered first, and then divided."""
    sample, rate_hz = plates.sample, plates.rate_hz
    force_n = in_pieces(
        zero_phase, plates.force_n, sample, cutoff_hz=cutoff_hz, sample_rate_hz=rate_hz
    )
    return Borne(
        plates.time_s,
        balance.foot_loads_n(force_n),
        balance.heel_share(force_n),
        balance.foot_heel_share(force_n),
        balance.symmetry_percent(force_n),
        balance.cop_mm(force_n, plates.geometry),
    )


def loading_of(whole: Borne, start_s: float, end_s: float, feet: FootPlacement) -> Loading:
    """The loading from one time to another."""
    part = whole.between(start_s, end_s)
    left_n, right_n = (_mean(load) for load in part.loads_n.T)
    left_heel, right_heel = (_mean(share) for share in part.foot_heel_share.T)
    cop_x_mm, cop_y_mm = (_mean(axis) for axis in part.cop_mm.T)
    return Loading(
        start_s=start_s,
        end_s=end_s,
        vertical_n=left_n + right_n,
        left_n=left_n,
        right_n=right_n,
        symmetry_percent=_mean(part.symmetry_percent),
        heel_share=_mean(part.heel_share),
        left_heel_share=left_heel,
        right_heel_share=right_heel,
        cop_x_mm=cop_x_mm,
        cop_y_mm=cop_y_mm,
        cop_y_percent=(cop_y_mm - feet.heel_y_mm) / feet.foot_length_mm * 100,
        cop_path_mm=_path(part.cop_mm),
        cop_range_x_mm=_range(part.cop_mm[:, 0]),
        cop_range_y_mm=_range(part.cop_mm[:, 1]),
    )


def _mean(values: Float) -> float:
    there = values[np.isfinite(values)]
    return float(there.mean()) if len(there) else math.nan


def _range(values: Float) -> float:
    there = values[np.isfinite(values)]
    return float(np.ptp(there)) if len(there) else math.nan


def _path(cop_mm: Float) -> float:
    steps = np.hypot(*np.diff(cop_mm, axis=0).T)
    return float(np.nansum(steps)) if np.isfinite(cop_mm).any() else math.nan
