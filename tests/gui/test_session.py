"""The bridge on a real engine process: a window's messages, whatever happens to the engine."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from gui.joining import join
from gui.language import text
from gui.picture import Picture, Status
from gui.session import Session
from gui.window import MainWindow
from rig.cli.live import _started, start_engine
from rig.stream.runfolder import Place
from rig.trial.journal import journal_path
from tests.stream.test_host import SIM, engine_running, name

__all__ = ["name"]

SOON_MS = 60_000


class Eyes:
    """Keeps the newest of a session's messages."""

    def __init__(self, session: Session) -> None:
        self.picture: Picture | None = None
        self.status: Status | None = None
        self.said: list[str] = []
        self.happened: list[tuple[str, str]] = []
        session.picture.connect(lambda picture: setattr(self, "picture", picture))
        session.status.connect(lambda status: setattr(self, "status", status))
        session.said.connect(self.said.append)
        session.happened.connect(lambda *event: self.happened.append(event))


@pytest.fixture
def session(name: str, qtbot: QtBot) -> Iterator[Session]:
    opened = Session(name, lambda: None)
    yield opened
    opened.close()


def until(qtbot: QtBot, done: Callable[[], Any]) -> None:
    qtbot.waitUntil(lambda: bool(done()), timeout=SOON_MS)


def linked(eyes: Eyes) -> bool:
    return bool(eyes.status and len(eyes.status.links) == 2 and eyes.picture.balance)


def test_it_shows_what_the_boards_measure(session: Session, name: str, qtbot: QtBot) -> None:
    eyes = Eyes(session)
    with engine_running(name):
        session.open()
        until(qtbot, lambda: linked(eyes) and len(eyes.picture.strips.load_time_s) > 3000)
        until(qtbot, lambda: all(contact.on for contact in eyes.picture.contacts))
        picture, status = eyes.picture, eyes.status
        assert picture is not None
        assert status is not None
        assert 500 < picture.balance.total_n < 1000
        assert picture.balance.total_n == pytest.approx(sum(picture.balance.load_n), rel=1e-4)
        assert 20 < picture.balance.cop_mm[-1][1] < 290
        assert not picture.balance.calibrated
        assert [contact.point for contact in picture.contacts] == ["head", "thoracic", "sacrum"]
        strips = picture.strips
        assert strips.load_n.shape == (len(strips.load_time_s), 4)
        assert (np.diff(strips.load_time_s) > 0).all()
        assert strips.load_time_s[-1] <= strips.end_s + 1e-6
        assert strips.end_s - strips.begin_s == pytest.approx(10.0)
        assert all(link.simulated for link in status.links)
        assert status.recording is None
        session.close()


def test_a_loss_of_contact_is_told_and_shaded(session: Session, name: str, qtbot: QtBot) -> None:
    eyes = Eyes(session)
    with engine_running(name, "--plates", "none", "--dowel", "sim://dowel?seed=7"):
        session.open()
        qtbot.waitUntil(lambda: "contact_off" in dict(eyes.happened), timeout=30_000)
        until(qtbot, lambda: eyes.picture.strips.losses)
        point, begin_s, _ = eyes.picture.strips.losses[0]
        assert point in ("head", "thoracic", "sacrum")
        assert eyes.picture.strips.begin_s < begin_s <= eyes.picture.strips.end_s + 0.1
        session.close()


def test_looking_back_stands_still(session: Session, name: str, qtbot: QtBot) -> None:
    eyes = Eyes(session)
    with engine_running(name):
        session.open()
        until(qtbot, lambda: linked(eyes) and len(eyes.picture.strips.load_time_s) > 3000)
        end_s = eyes.picture.strips.end_s - 1.0
        session.scene.look_back(end_s)
        qtbot.wait(300)
        assert eyes.picture.strips.end_s == end_s
        assert eyes.picture.strips.load_time_s[-1] <= end_s
        session.scene.zoom(2.0)
        until(qtbot, lambda: eyes.picture.strips.begin_s == end_s - 2.0)
        assert eyes.picture.strips.load_time_s[0] >= end_s - 2.0
        session.scene.look_back(None)
        until(qtbot, lambda: eyes.picture.strips.end_s > end_s + 1.0)
        session.close()


