"""What readings are judged by: the plates' calibration with its zero, the weight of whoever stands
there, and the levels of contact. It may change while the engine runs, between two trials."""

from collections.abc import Callable, Mapping
from typing import Any

from rig.errors import UsageError
from rig.measure.calibrating.applied import Applied
from rig.measure.calibrating.still import TARE_S, Tare, tare
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibrating.weight import WEIGH_S, Weighing, Weight, weigh
from rig.measure.calibrating.zero import Zero
from rig.measure.calibration import PlateCalibration, nominal_plates
from rig.measure.contact import ContactLevels, nominal_levels
from rig.stream.decide import ContactDecider, Decider, PhaseDecider
from rig.stream.feed import Feed
from rig.stream.ring import Rows
from rig.trial.recorded import JudgedBy
from rig.trial.writer import TrialWriter


class Standards:
    """Of the boards that are there. `applied` is what the plates were calibrated to; left out, the
    nominal figures serve. `on_levels` is told of levels before they count, and may refuse them.
    What a trial that is `played` again was judged by stays: nothing else counts then.
    """

    def __init__(
        self,
        feeds: Mapping[str, Feed],
        applied: Applied | None,
        *,
        played: JudgedBy | None = None,
        threads: bool = True,
    ) -> None:
        self._played = played
        self.applied = _applied(feeds, played.applied if played else applied)
        self.weight: Weight | None = None  # of who stands there, for the trials that follow
        self.levels: ContactLevels | None = None
        self.on_levels: Callable[[ContactLevels], None] = lambda _: None
        self._touch: TouchRecord | None = None
        self._feeds = feeds
        self._contacts: ContactDecider | None = None
        self._phases: PhaseDecider | None = None
        if "dowel" in feeds:
            info = feeds["dowel"].board.info
            self.levels = nominal_levels(info.full_scale_counts)
            if played and played.levels:
                self.levels, self._touch = played.levels, played.touch
            self._contacts = ContactDecider(info, self.levels)
        if self.applied:
            info = feeds["plates"].board.info
            self._phases = PhaseDecider(info, self.applied.calibration, in_a_thread=threads)

    @property
    def calibration(self) -> PlateCalibration | None:
        """What turns counts of the plates into newtons; None without plates."""
        return self.applied.calibration if self.applied else None

    @property
    def deciders(self) -> dict[str, Decider]:
        """What the samples of each board are judged by while they come."""
        deciders: dict[str, Decider | None] = {"plates": self._phases, "dowel": self._contacts}
        return {role: decider for role, decider in deciders.items() if decider}

    @property
    def in_contact(self) -> dict[str, bool]:
        """Debounced state of each point of the dowel; empty without one."""
        return self._contacts.in_contact if self._contacts else {}

    @property
    def count_is_sure(self) -> bool:
        """Whether the live count of repetitions is; true where nothing is counted."""
        return self._phases is None or self._phases.count_is_sure

    @property
    def settle_s(self) -> float:
        """How long after it began a change of contact may still be undecided."""
        if self.levels is None:
            return 0.0
        return self.levels.debounce_samples / self._feeds["dowel"].board.info.sample_rate_hz

    @property
    def weighed(self) -> dict[str, Any]:
        """What the participant weighed, as a trial's header has it; empty where that is unknown."""
        if self._played:
            return {"weighed_n": self._played.weighed_n, "weighed_utc": self._played.weighed_utc}
        return dict(self.weight.as_attributes()) if self.weight else {}

    def tare(self) -> Tare:
        """What the newest 2 s of the plates are as a zero. Raises UsageError without plates."""
        rows, applied, rate_hz = self._newest("a zero is theirs", TARE_S)
        return tare(rows.counts, applied.calibration, sample_rate_hz=rate_hz)

    def weigh(self) -> Weighing:
        """What the newest 2 s of the plates are as a weight. Raises UsageError without plates."""
        rows, applied, rate_hz = self._newest("they weigh", WEIGH_S)
        return weigh(rows.counts, applied.calibration, sample_rate_hz=rate_hz)

    def refuse_if_played(self, what: str) -> None:
        """Raises UsageError where a trial is played again: nothing can be taken from it."""
        if self._played:
            raise UsageError(
                f"expected a board for {what}: a trial that is played again has its own"
            )

    def use_zero(self, zero: Zero) -> None:
        """Has the plates' newtons begin at another zero, from the next trial on."""
        if self.applied and not self._played:
            self.applied = self.applied.zeroed(zero)

    def use_touch(self, touch: TouchRecord | None) -> None:
        """Has computer and dowel decide contact by a person's own levels, None: by nominal ones."""
        if self.levels is None or self._played:
            return
        full_scale_counts = self._feeds["dowel"].board.info.full_scale_counts
        levels = touch.levels if touch else nominal_levels(full_scale_counts)
        self._touch = touch
        if levels != self.levels:
            self.on_levels(levels)
            self.levels = levels

    def take_effect(self) -> None:
        """Has what changed count from the next sample on; for the loop, between two turns."""
        if self._contacts and self.levels:
            self._contacts.use(self.levels)
        if self._phases and self.calibration:
            self._phases.use(self.calibration)

    def freeze(self, writer: TrialWriter) -> None:
        """Writes them into a trial, which keeps them for good."""
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

    def _newest(self, what_for: str, seconds: float) -> tuple[Rows, Applied, int]:
        if self.applied is None:
            raise UsageError(f"expected a plates board: {what_for}")
        feed = self._feeds["plates"]
        rate_hz = feed.board.info.sample_rate_hz
        return feed.ring.latest(round(seconds * rate_hz)), self.applied, rate_hz


def _applied(feeds: Mapping[str, Feed], applied: Applied | None) -> Applied | None:
    """None without plates."""
    if "plates" not in feeds:
        return None
    return applied or Applied(nominal_plates(feeds["plates"].board.info.volts_per_count))
