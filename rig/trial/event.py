"""What happened in a trial, one row each; the same words in the file and on the screen."""

from dataclasses import dataclass, field
from datetime import datetime

CONTACT_ON, CONTACT_OFF = "contact_on", "contact_off"
LINK_LOST, LINK_BACK = "link_lost", "link_back"
OTHER_BOARD = "other_board"
COMPUTER_SLEPT, CLOCK_JUMPED = "computer_slept", "clock_jumped"
SYNC_LOST, SYNC_BACK = "sync_lost", "sync_back"
TTL_RISE, TTL_FALL = "ttl_rise", "ttl_fall"
CUE, CUE_END = "cue", "cue_end"
MARK = "mark"
PHASE = "phase"
DOWEL_HANDLED, WIRE_BROKEN = "dowel_handled", "wire_broken"

# Sent live but not stored: it depends on what was before the trial, and the whole trial shows more.
LIVE_ONLY = frozenset({PHASE, DOWEL_HANDLED, WIRE_BROKEN})
# Stamped by the board itself: `value` is its clock, from which the time in the trial follows.
STAMPED = frozenset({TTL_RISE, TTL_FALL, CUE, CUE_END})


@dataclass(frozen=True, slots=True)
class SyncEdge:
    """An edge of the sync wire as the dowel's board stamped it: no event, but part of its clock."""

    device_time_us: int
    level: int


@dataclass(frozen=True, slots=True)
class Begin:
    """Sent among the events where a trial begins: earlier events are not part of the trial.

    `zero_s` is time 0 on the host's clock, `in_contact` names the points that were on.
    """

    zero_s: float
    zero_utc: datetime
    in_contact: list[str]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a time on the common timeline.

    `time_s` is provisional until the trial is closed. `sample` is the board's sample at which it
    happened, None if it belongs to none. `point` is a channel's name, for another board its serial
    number, for a phase the phase's name (empty when no one is there), or empty. `value`: counts for
    a contact, silence in seconds for a link or the sync wire, device time in microseconds for what
    the board stamped, the number of the repetition for a phase. `read_s` and `decided_s`, for what
    is decided from samples: when the deciding bytes had been read and when it was decided, on the
    computer's clock; comparison ignores both.
    """

    time_s: float
    kind: str
    board: str = ""
    point: str = ""
    sample: int | None = None
    value: float = 0.0
    read_s: float | None = field(default=None, compare=False)
    decided_s: float | None = field(default=None, compare=False)

    def as_json(self) -> dict[str, object]:
        """The line of `rig watch`."""
        return {
            "time": round(self.time_s, 6),
            "board": self.board,
            "kind": self.kind,
            "point": self.point,
            "sample": self.sample,
            "value": self.value,
        }
