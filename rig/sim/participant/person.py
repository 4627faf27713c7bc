"""The simulated participant: its forces, the sensors' output, and the truth."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from rig.measure.balance import foot_cop_y_mm, foot_loads_n
from rig.measure.contact import ContactLevels, nominal_levels
from rig.measure.phase import PhaseSpan
from rig.sim.frontend import ON_CHIP, REFERENCE_V
from rig.sim.participant import mechanics as at
from rig.sim.participant.balance import LEAST_DESCENT_S
from rig.sim.participant.chain import GRAVITY, STEP_S, Float
from rig.sim.participant.intervals import Interval
from rig.sim.participant.mechanics import Mechanics
from rig.sim.participant.moments import judged, span_s
from rig.sim.participant.rough import Rough
from rig.sim.participant.schedule import Repetition
from rig.sim.participant.sensing import DOWEL_VOLTS, PLATE_VOLTS, Sensing
from rig.sim.participant.sensors import DowelSensors, PlateSensors
from rig.sim.participant.settings import Settings, settings_from
from rig.sim.participant.stretches import Stretches
from rig.sim.participant.truth import Crossing, RepetitionTruth, Truth, crossings, phases_of

FULL_SCALE_COUNTS = ON_CHIP.codes * ON_CHIP.conversions  # of the dowel's board
BLOCK_S = 60.0


class Participant:
    """Determined by its settings and the time alone; times are seconds of the world."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.plates = PlateSensors(
            settings.seed,
            settings.plate_resonance_hz,
            settings.plate_error,
            gain_sd=settings.gain_percent / 100,
        )
        self.dowel = DowelSensors(settings.seed, settings.fsr_error)
        self._mechanics = Mechanics(settings, self.plates.geometry)
        self.schedule = self._mechanics.schedule
        self._forces = Stretches(self._mechanics.stretch)
        sensing = Sensing(
            self.plates,
            self.dowel,
            forces=self._forces,
            deviations=self._mechanics.deviations,
            rough=Rough(settings.seed, settings),
        )
        self._volts = Stretches(sensing.stretch)
        self.notes = tuple(self._notes())

    @classmethod
    def from_settings(cls, **given: Any) -> "Participant":
        """A participant with some settings given, see Settings; the seed draws the rest.

        Raises UsageError for an unknown name or a value outside its range.
        """
        return cls(settings_from(**given))

    @property
    def weight_n(self) -> float:
        """Body weight, without any load."""
        return self.settings.mass_kg * GRAVITY

    def plate_forces_n(self, time_s: Float) -> Float:
        """True loads of left heel, left toe, right heel, right toe: (N, 4)."""
        return self._forces.at(time_s)[:, at.CELLS]

    def contact_forces_n(self, time_s: Float) -> Float:
        """True forces at head, thoracic, sacrum: (N, 3)."""
        return self._forces.at(time_s)[:, at.CONTACT]

    def plate_volts(self, time_s: Float) -> Float:
        """Volts at the four pins of the plates' board, (N, 4); NaN where a channel is stuck."""
        return self._volts.at(time_s)[:, PLATE_VOLTS]

    def dowel_volts(self, time_s: Float) -> Float:
        """Volts at the three pins of the dowel's board, (N, 3); NaN where a channel is stuck."""
        return self._volts.at(time_s)[:, DOWEL_VOLTS]

    def truth(self, time_s: Float) -> Truth:
        """The truth at times (N,)."""
        rows = self._forces.at(time_s)
        cells, contact = rows[:, at.CELLS], rows[:, at.CONTACT]
        return Truth(
            time_s=np.atleast_1d(time_s),
            com_height_m=rows[:, at.HEIGHT],
            com_velocity_m_s=rows[:, at.VELOCITY],
            com_acceleration_m_s2=rows[:, at.ACCELERATION],
            com_drop_m=self._mechanics.posture.standing_height_m - rows[:, at.HEIGHT],
            vertical_grf_n=rows[:, at.FORCE],
            cop_mm=rows[:, at.COP],
            foot_loads_n=foot_loads_n(cells),
            foot_cop_y_mm=foot_cop_y_mm(cells, self.plates.geometry),
            contact_n=contact,
            in_contact=contact > 0,
            weight_n=rows[:, at.WEIGHT],
        )

    def repetitions(self, start_s: float, end_s: float) -> list[RepetitionTruth]:
        """Those entirely between two times, in order."""
        return [
            judged(rep, self.truth(np.arange(*span_s(rep), STEP_S)))
            for rep in self._whole(start_s, end_s)
        ]

    def phases(self, start_s: float, end_s: float) -> list[PhaseSpan]:
        """Phases of the repetitions that `repetitions` gives."""
        return list(phases_of(self.repetitions(start_s, end_s), start_s, end_s))

    def intervals(self, start_s: float, end_s: float) -> list[Interval]:
        """Every error, fault and activity that touches a span of time, in order."""
        within = self._mechanics.deviations.within(start_s, end_s)
        return sorted(within, key=lambda interval: interval.start_s)

    def contact_crossings(
        self, start_s: float, end_s: float, levels: ContactLevels | None = None
    ) -> list[Crossing]:
        """When the sensors' own output, before any noise, crosses the levels, in order.

        A point that is over its on-level at start_s crosses it then.
        """
        levels = levels or nominal_levels(FULL_SCALE_COUNTS)
        found: list[Crossing] = []
        on = [False] * len(levels.on_counts)
        for block_s in np.arange(start_s, end_s, BLOCK_S):
            time_s = np.arange(block_s, min(block_s + BLOCK_S, end_s) + STEP_S, STEP_S)
            counts = self.dowel_volts(time_s) / REFERENCE_V * FULL_SCALE_COUNTS
            for crossing in sorted(crossings(time_s, counts, levels, on)):
                on[crossing.point] = crossing.on
                found.append(crossing)
        return found

    def _whole(self, start_s: float, end_s: float) -> list[Repetition]:
        within = self.schedule.within(start_s, end_s)
        return [rep for rep in within if rep.onset_s >= start_s and rep.lockout_s <= end_s]

    def _notes(self) -> Iterator[str]:
        """What the settings ask for and cannot have."""
        for name in ("descent_s", "ascent_s"):
            if (asked_s := getattr(self.settings, name)) < LEAST_DESCENT_S:
                raised = f"{name} of {asked_s:g} raised to {LEAST_DESCENT_S:g}"
                yield f"{raised}: balance is not valid for a faster one"
        for deviation in self.settings.deviation:
            if deviation.at != "start" and max(deviation.repetition, 1) > self.schedule.last:
                yield f"{deviation.kind} never happens: there is no such repetition"
        deepest_m = self._mechanics.posture.deepest_m
        if self.settings.drill != "stand" and self.settings.drop_m > deepest_m:
            yield f"drop_m of {self.settings.drop_m:g} cut to {deepest_m:.3f}: no deeper posture"
