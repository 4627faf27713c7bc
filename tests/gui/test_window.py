import ast
import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PyQt5.QtCore import QPoint, QRect, Qt, QTimer
from PyQt5.QtGui import QFontMetricsF
from PyQt5.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton

import gui
from gui import theme
from gui.flow.step import Choice, FlowPicture, Light, Mark, Page, Step
from gui.picture import Picture
from gui.window import MainWindow
from tests.gui.pixels import like, pixels
from tests.gui.synthetic import LINKS, RECORDING, STATUS, Person, contacts, no_load

PERSON = Person(40.0)
RESULT = FlowPicture(
    Step.RESULT,
    dict.fromkeys(Step, Mark.DONE),
    Page(
        "Usable",
        "Set 1: 5 repetitions, 2 losses of contact.",
        Light.WAIT,
        "plates: zero pending: none was taken yet after the person stepped off",
        tuple(Choice(f"do{key}", f"Next thing {key}", key) for key in "1234"),
        field="Keep with a note",
    ),
)
SIMULATED = tuple(replace(link, simulated=True) for link in LINKS)
WORST = replace(
    STATUS,
    links=(replace(SIMULATED[0], silent_s=3.2), replace(SIMULATED[1], lost=123_456)),
    recording=replace(RECORDING, on_disk=0, path="data/" + "hinge-0123" * 9 + ".h5"),
    trouble="The plates have sent nothing for 3 seconds. Check the cable, then the port.",
)


@pytest.fixture
def window(shown):
    window = shown(MainWindow(), 1280, 800)
    window.flow.show_flow(RESULT)
    yield window
    window.show_status(STATUS)


def settle(window):
    for _ in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize(
    ("size", "status"),
    [
        ((1240, 720), STATUS),
        ((1280, 800), STATUS),
        ((1280, 800), replace(STATUS, links=SIMULATED)),
        ((1280, 800), WORST),
        ((1920, 1080), STATUS),
        ((1920, 1080), WORST),
        ((3840, 2160), WORST),
    ],
)
def test_nothing_is_cut_off(window, size, status):
    window.resize(*size)
    window.show_status(status)
    window.controls.participant.setText("_" if status is WORST else "")
    window.show_picture(replace(PERSON.picture(30.0), contacts=contacts(lost=("thoracic",))))
    settle(window)
    whole = QRect(QPoint(), window.size())
    for part in window.findChildren((QLabel, QPushButton)):
        if part.isVisible():
            inside = QRect(part.mapTo(window, QPoint()), part.size())
            assert whole.contains(inside), part.text()
            assert part.width() >= part.minimumSizeHint().width(), part.text()
            assert part.height() >= part.minimumSizeHint().height(), part.text()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (3840, 2160)])
def test_text_that_views_draw_stands_inside_its_box_and_is_large_enough(window, size, monkeypatch):
    drawn = []
    monkeypatch.setattr(theme, "write", lambda _, box, text, **how: drawn.append((box, text, how)))
    window.resize(*size)
    window.show_picture(replace(PERSON.picture(30.0), contacts=contacts(missing=("thoracic",))))
    settle(window)
    assert {"thoracic", "no data", "left heel", "-10 s"} <= {text for _, text, _ in drawn}
    for box, text, how in drawn:
        font = theme.fitted(text, box, how["size_px"], bold=how.get("bold", False))
        assert QFontMetricsF(font).horizontalAdvance(text) <= box.width() + 1, text
        assert font.pixelSize() >= 8, text
        if text in ("no data", "on"):
            assert font.pixelSize() >= size[1] / 30, "readable from afar"


def test_parts_do_not_overlap(window):
    window.show_status(WORST)
    settle(window)
    views = (window.flow, window.unreal, window.banner, window.feet, window.dowel)
    views += (window.balance, window.links, window.recording, window.strips)
    places = [QRect(view.mapTo(window, QPoint()), view.size()) for view in views]
    for at, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[at + 1 :])


def test_fonts_grow_with_the_window(window):
    before = window.dowel.text_px(), window.links.rows["plates"].state.font().pixelSize()
    window.resize(1920, 1080)
    settle(window)
    after = window.dowel.text_px(), window.links.rows["plates"].state.font().pixelSize()
    assert after[0] / before[0] == pytest.approx(1080 / 800, rel=0.1)
    assert after[1] / before[1] == pytest.approx(1080 / 800, rel=0.1)


def test_too_small_a_screen_is_said_and_scrolls(window):
    assert not window.ground.too_small.isVisible()
    window.resize(900, 600)
    settle(window)
    assert window.ground.too_small.isVisible()
    assert window.width() == 900
    assert window.strips.width() > 900
    window.show_status(replace(STATUS, links=SIMULATED))
    assert "SIMULATED" in window.ground.too_small.text(), (
        "the large one may have been scrolled away"
    )
    assert "SIMULATED" in window.windowTitle()
    window.show_status(STATUS)
    assert "SIMULATED" not in window.ground.too_small.text() + window.windowTitle()


