"""Where a person's feet stood on the plates, and whether two sessions may be compared by it."""

import math
from dataclasses import dataclass, replace

from rig.measure.balance import PlateGeometry

MATCHES_MM = 3.0  # of the distance between the cells, 270 mm: 1.1 % of heel share
SAME_FOOT_MM = 5.0  # how well a foot is measured again
UNKNOWN = math.nan


@dataclass(frozen=True, slots=True)
class FootPlacement:
    """In millimetres: length of the foot, from the heel stop to the heel, and between the middles
    of the feet. NaN where it was not said."""

    foot_length_mm: float = UNKNOWN
    heel_offset_mm: float = UNKNOWN
    stance_width_mm: float = UNKNOWN

    @property
    def heel_y_mm(self) -> float:
        """Where the heel is; against the heel stop where it was not said."""
        return 0.0 if math.isnan(self.heel_offset_mm) else self.heel_offset_mm


UNSAID = FootPlacement()


def stance_geometry(plates: PlateGeometry, feet: FootPlacement) -> PlateGeometry:
    """Where the feet bear: as far apart as they stood, or in the middles of the plates where that
    was not said."""
    half_mm = feet.stance_width_mm / 2
    if math.isnan(half_mm):
        return plates
    middle_mm = (plates.left_x_mm + plates.right_x_mm) / 2
    return replace(plates, left_x_mm=middle_mm - half_mm, right_x_mm=middle_mm + half_mm)


def heel_share_comparable(one: FootPlacement, other: FootPlacement) -> bool:
    """Whether the heel shares of two sessions may be compared: only where foot length and heel
    are known in both and match. The stance makes no difference to it unless both say one."""
    lengths = one.foot_length_mm - other.foot_length_mm
    heels = one.heel_offset_mm - other.heel_offset_mm
    stances = one.stance_width_mm - other.stance_width_mm
    near = abs(lengths) <= SAME_FOOT_MM and abs(heels) <= MATCHES_MM  # NaN is never near
    return near and not abs(stances) > SAME_FOOT_MM
