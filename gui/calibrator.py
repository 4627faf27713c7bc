"""Between a page of the calibration, the engine that leads it and the files of those before."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from gui.calibrating.guide import CalibrationGuide
from gui.calibrating.history import reminder_of
from gui.calibrating.pages import picture_of
from gui.calibrating.picture import History
from gui.picture import Status


class Calibrator(QObject):
    """One guide for as long as the window is open. `following` is whether it must be known how a
    calibration stands, `reminded` says that the newest one is too old, or ""."""

    changed = pyqtSignal(object)
    asked = pyqtSignal(object)
    following = pyqtSignal(bool)
    reminded = pyqtSignal(str)

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.guide = CalibrationGuide()
        self._now_s = now_s
        self._shown: object = None

    def open(self, is_open: bool) -> None:
        """The page was opened or closed: what was taken stays with the engine."""
        self.following.emit(is_open)

    def act(self, name: str, value: str = "") -> None:
        """Does what a choice or a key says."""
        self.guide.now_s = self._now_s()
        self.guide.act(name, value)
        self._go_on()

    def begin(self, texts: Mapping[str, str]) -> None:
        """Begins with what was written in the fields."""
        self.guide.begin(texts)
        self._go_on()

    def correct(self, written: str) -> None:
        """Puts the mass of a hold right."""
        self.guide.correct(written)
        self._go_on()

    def take_status(self, status: Status) -> None:
        """Whether the engine is there, and which plates."""
        plates = next((link for link in status.links if link.role == "plates"), None)
        self.guide.look(
            connected=status.connected,
            serial=plates.serial if plates else "",
            simulated=plates is not None and plates.simulated,
        )
        self._go_on()

    def take_words(self, words: Mapping[str, Any]) -> None:
        """How the calibration stands."""
        self.guide.now_s = self._now_s()
        self.guide.learn(words)
        self._go_on()

    def take_answer(self, to: str, why: str) -> None:
        """What was asked for was done, or refused."""
        if to.startswith("calibrat"):
            self.guide.answered(to, why)
            self._go_on()

    def take_history(self, history: History) -> None:
        """What is kept of the board."""
        self.guide.recall(history)
        self.reminded.emit(reminder_of(history))
        self._go_on()

    def _go_on(self) -> None:
        while self.guide.asks:
            self.asked.emit(self.guide.asks.popleft())
        shown = picture_of(self.guide)
        if shown != self._shown:
            self._shown = shown
            self.changed.emit(shown)
