"""Plates calibrated on the simulated bench, without the wire, with random human errors."""

from dataclasses import dataclass

import numpy as np

from rig.measure.balance import NOMINAL_GEOMETRY
from rig.measure.calibrating.masses import Reference
from rig.measure.calibrating.plan import Ask, Series, nine_places, up_and_down
from rig.measure.calibrating.record import Occasion, PlateRecord, calibrate
from rig.sim.bench import Bench, Cells, Lying

FULL_SCALE = 4096
VOLTS_PER_COUNT = 5 / FULL_SCALE
MASSES_KG = (20, 40, 60, 80)
TAKEN_UTC = "2026-01-02T03:04:05+00:00"
EXACT = Reference(gravity_within_percent=0, masses_within_percent=0, placed_within_mm=0)
NOISE_COUNTS = 0.03  # for the mean of a second


@dataclass
class Hands:
    """Puts masses on a bench: off by one share for all masses, and by a distance on each place."""

    cells: Cells
    seed: int
    masses_off: float = 0.0
    places_off_mm: float = 0.0

    def __post_init__(self) -> None:
        self._draw = np.random.default_rng([self.seed, 9])
        self._bench = Bench(self.cells)
        self._scale = 1 + self._draw.uniform(-self.masses_off, self.masses_off)
        self._off_mm: dict[tuple[str, str], float] = {}

    def read(self, ask: Ask) -> tuple[float, ...]:
        """Mean counts with the requested load on the plates."""
        drawn_mm = self._draw.uniform(-self.places_off_mm, self.places_off_mm)
        off_mm = self._off_mm.setdefault((ask.foot, ask.where), drawn_mm)
        mass_kg = ask.mass_kg * self._scale
        self._bench.put([Lying(ask.foot, mass_kg, ask.x_mm, ask.y_mm + off_mm)])
        counts = self._bench.plate_volts(np.array([0.0]))[0] / VOLTS_PER_COUNT
        return tuple((counts + self._draw.normal(0, NOISE_COUNTS, 4)).tolist())

    def fill(self, asks: list[Ask]) -> Series:
        """All requested loads."""
        series = Series(asks)
        while ask := series.current:
            series.take(self.read(ask), ask.mass_kg)
        return series


def occasion(reference: Reference = EXACT, serial: str = "PLATES01") -> Occasion:
    return Occasion(
        record_id="0123",
        board_serial=serial,
        taken_utc=TAKEN_UTC,
        operator="AB",
        software_version="0",
        volts_per_count=VOLTS_PER_COUNT,
        full_scale_counts=FULL_SCALE,
        geometry=NOMINAL_GEOMETRY,
        reference=reference,
    )


def calibrated(
    hands: Hands, reference: Reference = EXACT, *, checked: bool = True, serial: str = "PLATES01"
) -> PlateRecord:
    """The resulting calibration; `checked`: with nine places of each plate."""
    masses = hands.fill(up_and_down(MASSES_KG, NOMINAL_GEOMETRY))
    points = hands.fill(nine_places(20, NOMINAL_GEOMETRY) if checked else [])
    zero = hands.read(Ask("left", "heel", 0, 20, 0))
    return calibrate(occasion(reference, serial), masses.holds, points.holds, zero)
