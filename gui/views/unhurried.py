"""Readable numbers: they change a few times a second, however often the picture does."""

from PyQt5.QtCore import QElapsedTimer

HOLD_MS = 200


class Unhurried:
    """Holds words for a while; words that appear or vanish do so immediately."""

    def __init__(self) -> None:
        self._words: tuple[str, ...] = ()
        self._since = QElapsedTimer()

    def take(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Takes the newest words; returns those to show."""
        come_or_gone = [bool(word) for word in words] != [bool(word) for word in self._words]
        if come_or_gone or not self._since.isValid() or self._since.hasExpired(HOLD_MS):
            self._words = words
            self._since.start()
        return self._words
