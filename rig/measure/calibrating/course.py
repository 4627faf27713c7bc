"""Load against reading of one region during its calibration, for display only.

The calibration itself comes from all holds of a plate (`fit`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rig.measure.balance import PlateGeometry
from rig.measure.calibrating.masses import REGIONS, Hold, counts_of, loads_n

LEAST_FOR_LINE = 3


@dataclass(frozen=True, slots=True)
class RegionCourse:
    """For each hold on a region: mean counts of its channel, its load, and whether it was on the
    way up. `residuals_n` and the ends of the line are empty if there are too few for a line."""

    foot: str
    region: str
    counts: tuple[float, ...] = ()
    load_n: tuple[float, ...] = ()
    rising: tuple[bool, ...] = ()
    residuals_n: tuple[float, ...] = ()
    line_counts: tuple[float, ...] = ()
    line_n: tuple[float, ...] = ()


def region_course(
    holds: Sequence[Hold], foot: str, region: str, *, geometry: PlateGeometry, gravity_m_s2: float
) -> RegionCourse:
    """The holds on one region, and a least-squares line through them."""
    at = REGIONS.index(region)
    y_mm = (geometry.heel_y_mm, geometry.toe_y_mm)[at]
    own = [hold for hold in holds if (hold.foot, hold.y_mm) == (foot, y_mm)]
    if not own:
        return RegionCourse(foot, region)
    counts = counts_of(own, foot)[:, at]
    load_n = loads_n(own, geometry, gravity_m_s2)[:, at]
    rising = tuple(hold.rising for hold in own)
    seen = RegionCourse(foot, region, tuple(counts.tolist()), tuple(load_n.tolist()), rising)
    if len(own) < LEAST_FOR_LINE or np.ptp(counts) < 1:
        return seen
    slope, offset = np.polyfit(counts, load_n, 1)
    ends = np.array((counts.min(), counts.max()))
    return RegionCourse(
        *(foot, region, seen.counts, seen.load_n, rising),
        residuals_n=tuple((load_n - slope * counts - offset).tolist()),
        line_counts=tuple(ends.tolist()),
        line_n=tuple((slope * ends + offset).tolist()),
    )
