"""The page of settings: by keyboard alone, each setting to its listeners."""

import pytest
from msgspec.structs import replace
from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton

from gui.cue.selftest import LIFTS, CueTest
from gui.settings import CueSettings, ScreenSettings, Settings
from gui.sound.orders import Called
from gui.views.settingspage import HEIGHT_PX, WIDTH_PX, SettingsPage

ALL_CHANGED = Settings(
    theme="light",
    sound_device="Headset",
    cue=CueSettings("nth", 5),
    buzzer=True,
    metronome=True,
    screen=ScreenSettings(on=True, mirrored=True),
    assessor="AB",
)

LANGUAGES = {"en": "English"}


@pytest.fixture
def page(shown):
    return made(shown, Settings())


def made(shown, settings: Settings) -> SettingsPage:
    page = shown(SettingsPage(settings, LANGUAGES), WIDTH_PX, HEIGHT_PX)
    page.said = []
    page.changed.connect(page.said.append)
    page.show_devices(["Loudspeaker", "Headset"])
    return page


def test_all_can_be_set_by_keyboard_alone(page, qtbot):
    def tab():
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key_Tab)

    def press(*keys):
        for pressed in keys:
            qtbot.keyClick(QApplication.focusWidget(), pressed)

    page.activateWindow()
    page.cue.setFocus()
    qtbot.waitUntil(page.cue.hasFocus)
    press(Qt.Key_Down)
    tab()
    assert QApplication.focusWidget() is page.n
    press(Qt.Key_Up, Qt.Key_Up)
    tab()
    press(Qt.Key_End)
    for field in (page.buzzer, page.metronome, page.screen_on, page.mirrored, page.theme):
        tab()
        assert QApplication.focusWidget() is field
        press(Qt.Key_End)
    tab()
    assert QApplication.focusWidget() is page.language
    tab()
    qtbot.keyClicks(QApplication.focusWidget(), "A1 Bcde")
    expected = replace(ALL_CHANGED, assessor="ABcd")
    assert page.said[-1] == expected
    assert len(page.said) == len({repr(said) for said in page.said})
    press(Qt.Key_Escape)
    assert not page.isVisible()


def test_it_shows_what_is_set_and_asks_for_nothing(shown):
    page = made(shown, ALL_CHANGED)
    assert page.said == []
    page.assessor.textEdited.emit("AB")
    assert page.said == [], "the fields say what was set"
    assert page.device.currentText() == "Headset"


def test_a_device_that_is_not_there_stays_chosen_until_another_is(shown, qtbot):
    page = made(shown, Settings(sound_device="Radio"))
    assert page.device.currentText() == "Radio (not there now)"
    page.show_devices([])
    page.show_devices(["Radio", "Headset"])
    assert page.device.currentText() == "Radio"
    assert page.said == []
    page.device.setFocus()
    qtbot.keyClick(page.device, Qt.Key_Down)
    assert page.said == [Settings(sound_device="Headset")]


def test_what_would_do_nothing_cannot_be_changed(page, qtbot):
    assert not page.n.isEnabled()
    assert not page.mirrored.isEnabled()
    qtbot.keyClick(page.cue, Qt.Key_Down)
    qtbot.keyClick(page.screen_on, Qt.Key_End)
    assert page.n.isEnabled()
    assert page.mirrored.isEnabled()


def test_each_field_and_its_label_has_a_tip(page):
    for field in page._fields().values():
        assert field.toolTip()
    labels = [label for label in page.findChildren(QLabel) if label.buddy()]
    assert len(labels) == len(page._fields())
    assert all(label.toolTip() == label.buddy().toolTip() for label in labels)


def found() -> CueTest:
    test = CueTest()
    for lift in range(LIFTS):
        test.take_call(Called("head", lift, lift, lift + 0.0210, lift + 0.0212, lift + 0.0220))
    test.take_rise(0.061)
    return test


@pytest.mark.parametrize("size", [(WIDTH_PX, HEIGHT_PX), (1300, 1000)])
def test_nothing_is_cut_off(page, size):
    page.test.show_test(found())
    page.resize(*size)
    for _ in range(3):
        QApplication.processEvents()
    for part in page.findChildren((QLabel, QPushButton)):
        assert part.width() >= part.sizeHint().width(), part.text()
        assert part.height() >= part.sizeHint().height(), part.text()


def test_the_test_of_the_cue_is_asked_for_by_key_and_ended_by_it(page, qtbot):
    asked = []
    page.test.asked.connect(asked.append)
    page.test.asked.connect(lambda on: page.test.show_test(CueTest()) if on else None)
    qtbot.keyClick(page, Qt.Key_F4)
    assert f"0 of {LIFTS}" in page.test.words.text()
    qtbot.keyClick(page, Qt.Key_F4)
    assert asked == [True, False]
    page.test.show_idle()
    page.test.allow(False)
    qtbot.keyClick(page, Qt.Key_F4)
    assert asked == [True, False]


def test_it_says_what_was_found_and_what_is_not_in_it(page):
    page.test.show_test(found())
    said = page.test.words.text()
    assert "Last byte read to decision: median 0.2 ms, worst 0.2 ms" in said
    assert "Decision to sound call: median 0.8 ms" in said
    assert "First lost sample to TTL in: median 61.0 ms" in said
    assert "Not in it: the 20 ms" in said
    assert "loudspeaker" in said
