"""The latency of a cue: a contact is lifted several times, and each way is timed. No clock, no
Qt."""

from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from gui.sound.orders import Called

LIFTS = 5
WAY_S = 0.5  # a later sound belongs to no cue


class Latency(NamedTuple):
    """Latency in milliseconds."""

    median_ms: float
    worst_ms: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Latency | None":
        """From times in seconds; None if there are none."""
        found = [each_s * 1e3 for each_s in seconds]
        return cls(median(found), max(found)) if found else None


class CueTest:
    """Takes the calls, and the sounds returned at the plates' TTL input."""

    def __init__(self) -> None:
        self._called: list[Called] = []
        self._way_s: dict[Called, float] = {}

    @property
    def lifts(self) -> int:
        """How many have been called out."""
        return len(self._called)

    @property
    def done(self) -> bool:
        """Whether there are enough."""
        return self.lifts >= LIFTS

    def take_call(self, called: Called) -> None:
        """Adds a call; ignores one timed by another clock, as in a replay that runs faster."""
        if not self.done and called.read_s <= called.decided_s <= called.called_s:
            self._called.append(called)

    def take_rise(self, time_s: float) -> None:
        """The TTL input rose: the first time after a call, it is the sound of that call."""
        for called in self._called:
            way_s = time_s - called.onset_s
            if called not in self._way_s and 0 < way_s <= WAY_S:
                self._way_s[called] = way_s

    @property
    def to_decision(self) -> Latency | None:
        """From the last byte read to the decision."""
        return Latency.of(called.decided_s - called.read_s for called in self._called)

    @property
    def to_call(self) -> Latency | None:
        """From the decision to when the sound device had the tone."""
        return Latency.of(called.called_s - called.decided_s for called in self._called)

    @property
    def in_computer(self) -> Latency | None:
        """From the last byte read to when the sound device had the tone."""
        return Latency.of(called.called_s - called.read_s for called in self._called)

    @property
    def whole_way(self) -> Latency | None:
        """From the contact's first lost sample to the sound at the TTL input; None if none came."""
        return Latency.of(self._way_s.values())
