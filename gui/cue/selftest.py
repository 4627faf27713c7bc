"""How long a cue takes: a contact is lifted some times, and each way is timed. No clock, no Qt."""

from collections.abc import Iterable
from statistics import median
from typing import NamedTuple

from gui.sound.orders import Called

LIFTS = 5
WAY_S = 0.5  # what is heard later belongs to no cue


class Latency(NamedTuple):
    """Milliseconds."""

    median_ms: float
    worst_ms: float

    @classmethod
    def of(cls, seconds: Iterable[float]) -> "Latency | None":
        """Of some times in seconds; None of none."""
        found = [each_s * 1e3 for each_s in seconds]
        return cls(median(found), max(found)) if found else None


class CueTest:
    """Takes in what was called out, and what came back at the plates' TTL input."""

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
        """One more; none that is timed by another clock, as a replay that runs faster is."""
        if not self.done and called.read_s <= called.decided_s <= called.called_s:
            self._called.append(called)

    def take_rise(self, time_s: float) -> None:
        """The TTL input rose: the first time after a call it is the sound of that."""
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
        """From the contact's first lost sample to the sound at the TTL input; None: none came."""
        return Latency.of(self._way_s.values())
