"""The index row of one file in the store."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rig.store.listing import Seen
from rig.trial.folder import DISCARDED
from rig.trial.localtime import local


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """A trial, or another file in a place for trials.

    `path` is relative to the store. What a file does not contain is empty or None: `repetitions`
    without plates, `losses` (contacts lost for 50 ms or longer) without a dowel, everything if the
    file cannot be read; `error` is the reason in one line. `reviewed_by` are the initials of those
    who corrected repetitions. Text is from the file, sanitised by `rig.plain`.
    """

    path: Path
    size_bytes: int
    mtime_ns: int
    reviews_bytes: int = 0
    reviews_mtime_ns: int = 0
    trial_id: str = ""
    participant: str = ""
    protocol: str = ""
    start_utc: datetime | None = None
    utc_offset_s: float | None = None
    seconds: float | None = None
    end_reason: str = ""
    simulated: bool = False
    imported: bool = False
    verdict: str = ""
    repetitions: int | None = None
    losses: int | None = None
    reviewed_by: str = ""
    error: str = ""

    @property
    def seen(self) -> Seen:
        """The file as it was when it was read."""
        return Seen(*(getattr(self, name) for name in Seen._fields))

    @property
    def discarded(self) -> bool:
        """Whether it is in a folder `discarded`."""
        return DISCARDED in self.path.parent.parts

    @property
    def day(self) -> date | None:
        """When it began, by the calendar where it was recorded."""
        return self.start_local.date() if self.start_local else None

    @property
    def start_local(self) -> datetime | None:
        """When it began, by the clocks where it was recorded; if unknown, by this computer's."""
        return local(self.start_utc, self.utc_offset_s) if self.start_utc else None
