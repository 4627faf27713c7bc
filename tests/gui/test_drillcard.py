"""The drill highlighted in the list: its drawing, dose and cues, before it is chosen."""

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QLabel

from gui import theme
from gui.coach import Coach
from gui.drills import drills
from gui.flow.facts import Kept
from gui.flow.step import Step
from gui.window import MainWindow
from tests.gui.pixels import like, pixels


@pytest.fixture
def coach(shown) -> Coach:
    """At the choice of a drill, with a window that shows it as `coach.window`."""
    coach, window = Coach(drills()[0]), shown(MainWindow(), 1280, 800)
    for view in (window.flow, window.drill):
        coach.changed.connect(view.show_flow)
    window.flow.acted.connect(coach.act)
    coach.act("person", "P07")
    coach.take_kept(Kept(consent_version="1"))
    assert coach.flow.at is Step.PROTOCOL
    coach.window = window
    return coach


def go_to(coach: Coach, title: str, qtbot) -> None:
    """Down the list by its keys."""
    found = coach.window.flow.choices.list
    for _ in range(found.count()):
        if found.currentItem().text().startswith(title):
            return
        qtbot.keyClick(found, Qt.Key_Down)
    raise AssertionError(title)


def test_the_keys_go_from_card_to_card_and_take_the_last(coach, qtbot):
    window = coach.window
    assert window.drill.title.text() == coach.window.flow.choices.list.currentItem().text()
    go_to(coach, "Dowel hinge", qtbot)
    assert window.drill.title.text() == "Dowel hinge (broomstick hinge)"
    assert "Sets: 2.  Repetitions: 5." in window.drill.dose.text()
    assert "2-1-2 s" in window.drill.dose.text()
    cues = window.drill.cues.text().replace("\n", " ")
    assert "• " + " • ".join(drills()[0]["dowel-hinge"].cues) == cues
    qtbot.keyClick(window.flow.choices.list, Qt.Key_Return)
    assert coach.flow.drill.name == "dowel-hinge"
    assert not window.drill.isVisible()


def test_the_drawing_is_that_of_the_drill(coach, qtbot):
    go_to(coach, "Dowel hinge", qtbot)
    assert like(pixels(coach.window.drill.figure), theme.now().on).any()  # the dowel
    go_to(coach, "Kettlebell", qtbot)
    drawn = pixels(coach.window.drill.figure)
    assert not like(drawn, theme.now().on).any()
    assert like(drawn, theme.now().right).any()  # the load


def test_what_cannot_be_scored_comes_last_and_says_why(coach, qtbot):
    listed = coach.window.flow.choices.list
    unscorable = [listed.item(row).text().endswith(": not scored") for row in range(listed.count())]
    assert any(unscorable)
    assert unscorable == sorted(unscorable)
    go_to(coach, "Glute bridge", qtbot)
    said = coach.window.drill.dose.text().replace("\n", " ")
    assert said.startswith("This rig cannot score it: The person lies")


def test_the_card_is_back_with_the_step(coach, qtbot):
    go_to(coach, "Wall tap", qtbot)
    coach.act("drill", "wall-tap")
    coach.act("go", "protocol")
    assert coach.window.drill.isVisible()
    first = coach.window.flow.choices.list.currentItem().text()
    assert coach.window.drill.title.text() == first


@pytest.mark.parametrize("size", [(1240, 720), (3840, 2160)])
def test_every_card_fits(coach, size):
    window = coach.window
    window.resize(*size)
    for name in coach.flow.drills:
        coach.act("look_at", name)
        QApplication.processEvents()
        for words in window.drill.findChildren(QLabel):
            assert words.height() >= words.minimumSizeHint().height(), (name, words.text())
            assert words.width() >= words.minimumSizeHint().width(), (name, words.text())
        assert window.drill.figure.height() > 0.6 * window.drill.height()
        assert window.ground.content.size() == window.ground.size(), name
