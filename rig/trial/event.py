"""What happened in a trial, one row each; the same words in the file and on the screen."""

from dataclasses import dataclass

CONTACT_ON, CONTACT_OFF = "contact_on", "contact_off"
LINK_LOST, LINK_BACK = "link_lost", "link_back"
MARK = "mark"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a time on the one timeline.

    `time_s` is provisional until the trial is closed. `sample` is the board's sample at which it
    happened, None for what came from the computer. `point` is a channel's name or empty. `value`:
    counts for a contact, silence in seconds for a link.
    """

    time_s: float
    kind: str
    board: str = ""
    point: str = ""
    sample: int | None = None
    value: float = 0.0

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
