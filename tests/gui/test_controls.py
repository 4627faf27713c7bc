import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QShortcut

from gui.views.controls import Controls, problem_of


@pytest.fixture
def controls(shown):
    view = shown(Controls(), 1100, 80)
    view.asked = []
    view.start_asked.connect(lambda *fields: view.asked.append(("start", *fields)))
    view.stop_asked.connect(lambda: view.asked.append("stop"))
    view.mark_asked.connect(lambda: view.asked.append("mark"))
    view.allow(start=True, stop=False, mark=False)
    return view


def test_keys_ask_as_buttons_do(controls, qtbot):
    qtbot.keyClick(controls, Qt.Key_R)
    controls.allow(start=False, stop=True, mark=True)
    qtbot.keyClick(controls, Qt.Key_M)
    qtbot.keyClick(controls, Qt.Key_S)
    assert controls.asked == [("start", "", ""), "mark", "stop"]
    controls.asked.clear()
    qtbot.mouseClick(controls.mark, Qt.LeftButton)
    qtbot.mouseClick(controls.stop, Qt.LeftButton)
    controls.allow(start=True, stop=False, mark=False)
    qtbot.mouseClick(controls.start, Qt.LeftButton)
    assert controls.asked == ["mark", "stop", ("start", "", "")]


def test_what_is_not_allowed_is_not_asked(controls, qtbot):
    controls.allow(start=False, stop=False, mark=False)
    for pressed in (Qt.Key_R, Qt.Key_S, Qt.Key_M):
        qtbot.keyClick(controls, pressed)
    assert controls.asked == []


def test_a_key_held_down_asks_once(controls):
    shortcuts = controls.findChildren(QShortcut)
    assert [shortcut.key().toString() for shortcut in shortcuts] == ["R", "S", "M"]
    assert not any(shortcut.autoRepeat() for shortcut in shortcuts)


def test_keys_stand_on_the_buttons(controls):
    shown = [button.text()[-3:] for button in (controls.start, controls.stop, controls.mark)]
    assert shown == ["(R)", "(S)", "(M)"]


def test_what_is_typed_in_a_field_starts_nothing(controls, qtbot):
    controls.participant.setFocus()
    qtbot.keyClicks(controls.participant, "PRSM7")
    assert controls.participant.text() == "PRSM7"
    assert controls.asked == []
    qtbot.keyClick(controls.participant, Qt.Key_Return)
    qtbot.keyClick(controls, Qt.Key_R)
    assert controls.asked == [("start", "PRSM7", "")]


def test_a_start_carries_both_fields(controls, qtbot):
    controls.participant.setText("P07")
    controls.protocol.setText("dowel-hinge")
    qtbot.mouseClick(controls.start, Qt.LeftButton)
    assert controls.asked == [("start", "P07", "dowel-hinge")]


@pytest.mark.parametrize(
    ("wrong", "because"),
    [
        ("Anna Smith", "leave out a space"),
        ("_7", "begin with A to Z"),
        ("Zoë", "leave out “ë”"),
        ("P" * 33, "at most 32"),
        ("P07\n", "leave out a space"),
    ],
)
def test_a_wrong_pseudonym_is_refused_in_words(controls, qtbot, wrong, because):
    assert because in problem_of("Participant", wrong)
    if wrong.isprintable():
        controls.participant.setText(wrong)
        assert because in controls.problem.text()
        qtbot.mouseClick(controls.start, Qt.LeftButton)
        assert controls.asked == []
        controls.participant.setText("P07")
        assert "pseudonym" in controls.problem.text()
        assert controls.problem.objectName() != "loud"


def test_a_wrong_protocol_is_refused_too(controls, qtbot):
    controls.protocol.setText("dowel hinge")
    qtbot.keyClick(controls, Qt.Key_R)
    assert controls.asked == []
    assert controls.problem.text().startswith("▲ Protocol:")


@pytest.mark.parametrize("right", ["", "P", "7", "P" * 32, "a-b_C9"])
def test_a_pseudonym_or_nothing_is_taken(right):
    assert problem_of("Participant", right) == ""


def test_fields_are_fixed_while_recording(controls):
    controls.allow(start=False, stop=True, mark=True)
    assert not controls.participant.isEnabled()
