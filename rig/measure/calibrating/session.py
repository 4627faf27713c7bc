"""A calibration of both plates from the first empty plate to its record: the present step, why the
present reading would not be taken, and the way back. Independent of terminal and window."""

from collections.abc import Mapping
from dataclasses import asdict
from enum import Enum
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from rig.errors import Reason
from rig.measure.calibrating.plan import Ask, Series, misplaced, nine_places, up_and_down
from rig.measure.calibrating.record import Occasion, PlateRecord, calibrate
from rig.measure.calibrating.setup import Answers, Setup, answers_of, setup_of
from rig.measure.calibrating.still import TARE_S, tare, unrest
from rig.measure.calibration import PlateCalibration

HOLD_S = 1.0
LEAST_S = 0.2  # too short to judge stillness
READING = Reason("reading")

Counts = NDArray[np.int32]


class Stage(Enum):
    """In the order in which they are done."""

    EMPTY = "empty"
    MASSES = "masses"
    EMPTY_AGAIN = "empty_again"
    POINTS = "points"
    REVIEW = "review"


STAGES = list(Stage)


class PlatesSession:
    """`masses` and `points` are the readings so far. `before` is the calibration used until now: it
    serves to detect a wrong place."""

    def __init__(self, setup: Setup, before: PlateCalibration, *, sample_rate_hz: float) -> None:
        self.setup = setup
        self.stage = Stage.EMPTY
        self.masses = Series(up_and_down(setup.masses_kg, setup.geometry))
        self.points = Series(nine_places(setup.check_kg, setup.geometry))
        self._empty = before
        self._sample_rate_hz = sample_rate_hz

    @property
    def series(self) -> Series | None:
        """The present series; None when the plates must be empty, and at the end."""
        return {Stage.MASSES: self.masses, Stage.POINTS: self.points}.get(self.stage)

    @property
    def ask(self) -> Ask | None:
        """The mass to put on now."""
        return self.series.current if self.series else None

    @property
    def wants_empty(self) -> bool:
        """Whether both plates must be empty now."""
        return self.stage in (Stage.EMPTY, Stage.EMPTY_AGAIN)

    @property
    def seconds(self) -> float:
        """For how long the plates must be still."""
        return TARE_S if self.wants_empty else HOLD_S

    @property
    def rows(self) -> int:
        """The number of samples in that time."""
        return round(self.seconds * self._sample_rate_hz)

    @property
    def done(self) -> int:
        """How many of `steps` are done; skipped ones count as done."""
        at = STAGES.index(self.stage)
        sizes = [1, len(self.masses.asks), 1, len(self.points.asks)]
        return sum(sizes[:at]) + (len(self.series.holds) if self.series else 0)

    @property
    def steps(self) -> int:
        """Empty plates twice, all masses and all places."""
        return 2 + len(self.masses.asks) + len(self.points.asks)

    def refusal(self, counts: Counts) -> Reason | None:
        """Why the newest counts (N, 4), `rows` at most, would not be taken; None if they would be
        once there are that many."""
        if len(counts) < LEAST_S * self._sample_rate_hz:
            return READING
        if self.wants_empty and len(counts) >= self.rows:
            return tare(counts, self._empty, sample_rate_hz=self._sample_rate_hz).refused
        return unrest(counts, self._empty)

    def doubt(self, counts: Counts, mass_kg: float | None = None) -> Reason | None:
        """Why the mass is probably not where it should be, None if nothing suggests that; `mass_kg`
        if it differs from the one asked for."""
        if self.ask is None:
            return None
        wanted_kg = self.ask.mass_kg if mass_kg is None else mass_kg
        return misplaced(self.ask, wanted_kg, _mean(counts), self._empty)

    def take(self, counts: Counts, mass_kg: float | None = None) -> None:
        """Stores the reading, and advances. Raises ValueError if nothing is asked for."""
        if self.wants_empty:
            self._empty = self._empty.with_zero(_mean(counts))
            self._go_on()
            return
        if self.series is None or self.ask is None:
            raise ValueError("expected something to be asked for, all is done")
        self.series.take(_mean(counts), self.ask.mass_kg if mass_kg is None else mass_kg)
        if self.ask is None:
            self._go_on()

    def back(self) -> None:
        """Goes back one step, which is asked for again."""
        if self.series and self.series.holds:
            self.series.back()
            return
        self.stage = STAGES[max(STAGES.index(self.stage) - 1, 0)]
        if self.series and self.ask is None:
            self.series.back()

    def again(self) -> None:
        """Drops all holds of the present region, which are asked for again from the first one
        on."""
        if self.series and self.series.holds:
            self.series.again()
        else:
            self.back()

    def leave(self) -> None:
        """Skips the rest of the present stage: without masses there is no calibration, without the
        nine places no tier."""
        if self.stage is Stage.EMPTY_AGAIN:
            self.stage = Stage.REVIEW
        elif self.series:
            self._go_on()

    def record(self, occasion: Occasion) -> PlateRecord:
        """The record of all readings. Raises CannotFitError."""
        return calibrate(occasion, self.masses.holds, self.points.holds, self._empty.zero_counts)

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`."""
        return {
            "setup": asdict(answers_of(self.setup)),
            "empty": self._empty.as_json(),
            "sample_rate_hz": self._sample_rate_hz,
            "stage": self.stage.value,
            "masses": [asdict(hold) for hold in self.masses.holds],
            "points": [asdict(hold) for hold in self.points.holds],
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for invalid input."""
        empty = PlateCalibration.from_json(said["empty"])
        rate_hz = float(said["sample_rate_hz"])
        session = cls(
            setup_of(msgspec.convert(said["setup"], Answers)), empty, sample_rate_hz=rate_hz
        )
        session.stage = Stage(said["stage"])
        for series, name in ((session.masses, "masses"), (session.points, "points")):
            for hold in said[name]:
                series.take(tuple(map(float, hold["counts"])), float(hold["mass_kg"]))
        return session

    def _go_on(self) -> None:
        self.stage = STAGES[STAGES.index(self.stage) + 1]


def _mean(counts: Counts) -> tuple[float, ...]:
    """Mean of each channel, (4,)."""
    return tuple(float(mean) for mean in counts.mean(axis=0))
