"""Leads through a calibration.

Its inputs are the engine's state and the coach's actions; its output is the queue of what to do.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any

from gui.calibrating.form import said_in
from gui.calibrating.picture import History
from gui.language import text
from gui.sure import Sure

Ask = dict[str, Any]
PLAIN = frozenset({"take", "back", "again", "leave"})
TWICE = frozenset({"keep", "discard"})


class CalibrationGuide:
    """`asks` is what the rig is to do next, oldest first. The engine keeps the readings: nothing is
    lost when the page closes."""

    def __init__(self) -> None:
        self.words: Mapping[str, Any] = {}
        self.connected = False
        self.serial = ""
        self.simulated = False
        self.history = History()
        self.wrong: dict[str, str] = {}
        self.notice, self.loud = "", False
        self.now_s = 0.0
        self.sure = Sure()
        self.asks: deque[Ask] = deque()

    @property
    def stage(self) -> str:
        """The stage of the calibration, in the engine's words; "none" before it begins, "" if
        unknown."""
        return str(self.words.get("stage", ""))

    # Inputs from the rig

    def look(self, *, connected: bool, serial: str, simulated: bool) -> None:
        """Takes whether the engine is connected, and which plates are."""
        self.connected, self.simulated = connected, simulated
        if not connected:
            self.words = {}  # another engine may be at another stage
        if serial and serial != self.serial:
            self.serial = serial
            self.asks.append({"do": "calibrations", "serial": serial})

    def learn(self, words: Mapping[str, Any]) -> None:
        """Takes the state of the calibration."""
        self.words = words

    def recall(self, history: History) -> None:
        """Takes the stored calibrations of the board."""
        self.history = history

    def answered(self, to: str, why: str) -> None:
        """Takes that a command was done, or refused: then `why` is in words what was wrong."""
        self.notice, self.loud = why, bool(why)
        if to == "calibrate_keep" and not why:
            self.notice = text("calibration.kept")
            self.asks.append({"do": "calibrations", "serial": self.serial})
        elif to == "calibrate_discard" and not why:
            self.notice = text("calibration.discarded")

    # Actions of the coach

    def begin(self, texts: Mapping[str, str]) -> None:
        """Begins with the contents of the fields, if all are valid."""
        said, self.wrong = said_in(texts)
        self.notice, self.loud = "", False
        if not self.wrong:
            self.asks.append({"do": "calibrate_begin", **said})

    def act(self, name: str, value: str = "") -> None:
        """Performs the action of a choice or a key."""
        self.notice, self.loud = "", False
        self.sure.keep_only(name)
        if name in PLAIN:
            self.asks.append({"do": f"calibrate_{name}", "anyway": value == "anyway"})
        elif name in TWICE and self.sure.is_sure(name, self.now_s):
            self.asks.append({"do": f"calibrate_{name}"})

    def correct(self, written: str) -> None:
        """Corrects the mass of a hold, written as its number and the mass."""
        number, _, mass = written.strip().partition(" ")
        try:
            said = {"number": int(number), "mass_kg": float(mass.replace(",", "."))}
        except ValueError:
            self.notice, self.loud = text("calibration.correct_wrong", got=written), True
            return
        self.asks.append({"do": "calibrate_correct", **said})