def test_repetitions_are_counted_from_the_begin_of_a_trial(
    session: Session, name: str, qtbot: QtBot
) -> None:
    eyes = Eyes(session)
    quick = "descent_s=1&hold_s=0.5&ascent_s=1&rest_s=1&stand_s=2&mistake_each=0"
    with engine_running(name, *(f"{url}&{quick}" if "sim:" in url else url for url in SIM)):
        session.scene.counting.expect(5, (1, 1, 1))
        session.open()
        qtbot.waitUntil(lambda: counted(eyes) >= 1, timeout=30_000)
        down_s, held_s, up_s = eyes.picture.progress.last_tempo_s
        assert down_s + held_s + up_s == pytest.approx(2.5, abs=0.7)
        assert eyes.picture.progress.of is None  # of a set: there is none
        assert eyes.picture.progress.wanted_tempo_s == (1, 1, 1)
        session.start("P07")
        until(qtbot, lambda: eyes.status.recording and eyes.status.recording.begun)
        until(qtbot, lambda: eyes.picture.progress.of == 5)
        until(qtbot, lambda: counted(eyes) == 0)
        until(qtbot, lambda: counted(eyes) == 1)
        session.stop()
        until(qtbot, lambda: any(said.startswith("Saved: ") for said in eyes.said))
        session.close()
    Path(eyes.said[-1].removeprefix("Saved: ").split(". The trial is ")[0]).unlink()


def counted(eyes: Eyes) -> int:
    return eyes.picture.progress.repetition if eyes.picture else 0


def test_a_trial_from_start_to_saved(session: Session, name: str, qtbot: QtBot) -> None:
    eyes = Eyes(session)
    with engine_running(name):
        session.open()
        until(qtbot, lambda: linked(eyes))
        session.start("P07", "dowel-hinge")
        until(qtbot, lambda: eyes.status.recording and eyes.status.recording.seconds > 1)
        recording = eyes.status.recording
        assert recording.begun
        assert 0.5 < recording.on_disk / recording.expected <= 1.01
        assert session.recording
        session.mark()
        until(qtbot, lambda: eyes.picture.strips.marks_s)
        session.stop()
        until(qtbot, lambda: any(said.startswith("Saved: ") for said in eyes.said))
        assert not session.recording
        session.close()
    saved, verdict = eyes.said[-1].removeprefix("Saved: ").split(". The trial is ")
    assert verdict == "whole."
    path = Path(saved)
    with h5py.File(path) as file:
        assert file.attrs["participant"] == "P07"
        assert file.attrs["protocol"] == "dowel-hinge"
    path.unlink()


