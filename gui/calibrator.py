"""Connects the calibration page, the engine that leads the calibration and the stored records."""

import time
from collections.abc import Callable, Mapping

from PyQt5.QtCore import QObject, pyqtSignal

from gui.calibrating.guide import Ask, CalibrationGuide
from gui.calibrating.history import reminder_of
from gui.calibrating.pages import picture_of
from gui.calibrating.picture import History
from gui.picture import Status
from rig.stream.api import CalibrationState


class Calibrator(QObject):
    """One guide while the window is open.

    `viewing` emits whether the state of a calibration is needed, `reminded` that the newest one is
    too old, or "".
    """

    changed = pyqtSignal(object)
    asked = pyqtSignal(object)
    viewing = pyqtSignal(bool)
    reminded = pyqtSignal(str)

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.guide = CalibrationGuide()
        self._now_s = now_s
        self._shown: object = None

    def open(self, is_open: bool) -> None:
        """Takes that the page was opened or closed; readings taken stay with the engine."""
        self.viewing.emit(is_open)

    def act(self, name: str, value: str = "") -> None:
        """Performs the action of a choice or a key."""
        self.guide.now_s = self._now_s()
        self.guide.act(name, value)
        self._go_on()

    def begin(self, texts: Mapping[str, str]) -> None:
        """Begins with the contents of the fields."""
        self.guide.begin(texts)
        self._go_on()

    def correct(self, written: str) -> None:
        """Corrects the mass of a hold."""
        self.guide.correct(written)
        self._go_on()

    def take_status(self, status: Status) -> None:
        """Takes whether the engine is connected, and which plates are."""
        plates = next((link for link in status.links if link.role == "plates"), None)
        self.guide.readiness = status.readiness
        self.guide.look(
            connected=status.connected,
            serial=plates.serial if plates else "",
            simulated=plates is not None and plates.simulated,
        )
        self._go_on()

    def take_state(self, state: CalibrationState) -> None:
        """Takes the state of the calibration."""
        self.guide.now_s = self._now_s()
        self.guide.learn(state)
        self._go_on()

    def take_answer(self, to: object, why: str) -> None:
        """Takes that a request was done, or why it was refused; ignores those of other pages."""
        if isinstance(to, Ask):
            self.guide.answered(to, why)
            self._go_on()

    def take_history(self, history: History) -> None:
        """Takes the stored calibrations of the board."""
        self.guide.recall(history)
        self.reminded.emit(reminder_of(history))
        self._go_on()

    def _go_on(self) -> None:
        self.guide.now_s = self._now_s()
        while self.guide.asks:
            self.asked.emit(self.guide.asks.popleft())
        shown = picture_of(self.guide)
        if shown != self._shown:
            self._shown = shown
            self.changed.emit(shown)
