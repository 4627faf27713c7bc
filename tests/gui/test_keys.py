"""Keys: one table, bound, named and listed."""

import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QShortcut,
)

from gui import keys
from gui.flow.step import Choice, FlowPicture, Mark, Page, Step
from gui.language import table
from gui.review.keys import KEYS as REVIEW_KEYS
from gui.views.help import lines
from gui.window import MainWindow
from tests.gui.screenshots import PAGES
from tests.gui.synthetic import STATUS

CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QListWidget, QPlainTextEdit)
# The participant's screen has nothing to press, a list of keys is only read, the review has tests.
UNLED = {name for name in PAGES if name.startswith(("mirror", "help", "review"))}


@pytest.fixture
def window(shown):
    window = shown(MainWindow(), 1280, 800)
    window.show_status(STATUS)
    return window


def test_each_key_of_the_table_is_bound_once_in_the_window(window):
    bound = [
        (shortcut.objectName(), shortcut.key().toString())
        for shortcut in window.findChildren(QShortcut)
        if shortcut.parent().window() is window
    ]
    wanted = [(name, QKeySequence(key.press).toString()) for name, key in keys.KEYS.items()]
    assert sorted(bound) == sorted(wanted)
    assert len({press for _, press in wanted}) == len(wanted)


def test_f1_lists_all_of_them_and_goes_again(window, qtbot):
    qtbot.keyClick(window, Qt.Key_F1)
    assert window.help.isVisible()
    said = [label.text() for label in window.help.findChildren(QLabel)]
    for key in keys.KEYS.values():
        assert key.does in said
    for press, does in lines():
        assert {press, does} <= set(said)
    qtbot.keyClick(window.help, Qt.Key_F1)
    assert not window.help.isVisible()


def test_every_key_is_explained_and_nothing_else_is():
    told = {key.said_at for key in (*keys.KEYS.values(), *REVIEW_KEYS.values())}
    assert told == {said for said in table() if said.startswith(("keys.", "review_keys."))}


def test_a_name_that_is_not_in_the_table_is_refused(window):
    with pytest.raises(KeyError):
        keys.bind(window, "sing", print)


@pytest.mark.parametrize("page", [name for name in PAGES if not name.startswith("mirror")])
def test_every_control_says_what_it_does(page, shown):
    widget = shown(PAGES[page](), 1280, 800)
    for control in widget.findChildren(QAbstractButton) + widget.findChildren(QLineEdit):
        if not (control.text() or control.isVisibleTo(widget)):
            continue  # Qt's own in the corner of a table; a form's that is not needed here
        assert control.toolTip() or control.objectName().startswith("qt_"), control


@pytest.mark.parametrize("page", [name for name in PAGES if name not in UNLED])
def test_the_keyboard_reaches_every_control(page, shown, qtbot):
    widget = shown(PAGES[page](), 1280, 800)
    widget.activateWindow()
    reached = []
    while (at := QApplication.focusWidget()) not in reached or len(reached) < 2:
        reached.append(at)
        qtbot.keyClick(at or widget, Qt.Key_Tab)
    for control in widget.findChildren(CONTROLS):
        own = control.objectName().startswith("qt_") or control.parent() in reached
        if control.isVisible() and control.isEnabled() and not own:
            assert control in reached, control


def test_return_in_a_field_writes_and_takes_no_choice(window, qtbot):
    taken, written = [], []
    window.flow.acted.connect(lambda *how: taken.append(how))
    window.flow.written.connect(written.append)
    choice = Choice("next_set", "Next set", "Return")
    page = Page("Usable", choices=(choice,), field="Keep with a note")
    window.flow.show_flow(FlowPicture(Step.RESULT, dict.fromkeys(Step, Mark.DONE), page))
    window.activateWindow()
    qtbot.mouseClick(window.flow.field, Qt.LeftButton)
    qtbot.keyClicks(QApplication.focusWidget(), "tape")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key_Return)
    assert (written, taken) == (["tape"], [])
    qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key_Return)
    assert taken == [("next_set", "")]


def test_keys_that_stand_on_buttons_are_those_of_the_table(window):
    for name, button in (
        ("start", window.controls.start),
        ("dismiss", window.banner.dismiss),
        ("pause", window.strips.pause),
    ):
        assert button.text().endswith(f"({keys.KEYS[name].press})")
        assert button.toolTip() == keys.KEYS[name].does
