"""What the index says of one file in the store."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from rig.daytime import here
from rig.store.listing import Seen
from rig.trial.folder import DISCARDED


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """A trial, or another file that lies where trials do.

    `path` is relative to the store. What a file does not say is empty or None: `repetitions`
    without plates, `losses` (contacts lost for 50 ms or longer) without a dowel, all of it where
    the file cannot be read; `error` says why in one line. `reviewed_by` are the initials of who set
    repetitions right. Text is as the file has it, made harmless by `rig.plain`.
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
        """The file as it was when it was looked into."""
        return Seen(*(getattr(self, name) for name in Seen._fields))

    @property
    def discarded(self) -> bool:
        """Whether it was put aside, into a folder `discarded`."""
        return DISCARDED in self.path.parent.parts

    @property
    def day(self) -> date | None:
        """When it began, by the calendar of this computer."""
        return here(self.start_utc).date() if self.start_utc else None
