"""An interrupted recording: offered, recovered at a press of a button, and reported."""

import hashlib
import os
from dataclasses import replace

import h5py
import pytest
from PyQt5.QtCore import Qt

from gui.joining import join
from gui.picture import Interrupted
from gui.session import Session
from gui.views.rescue import RescueView
from gui.window import MainWindow
from rig.stream.runfolder import Place
from rig.stream.triggers import Trigger
from rig.trial.interrupted import recovered_path
from rig.trial.journal import journal_path
from tests.gui.synthetic import RECORDING, STATUS
from tests.stream.test_host import Window, engine_running, has_boards, name

__all__ = ["name"]

FIRST, SECOND = Interrupted("/x/P07.h5", "P07.h5"), Interrupted("/x/P08.h5", "P08.h5")
SOON_MS = 60_000


@pytest.fixture
def view(shown):
    view = shown(RescueView(), 900, 60)
    view.show_interrupted((), recovering="")
    return view


def press(button, qtbot):
    qtbot.mouseClick(button, Qt.LeftButton)


def test_it_is_hidden_until_there_is_something_to_offer(view):
    assert not view.isVisible()
    view.show_interrupted((FIRST, SECOND), recovering="")
    assert view.isVisible()
    assert view.words.text().startswith("A recording was interrupted: P07.h5.")
    assert "1 more" in view.words.text()
    view.show_interrupted((), recovering="")
    assert not view.isVisible()


def test_it_asks_for_the_first_and_says_that_it_is_being_recovered(view, qtbot):
    asked = []
    view.recover_asked.connect(asked.append)
    view.show_interrupted((FIRST, SECOND), recovering="")
    press(view.recover, qtbot)
    assert asked == ["/x/P07.h5"]
    view.show_interrupted((FIRST, SECOND), recovering="P07.h5")
    assert "Recovering P07.h5" in view.words.text()
    assert not view.recover.isVisible()
    assert not view.later.isVisible()
    view.show_interrupted((SECOND,), recovering="")
    assert "P08.h5" in view.words.text()
    assert view.recover.isVisible()


def test_later_is_later_but_not_for_what_comes_new(view, qtbot):
    view.show_interrupted((FIRST,), recovering="")
    press(view.later, qtbot)
    assert not view.isVisible()
    view.show_interrupted((FIRST,), recovering="")
    assert not view.isVisible()
    view.show_interrupted((FIRST, SECOND), recovering="")
    assert view.isVisible()
    assert "P08.h5" in view.words.text()


def test_nothing_is_offered_while_a_trial_is_recorded(shown):
    window = shown(MainWindow(), 1280, 800)
    offer = replace(STATUS, interrupted=(FIRST,))
    for status, visible in ((offer, True), (replace(offer, recording=RECORDING), False)):
        window.show_status(status)
        assert window.rescue.isVisible() is visible
    window.show_status(STATUS)


def test_where_trials_go_stands_small_at_the_foot(shown):
    window = shown(MainWindow(), 1280, 800)
    assert not window.notes.isVisible()
    window.show_status(replace(STATUS, folder="/home/anna/trials"))
    assert window.notes.text() == "Trials go to /home/anna/trials; only you can read them."
    concerned = replace(STATUS, folder="/x", concerns=("/x is synchronised by Dropbox",))
    window.show_status(concerned)
    assert window.notes.text() == "Trials go to /x.\n▲ /x is synchronised by Dropbox."
    window.notes.show_sound("this computer has nothing to play it on")
    assert window.notes.text().endswith("▲ No sound: this computer has nothing to play it on.")
    assert window.notes.font().pixelSize() < window.controls.start.font().pixelSize()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_from_the_kill_to_the_recovered_trial(name: str, shown, qtbot) -> None:
    with engine_running(name) as process:
        recorder = Window(name)
        recorder.until(has_boards)
        trial = recorder.record(participant="P07", stop=Trigger.KEY)
        recorder.until(lambda s: s.trial and s.trial.seconds > 1.5)
        process.kill()
        process.wait()
        recorder.close()
    before = [hashlib.sha256(p.read_bytes()).digest() for p in (trial, journal_path(trial))]
    assert not Place(name).is_taken()
    window, session = shown(MainWindow(), 1280, 800), Session(name, lambda: None)
    join(session, window)
    with engine_running(name):
        session.open()
        qtbot.waitUntil(window.rescue.isVisible, timeout=SOON_MS)
        assert trial.name in window.rescue.words.text()
        press(window.rescue.recover, qtbot)
        qtbot.waitUntil(lambda: "Recovered: " in window.banner.words.text(), timeout=SOON_MS)
        qtbot.waitUntil(lambda: not window.rescue.isVisible(), timeout=SOON_MS)
        said = " ".join(window.banner.words.text().split())
        assert str(recovered_path(trial)).replace("/", "") in said.replace(" ", "").replace("/", "")
        assert "The trial is usable: it ended early: interrupted" in said
        session.close()
    after = [hashlib.sha256(p.read_bytes()).digest() for p in (trial, journal_path(trial))]
    assert after == before
    with h5py.File(recovered_path(trial)) as file:
        assert file.attrs["participant"] == "P07"
        assert len(file["plates/sample"]) > 1000