def test_what_is_refused_is_said(session: Session, name: str, qtbot: QtBot) -> None:
    eyes = Eyes(session)
    with engine_running(name):
        session.open()
        until(qtbot, lambda: linked(eyes))
        session.start("Jane Doe")
        until(qtbot, lambda: any("participant" in said for said in eyes.said))
        session.close()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_an_engine_that_dies_is_said_with_what_was_saved(
    session: Session, name: str, qtbot: QtBot
) -> None:
    eyes = Eyes(session)
    with engine_running(name) as process:
        session.open()
        until(qtbot, lambda: linked(eyes))
        session.start("P07")
        until(qtbot, lambda: eyes.status.recording and eyes.status.recording.seconds > 1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        until(qtbot, lambda: any("The engine has ended" in said for said in eyes.said))
        assert "What was recorded until then is in" in eyes.said[-1]
        path = Path(eyes.said[-1].split(" is in ")[1].split(". Start")[0])
        assert not eyes.status.connected
        with h5py.File(path) as file:
            assert len(file["plates/sample"]) > 500
        path.unlink()
        journal_path(path).unlink()
        session.close()
    assert not Place(name).is_taken()


def test_a_window_starts_its_engine_and_again_after_it_died(name: str, qtbot: QtBot) -> None:
    session = Session(name, lambda: start_engine(name, [*SIM]))
    eyes = Eyes(session)
    session.open()
    until(qtbot, lambda: linked(eyes))
    first = session._state.process
    os.kill(first, signal.SIGTERM)
    until(qtbot, lambda: not eyes.status.connected)
    session.start()
    until(qtbot, lambda: linked(eyes) and eyes.status.connected)
    second = session._state.process
    assert second != first
    os.kill(second, signal.SIGTERM)
    until(qtbot, lambda: not eyes.status.connected)
    session.close()
    for process in _started:
        process.wait(20)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_an_engine_that_vanished_is_started_again_by_a_button_and_its_last_words_are_shown(
    name: str, qtbot: QtBot
) -> None:
    session, window = Session(name, lambda: start_engine(name, [*SIM])), MainWindow()
    eyes = Eyes(session)
    join(session, window)
    window.show()
    session.open()
    until(qtbot, lambda: linked(eyes))
    assert not window.engine.isVisible()
    first = session._state.process
    os.kill(first, signal.SIGKILL)
    until(qtbot, lambda: window.engine.isVisible())
    assert "it gave no reason; its last entry: boards: plates, dowel" in eyes.said[-1]
    window.mark_asked.emit()
    assert eyes.said[-1] == text("session.not_running")
    window.engine.start.click()
    assert not window.engine.isVisible()
    until(qtbot, lambda: linked(eyes) and eyes.status.connected)
    assert session._state.process != first
    assert not window.engine.isVisible()
    os.kill(session._state.process, signal.SIGTERM)
    until(qtbot, lambda: any("ends: by signal 15" in said for said in eyes.said))
    session.close()
    window.close()
    window.deleteLater()
    for process in _started:
        process.wait(20)


@pytest.mark.skipif(os.name != "posix", reason="SIGSTOP")
@pytest.mark.parametrize("meets", ["when the window opens", "later"])
def test_an_engine_that_hangs_is_said_with_what_to_do(meets: str, name: str, qtbot: QtBot) -> None:
    session, window = Session(name, lambda: start_engine(name, [*SIM])), MainWindow()
    eyes = Eyes(session)
    join(session, window)
    window.show()
    with engine_running(name) as process:
        wanted = text("engine.hung", process=process.pid)
        if meets == "later":
            session.open()
            until(qtbot, lambda: linked(eyes))
        process.send_signal(signal.SIGSTOP)
        session.open()
        until(qtbot, lambda: window.engine.isVisible() and window.engine.why.text() == wanted)
        assert eyes.status.trouble == wanted
        assert eyes.said.count(wanted) == 1
        window.engine.start.click()
        assert eyes.said.count(wanted) == 2
        qtbot.wait(500)
        assert window.engine.isVisible()
        process.send_signal(signal.SIGCONT)  # as if nothing had happened
        until(qtbot, lambda: linked(eyes) and not window.engine.isVisible())
        assert eyes.status.trouble == ""
        session.close()
        window.close()
        window.deleteLater()


FAULTY = """
import sys
from PyQt5.QtCore import QTimer
from gui.application import application, go_on_after_faults
running, said = application(), []
go_on_after_faults(said.append)
QTimer.singleShot(0, lambda: 1 / 0)
QTimer.singleShot(50, running.quit)
running.exec_()
print(said[0])
"""


def test_a_fault_in_one_slot_does_not_end_the_window() -> None:
    words = [sys.executable, "-c", FAULTY]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ZeroDivisionError: division by zero" in done.stdout


def test_a_contact_that_changes_does_not_wait_for_the_next_frame(
    session: Session, name: str, qtbot: QtBot
) -> None:
    eyes, person = Eyes(session), "seed=7&mistake_each=1&stand_s=6&descent_s=1&rest_s=0.5"
    words = ("--plates", f"sim://plates?{person}", "--dowel", f"sim://dowel?{person}")
    with engine_running(name, *words):
        session.open()
        until(qtbot, lambda: linked(eyes) and all(one.on for one in eyes.picture.contacts))
        session._timer.stop()  # no more frames
        with qtbot.waitSignal(session.contacts, timeout=SOON_MS) as seen:
            until(qtbot, lambda: any(kind == "contact_off" for kind, _ in eyes.happened))
        (contacts,) = seen.args
        assert not all(one.on for one in contacts)
