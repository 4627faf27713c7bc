"""The sensor check: each is pressed in turn, and the one that responds must be the one asked
for."""

from gui.flow.facts import Facts
from gui.flow.gate import POINTS

CELLS = ("left heel", "left toe", "right heel", "right toe")
PRESSED_N = 30.0
SHARE = 0.6  # of the whole load pressed: a plate passes some of it on to its other cell


class SensorCheck:
    """Asks for one channel after another, of the boards needed."""

    def __init__(self) -> None:
        self.connection: int | None = None
        self.answered: list[str] = []
        self.other = ""
        self._empty_n: tuple[float, ...] = ()
        self._channels: tuple[str, ...] = ()
        self._released = True

    def begin(self, connection: int, sensors: frozenset[str]) -> None:
        """Starts again if a board was connected again, or other boards are needed."""
        cells = CELLS if "plates" in sensors else ()
        channels = cells + (POINTS if "dowel" in sensors else ())
        if (connection, channels) != (self.connection, self._channels):
            self.connection, self._channels = connection, channels
            self.answered, self.other, self._empty_n = [], "", ()

    @property
    def channels(self) -> tuple[str, ...]:
        """All channels of the check, in order."""
        return self._channels

    @property
    def asked(self) -> str:
        """The channel to press now; "" when all have responded."""
        return next((one for one in self._channels if one not in self.answered), "")

    def skip(self) -> None:
        """Skips the channels that have not responded."""
        self.answered = list(self._channels)

    def look(self, facts: Facts) -> None:
        """Takes what is pressed now."""
        if not self._empty_n and facts.load_n:
            self._empty_n = facts.load_n
        pressed = self._pressed(facts)
        if not pressed:
            self._released = True
            return
        if self._released and self.asked:
            self._released = False
            self.other = "" if pressed == self.asked else pressed
            if pressed == self.asked:
                self.answered.append(pressed)

    def _pressed(self, facts: Facts) -> str:
        """The one channel that is pressed; "" if none is, or it is ambiguous."""
        on = [point for point in POINTS if facts.in_contact.get(point, False)]
        found = on if len(on) == 1 and "head" in self._channels else []
        if self._empty_n and facts.load_n and "left heel" in self._channels:
            more_n = [new - old for new, old in zip(facts.load_n, self._empty_n, strict=True)]
            total_n = sum(max(one, 0.0) for one in more_n)
            found += [
                name
                for name, one_n in zip(CELLS, more_n, strict=True)
                if one_n > max(PRESSED_N, SHARE * total_n)
            ]
        return found[0] if len(found) == 1 else ""
