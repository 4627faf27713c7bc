"""What begins a trial and what ends it."""

from dataclasses import dataclass
from enum import Enum

from rig.trial.event import TTL_FALL, TTL_RISE

MOST_REPETITIONS = 100


class Trigger(Enum):
    """What may begin or end a trial."""

    NOW = "now"
    KEY = "key"
    TTL = "ttl"
    TTL_FALL = "ttl-fall"

    @property
    def needs_plates(self) -> bool:
        """Whether it is an edge of the plates' TTL input."""
        return self in (Trigger.TTL, Trigger.TTL_FALL)

    def is_edge(self, kind: str) -> bool:
        """Whether an event of this kind is it."""
        return kind == {Trigger.TTL: TTL_RISE, Trigger.TTL_FALL: TTL_FALL}.get(self)


@dataclass(frozen=True, slots=True)
class Triggers:
    """What begins a trial, and what ends it: a time in seconds, a trigger, so many repetitions or a
    step off the plates; whichever comes first."""

    start: Trigger = Trigger.NOW
    stop: Trigger | None = None
    seconds: float | None = None
    repetitions: int | None = None
