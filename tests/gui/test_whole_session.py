"""A whole session on simulated boards, from the first name to the result, without a terminal."""

from collections.abc import Iterator
from pathlib import Path

import h5py
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
from rig.trial.notes import notes_of
from tests.stream.test_host import engine_running, name

__all__ = ["name"]

SOON_MS = 60_000
PERSON = (
    "seed=3&empty_s=12&stand_s=9&descent_s=1.2&hold_s=0.3&ascent_s=1.0&rest_s=1.2&mistake_each=0"
)


@pytest.fixture
def one(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A drill of one repetition, of the user's own; nothing is known of anybody."""
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "calibrations"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    text = find("dowel-hinge").text.replace("repetitions = 5", "repetitions = 1")
    own_folder().mkdir(parents=True)
    (own_folder() / "one.toml").write_text(text.replace('"dowel-hinge"', '"one"'), "utf-8")
    return "one"


class Led:
    """A window with its flow, on the engine of a name."""

    def __init__(self, name: str, window: MainWindow) -> None:
        self.window, self.session, self.errands = window, Session(name, lambda: None), Errands()
        self.coach = Coach(drills()[0])
        join(self.session, window)
        lead(self.coach, self.session, self.errands, window)
        self.session.open()

    @property
    def at(self) -> Step:
        return self.coach.flow.at

    def close(self) -> None:
        self.session.close()
        self.errands.close()


@pytest.fixture
def led(name: str, one: str, shown, qtbot: QtBot) -> Iterator[Led]:
    with engine_running(
        name, "--plates", f"sim://plates?{PERSON}", "--dowel", f"sim://dowel?{PERSON}"
    ):
        opened = Led(name, shown(MainWindow(), 1280, 800))
        yield opened
        opened.close()


def test_a_session_from_the_first_name_to_the_result(led: Led, one: str, qtbot: QtBot) -> None:
    def until(step: Step) -> None:
        qtbot.waitUntil(lambda: led.at is step, timeout=SOON_MS)

    def take(button: int = 0) -> None:
        led.window.flow.choices.buttons[button].click()

    led.window.flow.written.emit("P07")
    qtbot.waitUntil(lambda: led.coach.flow.met, timeout=SOON_MS)
    take()  # they consent
    until(Step.PROTOCOL)
    led.coach.act("drill", one)
    until(Step.BOARDS)
    qtbot.waitUntil(lambda: len(led.coach.flow.facts.roles) == 2, timeout=SOON_MS)
    led.coach.act("skip")
    until(Step.ZERO)
    take()
    until(Step.WEIGH)
    take()
    until(Step.TOUCH)
    led.coach.act("skip")
    until(Step.RECORD)  # by itself, after gate and countdown
    until(Step.RESULT)  # by itself, after its repetition
    qtbot.waitUntil(lambda: led.coach.flow.outcome.repetitions is not None, timeout=SOON_MS)
    outcome = led.coach.flow.outcome
    assert outcome.repetitions == 1
    assert outcome.verdict == "usable", outcome.reasons
    assert any("zero pending" in reason for reason in outcome.reasons)
    assert "Repetitions: 1." in led.window.flow.sentence.text().replace("\n", " ")
    led.window.flow.written.emit("left knee taped")
    trial = Path(outcome.path)
    qtbot.waitUntil(lambda: bool(notes_of(trial)), timeout=SOON_MS)
    assert notes_of(trial)[0].text == "left knee taped"
    with h5py.File(trial) as file:
        assert file.attrs["participant"] == "P07"
        assert file.attrs["protocol"] == one
        assert 600 < file.attrs["weighed_n"] < 700
    led.coach.act("next_person")
    assert led.at is Step.PARTICIPANT
    assert led.window.flow.choices.buttons[0].text() == "P07 (1)"
