"""What readings are judged by: the plates' calibration with its zero, the weight of the person on
them, and the contact levels. It may change while the engine runs, between two trials."""

from collections.abc import Callable, Mapping
from typing import Any

from rig.device.messages import Info
from rig.measure.calibrating.applied import Applied
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibrating.weight import Weight
from rig.measure.calibrating.zero import Zero
from rig.measure.calibration import PlateCalibration, nominal_plates
from rig.measure.contact import ContactLevels, nominal_levels
from rig.stream.decide import ContactDecider, Decider, PhaseDecider
from rig.trial.recorded import JudgedBy
from rig.trial.writer import TrialWriter


class Standards:
    """For the connected boards. `applied` is the plates' calibration; the default is the nominal
    figures. `on_levels` gets levels before they take effect, and may refuse them. For a `played`
    trial, only what it was judged by applies."""

    def __init__(
        self,
        boards: Mapping[str, Info],
        applied: Applied | None,
        *,
        on_levels: Callable[[ContactLevels], None],
        played: JudgedBy | None = None,
        threads: bool = True,
    ) -> None:
        self._played = played
        self.applied = _applied(boards, played.applied if played else applied)
        self.weight: Weight | None = None  # of the person there, for the trials that follow
        self.levels: ContactLevels | None = None
        self._on_levels = on_levels
        self._touch: TouchRecord | None = None
        self._boards = boards
        self._contacts: ContactDecider | None = None
        self._phases: PhaseDecider | None = None
        if "dowel" in boards:
            info = boards["dowel"]
            self.levels = nominal_levels(info.full_scale_counts)
            if played and played.levels:
                self.levels, self._touch = played.levels, played.touch
            self._contacts = ContactDecider(info, self.levels)
        if self.applied:
            info = boards["plates"]
            self._phases = PhaseDecider(info, self.applied.calibration, in_a_thread=threads)

    @property
    def calibration(self) -> PlateCalibration | None:
        """What converts counts of the plates to newtons; None without plates."""
        return self.applied.calibration if self.applied else None

    @property
    def deciders(self) -> dict[str, Decider]:
        """What judges the samples of each board as they come."""
        deciders: dict[str, Decider | None] = {"plates": self._phases, "dowel": self._contacts}
        return {role: decider for role, decider in deciders.items() if decider}

    @property
    def in_contact(self) -> dict[str, bool]:
        """Debounced state of each point of the dowel; empty without one."""
        return self._contacts.in_contact if self._contacts else {}

    @property
    def count_is_sure(self) -> bool:
        """Whether the live count of repetitions is final; True if nothing is counted."""
        return self._phases is None or self._phases.count_is_sure

    @property
    def settle_s(self) -> float:
        """How long a change of contact may remain undecided after it began."""
        if self.levels is None:
            return 0.0
        return self.levels.debounce_samples / self._boards["dowel"].sample_rate_hz

    @property
    def weighed(self) -> dict[str, Any]:
        """The participant's weight, as in a trial's header; empty if unknown."""
        if self._played:
            return {"weighed_n": self._played.weighed_n, "weighed_utc": self._played.weighed_utc}
        return dict(self.weight.as_attributes()) if self.weight else {}

    @property
    def is_played(self) -> bool:
        """Whether a trial is replayed: nothing can be captured from it."""
        return self._played is not None

    def use_weight(self, weight: Weight | None) -> None:
        """Uses a person's weight in the trials that follow; None: it is unknown."""
        self.weight = weight

    def use_calibration(self, applied: Applied) -> None:
        """Uses another calibration of the plates, from the next trial on."""
        if self.applied and not self._played:
            self.applied = applied

    def use_zero(self, zero: Zero) -> None:
        """Uses another zero for the plates' newtons, from the next trial on."""
        if self.applied and not self._played:
            self.applied = self.applied.zeroed(zero)

    def use_touch(self, touch: TouchRecord | None) -> None:
        """Sets the contact levels of computer and dowel to a person's own; None: nominal ones."""
        if self.levels is None or self._played:
            return
        full_scale_counts = self._boards["dowel"].full_scale_counts
        levels = touch.levels if touch else nominal_levels(full_scale_counts)
        self._touch = touch
        if levels != self.levels:
            self._on_levels(levels)
            self.levels = levels

    def take_effect(self) -> None:
        """Applies changes from the next sample on; for the loop, between two turns."""
        if self._contacts and self.levels:
            self._contacts.use(self.levels)
        if self._phases and self.calibration:
            self._phases.use(self.calibration)

    def freeze(self, writer: TrialWriter) -> None:
        """Writes them into a trial, which keeps them permanently."""
        if self.levels:
            writer.freeze_contact_levels(self.levels, self._touch)
        if self.applied:
            writer.freeze_newtons(self.applied)

    def said(self) -> dict[str, Any]:
        """The same for a journal, as `opening_note` takes it."""
        return {
            "applied": self.applied,
            "levels": self.levels,
            "touch": self._touch,
            "settle_s": self.settle_s,
        }


def _applied(boards: Mapping[str, Info], applied: Applied | None) -> Applied | None:
    """None without plates."""
    if "plates" not in boards:
        return None
    return applied or Applied(nominal_plates(boards["plates"].volts_per_count))
