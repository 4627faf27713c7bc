"""The placement of a person's feet on the plates, and whether it makes two sessions comparable."""

import math
from dataclasses import dataclass, replace

from rig.measure.balance import PlateGeometry

MATCHES_MM = 3.0  # of the distance between the cells, 270 mm: 1.1 % of heel share
SAME_FOOT_MM = 5.0  # how repeatable the measurement of a foot is
UNKNOWN = math.nan


@dataclass(frozen=True, slots=True)
class FootPlacement:
    """In millimetres: length of the foot, from the heel stop to the heel, and between the middles
    of the feet. NaN if not given."""

    foot_length_mm: float = UNKNOWN
    heel_offset_mm: float = UNKNOWN
    stance_width_mm: float = UNKNOWN

    @property
    def heel_y_mm(self) -> float:
        """The position of the heel; at the heel stop if not given."""
        return 0.0 if math.isnan(self.heel_offset_mm) else self.heel_offset_mm


UNSAID = FootPlacement()


def stance_geometry(plates: PlateGeometry, feet: FootPlacement) -> PlateGeometry:
    """The geometry of the feet: as far apart as measured, or at the middles of the plates if not
    given."""
    half_mm = feet.stance_width_mm / 2
    if math.isnan(half_mm):
        return plates
    middle_mm = (plates.left_x_mm + plates.right_x_mm) / 2
    return replace(plates, left_x_mm=middle_mm - half_mm, right_x_mm=middle_mm + half_mm)


def heel_share_comparable(one: FootPlacement, other: FootPlacement) -> bool:
    """Whether the heel shares of two sessions may be compared: only if foot length and heel are
    known in both and match. The stance width matters only if both give one."""
    lengths = one.foot_length_mm - other.foot_length_mm
    heels = one.heel_offset_mm - other.heel_offset_mm
    stances = one.stance_width_mm - other.stance_width_mm
    near = abs(lengths) <= SAME_FOOT_MM and abs(heels) <= MATCHES_MM  # NaN is never near
    return near and not abs(stances) > SAME_FOOT_MM
