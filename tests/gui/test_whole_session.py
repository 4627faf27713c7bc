"""A whole session on simulated boards, from the first name to the result, without a terminal."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import h5py
import pytest
from PyQt5.QtCore import Qt
from pytestqt.qtbot import QtBot

from gui.flow.step import Step
from gui.window import MainWindow
from rig.calibrations.persons import PersonBook
from rig.stream.disk import LEAST_S, bytes_for
from rig.trial.consent import Consent
from rig.trial.notes import notes_of
from tests.cli.test_disk import leave, small_disk
from tests.gui.led import Led, one, record_one
from tests.stream.test_host import engine_running, name
from tests.touched import light

__all__ = ["name", "one", "small_disk"]

PERSON = (
    "seed=3&empty_s=12&stand_s=14&descent_s=1.2&hold_s=0.3&ascent_s=1.0&rest_s=1.2&mistake_each=0"
)
SERIAL = "SIMD0003"
MOST_ACTIONS = 8  # from the start to the first recorded repetition of a known participant
STANDS = "seed=3&drill=stand&mistake_each=0"
Lead = Callable[..., Led]


@pytest.fixture
def lead(name: str, one: str, shown, qtbot: QtBot) -> Iterator[Lead]:
    """Opens windows on a simulated person."""

    @contextmanager
    def of(person: str, of_dowel: str) -> Iterator[Led]:
        words = ("--plates", f"sim://plates?{person}", "--dowel", f"sim://dowel?{person}{of_dowel}")
        with engine_running(name, *words):
            led = Led(name, shown(MainWindow(), 1280, 800), qtbot)
            yield led
            led.close()

    with ExitStack() as opened:
        yield lambda person, of_dowel="": opened.enter_context(of(person, of_dowel))


def is_known(participant: str) -> None:
    """They have consented, and were touched today by this dowel; their weight is not known."""
    now = datetime.now(UTC).isoformat()
    PersonBook().add(Consent(participant, "1", now))
    PersonBook().add(replace(light(participant, SERIAL), taken_utc=now))


def test_a_session_of_who_is_known_from_the_start_to_the_result(lead: Lead, one: str) -> None:
    is_known("P07")
    led = lead(PERSON)
    record_one(led, one)
    assert led.actions <= MOST_ACTIONS
    outcome = led.coach.flow.outcome
    assert outcome.verdict == "whole", outcome.reasons
    assert outcome.zero_pending
    assert any("zero pending" in reason for reason in outcome.trust)
    assert "Repetitions: 1." in led.window.flow.sentence.text().replace("\n", " ")
    assert led.window.findings.isVisible()
    assert led.window.findings.list.count() == len(outcome.statements) > 0
    led.write("left knee taped")
    trial = Path(outcome.path)
    led.wait(lambda: notes_of(trial))
    assert notes_of(trial)[0].text == "left knee taped"
    with h5py.File(trial) as file:
        assert file.attrs["participant"] == "P07"
        assert file.attrs["protocol"] == one
        assert 600 < file.attrs["weighed_n"] < 700
    led.press(Qt.Key_N)
    assert led.at is Step.PARTICIPANT
    led.write("P08")
    led.wait(lambda: led.coach.flow.met)
    led.press(Qt.Key_Return)  # they consent
    led.until(Step.ZERO)
    go_back_to_the_first(led)


def go_back_to_the_first(led: Led) -> None:
    """Among today's people, in two actions from any step but a recording: the step, who it is."""
    led.actions = 0
    led.click(led.window.flow.marks[Step.PARTICIPANT])
    assert [one.text() for one in led.window.flow.choices.buttons[:2]] == ["P08 (1)", "P07 (2)"]
    led.press(Qt.Key_2)
    led.until(Step.ZERO)  # what is known of them applies
    assert led.coach.flow.participant == "P07"
    assert led.actions == 2


def test_a_disk_that_fills_up_while_recording(
    small_disk: Path, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(small_disk))
    led = lead(STANDS)
    led.get_ready("P07", "dowel-hinge")
    led.until(Step.RECORD)
    led.wait(lambda: led.coach.flow.facts.begun)
    leave(small_disk, bytes_for(LEAST_S, 2) - 100_000)
    led.until(Step.RESULT)
    led.wait(lambda: led.coach.flow.outcome)
    trial = Path(led.coach.flow.outcome.path)
    with h5py.File(trial) as file:
        assert file.attrs["end_reason"] == "disk_full"
    led.wait(lambda: "disk full" in led.why)


def test_a_board_that_is_swapped_while_recording(lead: Lead) -> None:
    led = lead(STANDS, "&unplug_at_s=20&unplug_s=0.5&replug_serial=SWAPPED1")
    led.get_ready("P07", "dowel-hinge")
    led.until(Step.RECORD)
    led.wait(lambda: "dowel board" in led.window.banner.words.text())
    assert led.at is Step.RECORD  # the plates continue
    led.wait(lambda: led.session.recording and "SWAPPED1" in said(led))
    led.coach.act("stop")
    led.until(Step.RESULT)
    led.wait(lambda: led.coach.flow.outcome)
    reasons = led.coach.flow.outcome.reasons
    assert "it ended early: port lost" in reasons


def said(led: Led) -> str:
    return led.window.banner.words.text().replace("\n", " ")
