"""Whether a person is ready, and the countdown that follows."""

from collections.abc import Iterable

from gui.flow.facts import Facts
from gui.language import named, text

POINTS = ("head", "thoracic", "sacrum")
STEADY_S = 0.5  # how long everything must be ready before the countdown
COUNTDOWN_S = 3.0


def not_ready(facts: Facts, sensors: frozenset[str]) -> str:
    """Why a person is not ready, in words; "" if they are."""
    if missing := sensors - facts.roles:
        return text("ready.link", roles=text("ready.and").join(map(named, sorted(missing))))
    if "plates" in sensors and not facts.standing:
        return text("ready.stand")
    off = [point for point in POINTS if not facts.in_contact.get(point, False)]
    if "dowel" in sensors and off:
        return text("ready.contacts", points=", ".join(map(named, off)))
    return ""


class Gate:
    """Opens when everything has been ready for a while and the countdown is over; starts again if
    anything is amiss."""

    def __init__(self) -> None:
        self._well_since_s: float | None = None

    def look(self, facts: Facts, sensors: Iterable[str]) -> None:
        """Takes the state of the rig."""
        if not_ready(facts, frozenset(sensors)):
            self._well_since_s = None
        elif self._well_since_s is None:
            self._well_since_s = facts.now_s

    def left_s(self, now_s: float) -> float | None:
        """Seconds left in the countdown, 0 when it is over; None: it has not begun."""
        if self._well_since_s is None:
            return None
        well_s = now_s - self._well_since_s - STEADY_S
        return max(COUNTDOWN_S - well_s, 0.0) if well_s >= 0 else None

    def close(self) -> None:
        """Starts again."""
        self._well_since_s = None
