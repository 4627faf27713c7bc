"""A window with its flow on a running engine, operated as by a coach: with keys and a mouse."""

from pathlib import Path

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from gui.coach import Coach
from gui.drills import drills
from gui.errands import Errands
from gui.flow.step import Step
from gui.joining import join, lead
from gui.session import Session
from gui.window import MainWindow
from rig.protocol.shelf import find, own_folder

SOON_MS = 60_000
ONE, TITLE = "one", "One hinge"


@pytest.fixture
def one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A drill of one repetition, of the user's own; no participant is known."""
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "calibrations"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    text = find("dowel-hinge").text.replace("repetitions = 5", "repetitions = 1")
    text = text.replace("Dowel hinge (broomstick hinge)", TITLE)
    own_folder().mkdir(parents=True)
    (own_folder() / f"{ONE}.toml").write_text(text.replace('"dowel-hinge"', f'"{ONE}"'), "utf-8")
    return ONE


class Led:
    """Must be closed by its creator. `actions` counts keys, clicks, and each entry of a few
    words."""

    def __init__(self, name: str, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.session, self.errands = window, Session(name, lambda: None), Errands()
        self.coach = Coach(drills()[0])
        self._qtbot = qtbot
        self.actions = 0
        window.activateWindow()
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

    def press(self, key: Qt.Key) -> None:
        """Presses a key, sent to whatever has the keyboard."""
        self.actions += 1
        self._qtbot.keyClick(QApplication.focusWidget() or self.window, key)

    def click(self, button: QPushButton) -> None:
        self.actions += 1
        self._qtbot.mouseClick(button, Qt.LeftButton)

    def write(self, words: str) -> None:
        """Types into the field after a click."""
        self.actions += 2
        self._qtbot.mouseClick(self.window.flow.field, Qt.LeftButton)
        self._qtbot.keyClicks(QApplication.focusWidget(), words)
        self.press(Qt.Key_Return)

    def choose(self, drill: str) -> None:
        """Chooses from the list, by repeating the first letter of its title."""
        listed, title = self.window.flow.choices.list, self.coach.flow.drills[drill].title
        for _ in range(listed.count()):
            self.press(getattr(Qt, f"Key_{title[0]}"))
            if listed.currentItem().text() == title:
                break
        self.press(Qt.Key_Return)

    def begin(self, participant: str, drill: str) -> None:
        """Up to the zero: a new participant consents, the sensors are not checked."""
        self.write(participant)
        self.wait(lambda: self.coach.flow.met)
        if self.at is Step.PARTICIPANT:
            self.press(Qt.Key_Return)
        self.until(Step.PROTOCOL)
        self.choose(drill)
        self.until(Step.BOARDS)
        self.wait(lambda: len(self.coach.flow.facts.roles) == 2)
        self.press(Qt.Key_Escape)
        self.until(Step.ZERO)

    def get_ready(self, participant: str, drill: str) -> None:
        """Up to the gate, with nothing prepared."""
        self.begin(participant, drill)
        while self.at is not Step.READY:
            self.press(Qt.Key_Escape)

    def close(self) -> None:
        self.session.close()
        self.errands.close()


def record_one(led: Led, drill: str) -> None:
    """From the first name to the result of one repetition: by a person who first leaves the plates
    empty for the zero, and then stands on them and hinges."""
    led.begin("P07", drill)
    led.press(Qt.Key_Return)
    led.until(Step.WEIGH)
    led.press(Qt.Key_Return)
    led.wait(lambda: led.at in (Step.TOUCH, Step.READY))
    if led.at is Step.TOUCH:  # for someone not touched today
        led.press(Qt.Key_Escape)
    led.until(Step.RECORD)  # automatically, after gate and countdown
    led.until(Step.RESULT)  # automatically, after its repetition
    led.wait(lambda: led.coach.flow.outcome.repetitions is not None)
    assert led.coach.flow.outcome.repetitions == 1
