"""The steps of a calibration of the plates, in order, and their readings: masses up and down on
heel and toe of each plate, and one mass at nine places."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rig.errors import Reason
from rig.measure.balance import PlateGeometry
from rig.measure.calibrating.masses import (
    FEET,
    REGIONS,
    STANDARD_GRAVITY_M_S2,
    Hold,
    channels_of,
)
from rig.measure.calibrating.spatial import nine_points
from rig.measure.calibration import PlateCalibration, force_n

NEARLY_EMPTY_N = 20.0
FACTOR = 2.5


@dataclass(frozen=True, slots=True)
class Ask:
    """A mass to put at a place; 0 kg is an empty plate."""

    foot: str
    where: str
    x_mm: float
    y_mm: float
    mass_kg: float
    rising: bool = True

    @property
    def run(self) -> tuple[str, str]:
        """The plate, and the loaded region of it; the nine places are one run."""
        return self.foot, self.where if self.where in REGIONS else "points"

    def held(self, counts: tuple[float, ...], mass_kg: float) -> Hold:
        """The hold for a reading with this mass there."""
        return Hold(self.foot, self.x_mm, self.y_mm, mass_kg, self.rising, counts)


def up_and_down(masses_kg: Sequence[float], geometry: PlateGeometry) -> list[Ask]:
    """The empty plate, the masses in rising order, and back, on heel and toe of each plate."""
    rising = [0.0, *sorted(masses_kg)]
    ways = [(mass, True) for mass in rising] + [(mass, False) for mass in rising[-2::-1]]
    places = dict(zip(REGIONS, (geometry.heel_y_mm, geometry.toe_y_mm), strict=True))
    return [
        Ask(foot, region, 0.0, y_mm, mass_kg, way)
        for foot in FEET
        for region, y_mm in places.items()
        for mass_kg, way in ways
    ]


def nine_places(mass_kg: float, geometry: PlateGeometry) -> list[Ask]:
    """One mass at nine places of each plate."""
    return [
        Ask(foot, f"point {number}", x_mm, y_mm, mass_kg)
        for foot in FEET
        for number, (x_mm, y_mm) in enumerate(nine_points(geometry), 1)
    ]


def misplaced(
    ask: Ask, mass_kg: float, counts: tuple[float, ...], empty: PlateCalibration
) -> Reason | None:
    """Why the mass is probably not where it should be; None if nothing suggests that.

    `empty` is a calibration with the zero of the empty plates; it may be off by a factor of two, as
    nominal figures are.
    """
    force = force_n(np.array([counts]), empty)[0]
    weight_n = mass_kg * STANDARD_GRAVITY_M_S2
    on_n = {foot: float(force[channels_of(foot)].sum()) for foot in FEET}
    elsewhere_n = max(abs(on_n[foot]) for foot in FEET if foot != ask.foot)
    if elsewhere_n > max(NEARLY_EMPTY_N, 0.2 * weight_n):
        return Reason.of("other_plate_loaded", load_n=elsewhere_n)
    low_n, high_n = weight_n / FACTOR - NEARLY_EMPTY_N, weight_n * FACTOR + NEARLY_EMPTY_N
    if not low_n <= on_n[ask.foot] <= high_n:
        found_n = on_n[ask.foot]
        return Reason.of("other_mass", load_n=found_n, foot=[ask.foot], expected_n=weight_n)
    most = REGIONS[int(force[channels_of(ask.foot)].argmax())]
    if weight_n > NEARLY_EMPTY_N and ask.where in REGIONS and ask.where != most:
        return Reason.of("other_place", place=[f"{ask.foot} {most}"])
    return None


class Series:
    """The asks in order, and the holds of those that are done."""

    def __init__(self, asks: Sequence[Ask]) -> None:
        self.asks = list(asks)
        self.holds: list[Hold] = []

    @property
    def current(self) -> Ask | None:
        """The present ask; None when all are done."""
        return self.asks[len(self.holds)] if len(self.holds) < len(self.asks) else None

    def take(self, counts: tuple[float, ...], mass_kg: float) -> None:
        """Stores the reading for the current ask; `mass_kg` is the true mass there."""
        if self.current is None:
            raise ValueError("expected something to be asked for, all is done")
        self.holds.append(self.current.held(counts, mass_kg))

    def back(self) -> None:
        """Drops the last hold, which is asked for again."""
        del self.holds[-1:]

    def again(self) -> None:
        """Drops all holds of the last one's run, which are asked for again."""
        run = self.asks[len(self.holds) - 1].run if self.holds else None
        while self.holds and self.asks[len(self.holds) - 1].run == run:
            self.back()

    def correct(self, number: int, mass_kg: float) -> None:
        """Corrects the mass of hold `number`, counted from 1. Raises IndexError."""
        if not 1 <= number <= len(self.holds):
            raise IndexError(f"expected a number from 1 to {len(self.holds)}, got {number}")
        self.holds[number - 1] = replace(self.holds[number - 1], mass_kg=mass_kg)
