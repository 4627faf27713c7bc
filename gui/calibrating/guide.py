"""Leads through a calibration.

Its inputs are the engine's state and the coach's actions; its output is the queue of what to do.
"""

from collections import deque
from collections.abc import Mapping

from gui.calibrating.form import answers_in
from gui.calibrating.picture import History
from gui.language import text
from gui.picture import Readiness
from gui.sure import Sure
from gui.tasks import ListCalibrations
from rig.stream.api import (
    BeginCalibration,
    CalibrationState,
    CorrectMass,
    Quantity,
    Release,
    Step,
    StepCalibration,
    Take,
)

Ask = Take | Release | BeginCalibration | StepCalibration | CorrectMass | ListCalibrations
PLAIN = frozenset({"back", "again", "skip"})
TWICE = frozenset({"keep", "discard"})


class CalibrationGuide:
    """`asks` is what the rig is to do next, oldest first. The engine keeps the readings: nothing is
    lost when the page closes."""

    def __init__(self) -> None:
        self.state: CalibrationState | None = None
        self.readiness: Readiness | None = None
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
        """The stage of the calibration; "none" before it begins, "" if unknown."""
        return self.state.stage if self.state else ""

    # Inputs from the rig

    def look(self, *, connected: bool, serial: str, simulated: bool) -> None:
        """Takes whether the engine is connected, and which plates are."""
        self.connected, self.simulated = connected, simulated
        if not connected:
            self.state = None  # another engine may be at another stage
        if serial and serial != self.serial:
            self.serial = serial
            self.asks.append(ListCalibrations(serial))

    def learn(self, state: CalibrationState) -> None:
        """Takes the state of the calibration."""
        self.state = state

    def recall(self, history: History) -> None:
        """Takes the stored calibrations of the board."""
        self.history = history

    def answered(self, to: Ask, why: str) -> None:
        """Takes that a command was done, or refused: then `why` is in words what was wrong."""
        if isinstance(to, Take):  # the state has what was taken, or why it is doubted
            return
        self.notice, self.loud = why, bool(why)
        if why:
            return
        if to == StepCalibration(Step.KEEP):
            self.notice = text("calibration.kept")
            self.asks.append(ListCalibrations(self.serial))
        elif to == StepCalibration(Step.DISCARD):
            self.notice = text("calibration.discarded")

    # Actions of the coach

    def begin(self, texts: Mapping[str, str]) -> None:
        """Begins with the contents of the fields, if all are valid."""
        answers, self.wrong = answers_in(texts)
        self.notice, self.loud = "", False
        if not self.wrong:
            self.asks.append(BeginCalibration(answers))

    def act(self, name: str, value: str = "") -> None:
        """Performs the action of a choice or a key."""
        self.notice, self.loud = "", False
        self.sure.keep_only(name)
        if name == "take":
            self.asks.append(Take(Quantity.MASS, anyway=value == "anyway"))
        elif name in PLAIN or (name in TWICE and self.sure.is_sure(name, self.now_s)):
            self.asks.append(StepCalibration(Step(name)))

    def correct(self, written: str) -> None:
        """Corrects the mass of a hold, written as its number and the mass."""
        number, _, mass = written.strip().partition(" ")
        try:
            corrected = CorrectMass(int(number), float(mass.replace(",", ".")))
        except ValueError:
            self.notice, self.loud = text("calibration.correct_wrong", got=written), True
            return
        self.asks.append(corrected)
