"""A body in segments: masses, centres and inertia by de Leva (1996, J Biomech 29:1223, table 4).

Every length scales with the height, every mass with the mass.
"""

from dataclasses import dataclass
from typing import NamedTuple

LINKS = ("shank", "thigh", "lower_trunk", "middle_trunk", "upper_trunk", "head")
SHANK, THIGH, LOWER_TRUNK, MIDDLE_TRUNK, UPPER_TRUNK, HEAD = range(len(LINKS))

# The chain's own dimensions, for a height of 1.741 m. The dowel's carriers are there in
# arduino/HARDWARE.md; with a sacrum 5 mm above the hips, 0.73 degrees of neck extension undo one
# degree of lumbar flexion.
REFERENCE_HEIGHT_M = 1.741
ANKLE_HEIGHT_M = 0.080
ANKLE_AT_FOOT_SHARE = 0.25  # from the heel
SACRUM_ABOVE_HIP_M = 0.005
# Both arms as one lump on the upper trunk: one hand at the neck, one at the low back.
ARMS_BELOW_NECK_M, ARMS_RADIUS_M = 0.03, 0.20


class _Row(NamedTuple):
    """Fractions of body mass and of the segment's length; the centre counts from the upper end, the
    foot's from the heel, and the radius of gyration is that about the left-right axis."""

    mass: float
    centre: float
    radius: float
    length_m: float


class _Table(NamedTuple):
    height_m: float
    arm_mass: float  # upper arm, forearm and hand
    foot: _Row
    links: tuple[_Row, ...]


TABLES = {
    "male": _Table(
        height_m=1.741,
        arm_mass=0.0271 + 0.0162 + 0.0061,
        foot=_Row(0.0137, 0.4415, 0.245, 0.2581),
        links=(
            _Row(0.0433, 0.4459, 0.249, 0.4340),
            _Row(0.1416, 0.4095, 0.329, 0.4222),
            _Row(0.1117, 0.6115, 0.551, 0.1457),
            _Row(0.1633, 0.4502, 0.383, 0.2155),
            _Row(0.1596, 0.2999, 0.454, 0.1707),
            _Row(0.0694, 0.5976, 0.376, 0.2033),
        ),
    ),
    "female": _Table(
        height_m=1.735,
        arm_mass=0.0255 + 0.0138 + 0.0056,
        foot=_Row(0.0129, 0.4014, 0.279, 0.2283),
        links=(
            _Row(0.0481, 0.4416, 0.267, 0.4323),
            _Row(0.1478, 0.3612, 0.364, 0.3685),
            _Row(0.1247, 0.4920, 0.402, 0.1815),
            _Row(0.1465, 0.4512, 0.354, 0.2053),
            _Row(0.1545, 0.2077, 0.502, 0.1425),
            _Row(0.0668, 0.5894, 0.359, 0.2002),
        ),
    ),
}


class Segment(NamedTuple):
    """A rigid part that moves with a link of the chain; its centre is `along_m` above the link's
    lower joint."""

    link: int
    mass_kg: float
    along_m: float
    inertia_kg_m2: float


@dataclass(frozen=True, slots=True)
class Body:
    """A person's segments; `sex` is a key of TABLES."""

    sex: str
    mass_kg: float
    height_m: float

    @property
    def foot_length_m(self) -> float:
        """From the heel to the longest toe."""
        return self._table.foot.length_m * self._scale

    @property
    def foot(self) -> tuple[float, float]:
        """Mass of both feet in kilograms, and their centre in metres from the heel."""
        row = self._table.foot
        return 2 * row.mass * self.mass_kg, row.centre * self.foot_length_m

    @property
    def arms_share(self) -> float:
        """Share of the body's mass in both arms."""
        return 2 * self._table.arm_mass

    @property
    def ankle_m(self) -> tuple[float, float]:
        """The ankle's position ahead of the heel and above the ground."""
        return ANKLE_AT_FOOT_SHARE * self.foot_length_m, self.scaled_m(ANKLE_HEIGHT_M)

    @property
    def links_m(self) -> tuple[float, ...]:
        """Lengths from joint to joint, in the order of LINKS; the head's from the neck to the
        vertex."""
        lengths = [row.length_m * self._scale for row in self._table.links[:HEAD]]
        return (*lengths, self.height_m - self.ankle_m[1] - sum(lengths))

    @property
    def segments(self) -> tuple[Segment, ...]:
        """All segments except the feet, which do not move."""
        rows, links_m = self._table.links, self.links_m
        return (
            *(self._segment(link, row, links_m[link]) for link, row in enumerate(rows)),
            self._arms(links_m[UPPER_TRUNK]),
        )

    def scaled_m(self, length_m: float) -> float:
        """A length of the reference body, scaled to this one."""
        return length_m * self.height_m / REFERENCE_HEIGHT_M

    @property
    def _table(self) -> _Table:
        return TABLES[self.sex]

    @property
    def _scale(self) -> float:
        return self.height_m / self._table.height_m

    def _segment(self, link: int, row: _Row, link_m: float) -> Segment:
        """Legs count twice; a segment shorter than its link (the head) is at the link's upper
        end."""
        sides = 2 if link in (SHANK, THIGH) else 1
        mass_kg, length_m = sides * row.mass * self.mass_kg, row.length_m * self._scale
        return Segment(
            link, mass_kg, link_m - row.centre * length_m, mass_kg * (row.radius * length_m) ** 2
        )

    def _arms(self, upper_trunk_m: float) -> Segment:
        mass_kg = self.arms_share * self.mass_kg
        along_m = upper_trunk_m - self.scaled_m(ARMS_BELOW_NECK_M)
        radius_m = self.scaled_m(ARMS_RADIUS_M)
        return Segment(UPPER_TRUNK, mass_kg, along_m, mass_kg * radius_m**2)
