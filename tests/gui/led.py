"""A window with its flow on a running engine, led as a coach leads it."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.__main__ import join, lead
from gui.coach import Coach
from gui.drills import drills
from gui.errands import Errands
from gui.flow.step import Step
from gui.session import Session
from gui.window import MainWindow
from rig.protocol.shelf import find, own_folder

SOON_MS = 60_000
ONE = "one"


@pytest.fixture
def one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A drill of one repetition, of the user's own; nothing is known of anybody."""
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "calibrations"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    text = find("dowel-hinge").text.replace("repetitions = 5", "repetitions = 1")
    own_folder().mkdir(parents=True)
    (own_folder() / f"{ONE}.toml").write_text(text.replace('"dowel-hinge"', f'"{ONE}"'), "utf-8")
    return ONE


class Led:
    """To be closed by who opens it."""

    def __init__(self, name: str, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.session, self.errands = window, Session(name, lambda: None), Errands()
        self.coach = Coach(drills()[0])
        self._qtbot = qtbot
        join(self.session, window)
        lead(self.coach, self.session, self.errands, window)
        self.session.open()

    @property
    def at(self) -> Step:
        return self.coach.flow.at

    @property
    def why(self) -> str:
        return self.window.flow.why.text().replace("\n", " ")

    def wait(self, done) -> None:
        self._qtbot.waitUntil(lambda: bool(done()), timeout=SOON_MS)

    def until(self, step: Step) -> None:
        self.wait(lambda: self.at is step)

    def take(self, button: int = 0) -> None:
        self.window.flow.choices.buttons[button].click()

    def begin(self, participant: str, drill: str) -> None:
        """Up to the zero: who is there consents, the sensors are not checked."""
        self.window.flow.written.emit(participant)
        self.wait(lambda: self.coach.flow.met)
        self.take()
        self.until(Step.PROTOCOL)
        self.coach.act("drill", drill)
        self.until(Step.BOARDS)
        self.wait(lambda: len(self.coach.flow.facts.roles) == 2)
        self.coach.act("skip")
        self.until(Step.ZERO)

    def get_ready(self, participant: str, drill: str) -> None:
        """Up to the gate, with nothing prepared."""
        self.begin(participant, drill)
        while self.at is not Step.READY:
            self.coach.act("skip")

    def close(self) -> None:
        self.session.close()
        self.errands.close()


def record_one(led: Led, drill: str) -> None:
    """From the first name to the result of one repetition: of a person who first lets the plates be
    taken as empty, and then stands on them and hinges."""
    led.begin("P07", drill)
    led.take()
    led.until(Step.WEIGH)
    led.take()
    led.until(Step.TOUCH)
    led.coach.act("skip")
    led.until(Step.RECORD)  # by itself, after gate and countdown
    led.until(Step.RESULT)  # by itself, after its repetition
    led.wait(lambda: led.coach.flow.outcome.repetitions is not None)
    assert led.coach.flow.outcome.repetitions == 1