def test_simulated_stands_large_while_any_board_is(window):
    assert not window.unreal.isVisible()
    window.show_status(replace(STATUS, links=(LINKS[0], SIMULATED[1])))
    assert window.unreal.isVisible()
    window.banner.clear()
    window.show_status(replace(STATUS, links=SIMULATED, recording=RECORDING))
    settle(window)
    assert window.unreal.isVisible()
    assert window.unreal.font().pixelSize() >= 30
    assert like(pixels(window), theme.now().unreal_ground).sum() > 5000
    window.show_status(STATUS)
    assert not window.unreal.isVisible()


def test_a_replay_is_called_one(window):
    window.show_status(replace(STATUS, links=(replace(LINKS[0], replayed=True), LINKS[1])))
    assert window.unreal.isVisible()
    assert window.unreal.text() == "REPLAYED"
    assert "REPLAYED" in window.windowTitle()
    window.show_status(replace(STATUS, links=(replace(SIMULATED[0], replayed=True), LINKS[1])))
    assert window.unreal.text() == "SIMULATED"


def test_what_views_ask_for_the_window_asks_for(window, qtbot):
    asked = []
    window.start_asked.connect(lambda *fields: asked.append(fields))
    window.mark_asked.connect(lambda: asked.append("mark"))
    window.stop_asked.connect(lambda: asked.append("stop"))
    window.looked_back.connect(asked.append)
    window.show_picture(PERSON.picture(30.0))
    window.show_status(STATUS)
    qtbot.keyClick(window, Qt.Key_F3)
    qtbot.keyClick(window, Qt.Key_R)
    window.show_status(replace(STATUS, recording=RECORDING))
    for pressed in (Qt.Key_R, Qt.Key_M, Qt.Key_S, Qt.Key_P):
        qtbot.keyClick(window, pressed)
    assert asked == [("", ""), "mark", "stop", 30.0]


def test_newtons_in_the_strips_are_called_uncalibrated_until_they_are_known_to_be(window):
    said = []
    for calibrated in (None, False, None, True, None):
        balance = (
            None if calibrated is None else replace(PERSON.balance(20.0), calibrated=calibrated)
        )
        window.show_picture(replace(PERSON.picture(20.0), balance=balance))
        said.append(window.strips.uncalibrated.isVisible())
    assert said == [True, True, True, False, False]


def test_no_marks_before_the_trial_has_begun(window):
    window.show_status(replace(STATUS, recording=replace(RECORDING, begun=False)))
    assert window.controls.stop.isEnabled()
    assert not window.controls.mark.isEnabled()


def test_without_the_engine_nothing_can_be_asked(window):
    window.show_status(replace(STATUS, connected=False))
    assert not window.controls.start.isEnabled()


def test_it_draws_whatever_it_is_given(window):
    empty = PERSON.strips(
        20.0,
        load_time_s=np.empty(0),
        load_n=np.empty((0, 4), "f4"),
        contact_time_s=np.empty(0),
        contact_share=np.empty((0, 3), "f4"),
        losses=[("head", -math.inf, math.inf)],
    )
    for balance in (None, no_load(), PERSON.balance(20.0)):
        window.show_picture(Picture(balance, (), empty))
        pixels(window)


def answered(window, button, seen):
    """Closes the window and presses a button of its question."""

    def press():
        box = QApplication.activeModalWidget()
        seen.append(isinstance(box, QMessageBox))
        next(b for b in box.buttons() if b.text().replace("&", "") == button).click()

    QTimer.singleShot(0, press)
    return window.close()


@pytest.mark.parametrize(
    ("button", "closes", "stops"),
    [("Recording goes on", True, 0), ("Stop and close", True, 1), ("Cancel", False, 0)],
)
def test_closing_while_recording_asks(window, button, closes, stops):
    stopped, closed, seen = [], [], []
    window.stop_asked.connect(lambda: stopped.append(1))
    window.closed.connect(lambda: closed.append(1))
    window.show_status(replace(STATUS, recording=RECORDING))
    assert answered(window, button, seen) is closes
    assert seen == [True]
    assert len(stopped) == stops
    assert len(closed) == closes
    assert window.isVisible() is not closes


def test_the_space_bar_does_nothing_at_first(window, qtbot):
    asked = []
    window.start_asked.connect(lambda *fields: asked.append(fields))
    window.show_status(STATUS)
    window.activateWindow()
    settle(window)
    qtbot.keyClick(window.focusWidget() or window, Qt.Key_Space)
    assert not isinstance(window.focusWidget(), (QPushButton, QLineEdit))
    assert asked == []


def test_closing_otherwise_does_not_ask(window):
    assert window.close()
    assert not window.isVisible()


SOURCES = list(Path(gui.__file__).parent.rglob("*.py"))
FORBIDDEN = re.compile(
    r"spine|lumbar|lower back|muscle|injur|diagnos|\bangle|posture|neutral|\bnorms?\b",
    re.IGNORECASE,
)


def test_no_word_on_the_screen_claims_what_is_not_measured():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert not FORBIDDEN.search(node.value), (path.name, node.value)
