"""The header of a trial."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import TypeGuard
from uuid import uuid4

from rig.errors import UsageError
from rig.measure.cuelatency import UNTRIED
from rig.measure.placement import UNKNOWN, UNSAID
from rig.plain import is_harmless, plain
from rig.trial.localtime import OFFSET, is_offset
from rig.trial.participant import check_name, check_participant

YEARS = range(1970, 3000)  # those of Windows
NUMBERS = ("weighed_n", OFFSET, *asdict(UNSAID), *asdict(UNTRIED))


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a trial; lengths as in `rig.measure.placement`, the weight as in
    `rig.measure.calibrating.weight`, the cue as in `rig.measure.cuelatency`, NaN if unknown;
    `utc_offset_s` as in `rig.trial.localtime`."""

    start_time_utc: str
    simulated: bool
    participant: str = ""
    protocol: str = ""
    protocol_text: str = ""
    protocol_sha256: str = ""
    condition: str = ""
    replay_of: str = ""
    weighed_n: float = UNKNOWN
    weighed_utc: str = ""
    foot_length_mm: float = UNKNOWN
    heel_offset_mm: float = UNKNOWN
    stance_width_mm: float = UNKNOWN
    cue_latency_ms_median: float = UNKNOWN
    cue_latency_ms_worst: float = UNKNOWN
    utc_offset_s: float = UNKNOWN
    trial_id: str = field(default_factory=lambda: uuid4().hex)

    def __post_init__(self) -> None:
        """Refuses what must not be in a trial, before there is a file.

        Also for a header that was read: a journal may come from anywhere.
        """
        check_participant(self.participant)
        check_name("protocol", self.protocol)
        if not is_harmless(self.protocol_text):
            raise UsageError("expected plain text as protocol_text, it holds control codes")
        if not is_offset(self.utc_offset_s):
            raise UsageError(f"expected seconds ahead of UTC, got {plain(self.utc_offset_s, 40)}")
        for name, value in (asdict(self) | {"protocol_text": ""}).items():
            if name in NUMBERS:
                if not isinstance(value, int | float):
                    raise UsageError(f"expected a number as {name}, got {plain(value, 40)}")
            elif name != "simulated" and plain(value) != value:
                raise UsageError(f"expected plain text as {name}, got {str(value)[:40]!r}")


def is_start(value: object) -> TypeGuard[str]:
    """Whether a trial may begin then: at a time for which every place on earth and every system has
    a date."""
    try:
        utc = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return False
    return utc is not None and utc.tzinfo is not None and utc.year in YEARS


def expect_clock(utc: datetime) -> None:
    """Raises UsageError if a computer's clock shows a time at which no trial may begin."""
    if utc.year not in YEARS:
        raise UsageError(
            f"expected a clock between {YEARS[0]} and {YEARS[-1]}, this computer's tells "
            f"{utc:%Y-%m-%d}: set it"
        )


def utc_text(utc: datetime) -> str:
    """ISO 8601 with microseconds and the offset of UTC."""
    return utc.isoformat(timespec="microseconds")
