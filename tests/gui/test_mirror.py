"""The participant's screen: what it shows, and what it does not."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt5.QtCore import QObject, Qt, pyqtSignal

from gui import theme
from gui.coach import Coach
from gui.flow.facts import Drill
from gui.joining import let_be_mirrored
from gui.picture import Progress
from gui.settings import ScreenSettings, Settings
from gui.views.mirror import Mirror
from gui.window import MainWindow
from tests.gui.pixels import like, pixels
from tests.gui.synthetic import LINKS, RECORDING, STATUS, Person, balance, contacts

PERSON = Person(40.0)
SET = Progress("descent", 3, 5)
PICTURE = replace(PERSON.picture(30.0), progress=SET, contacts=contacts(lost=("thoracic",)))
RIGHT = replace(PICTURE, balance=balance(cop_mm=((60.0, 140.0), (60.0, 150.0))))


@pytest.fixture
def mirror(shown):
    mirror = shown(Mirror(), 1280, 800)
    mirror.show_status(STATUS)
    return mirror


def dot_x(mirror):
    """Where the balance dot is, as a share of the feet's width."""
    found = like(pixels(mirror, mirror.feet_box()), theme.now().text)
    return np.flatnonzero(found.sum(axis=0) > 20).mean() / found.shape[1]


def test_it_shows_count_phase_contacts_and_feet(mirror, written):
    mirror.show_picture(PICTURE)
    pixels(mirror)
    assert {"3 of 5", "↓ descent", "left", "right", "head", "thoracic", "LOST"} <= set(written)


def test_a_contact_that_changes_between_two_pictures_is_shown(mirror, written):
    mirror.show_contacts(contacts())  # nothing is drawn before the first picture
    mirror.show_picture(replace(PICTURE, contacts=contacts()))
    pixels(mirror)
    assert "LOST" not in written
    mirror.show_contacts(contacts(lost=("head",)))
    pixels(mirror, mirror.lamps_box())
    assert "LOST" in written


def test_it_shows_neither_mass_nor_name_nor_newtons(mirror, written):
    recording = replace(RECORDING, path="data/trials/P07-2026.h5")
    mirror.show_status(replace(STATUS, recording=recording))
    for picture in (PICTURE, replace(PICTURE, balance=None), RIGHT):
        mirror.show_picture(picture)
        pixels(mirror)
    shown = " ".join([*written, mirror.windowTitle(), mirror.toolTip()])
    assert "P07" not in shown
    assert "/dev" not in shown
    assert not any(text.endswith((" N", " kg", " %")) for text in written)
    assert not any(text.replace(".", "").isdigit() for text in written)


def test_who_leans_right_sees_the_dot_on_the_right_as_in_a_mirror(mirror):
    mirror.show_picture(RIGHT)
    assert dot_x(mirror) > 0.55
    mirror.set_mirrored(False)
    assert dot_x(mirror) < 0.45
    mirror.set_mirrored(True)
    assert dot_x(mirror) > 0.55


def test_the_feet_keep_their_names_when_they_change_sides(mirror):
    for mirrored, first in ((True, "left"), (False, "right")):
        mirror.set_mirrored(mirrored)
        pixels(mirror)
        xs = {name: mirror._map.at(x, 0).x() for name, x in (("left", -100), ("right", 100))}
        assert min(xs, key=xs.get) == first


def test_what_is_simulated_is_called_so(mirror, written):
    mirror.show_picture(PICTURE)
    pixels(mirror)
    assert "SIMULATED" not in written
    mirror.show_status(replace(STATUS, links=(replace(LINKS[0], simulated=True),)))
    assert like(pixels(mirror), theme.now().unreal_ground).sum() > 5000
    assert "SIMULATED" in written


def test_without_a_dowel_there_are_no_lamps_and_a_silent_one_has_no_data(mirror, written):
    mirror.show_picture(replace(PICTURE, contacts=()))
    pixels(mirror)
    assert "no data" in written
    mirror.show_status(replace(STATUS, links=LINKS[:1]))
    written.clear()
    pixels(mirror)
    assert "no data" not in written
    assert "left" in written


def test_f2_opens_and_closes_it(shown, qtbot):
    window = shown(MainWindow(), 1280, 800)
    window.show_status(STATUS)
    window.show_picture(PICTURE)
    assert not window.mirror.isVisible()
    with qtbot.waitExposed(window.mirror):
        qtbot.keyClick(window, Qt.Key_F2)
    assert not like(pixels(window), theme.now().unreal_ground).any()
    qtbot.keyClick(window.mirror, Qt.Key_F2)
    assert not window.mirror.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key_F2)
    assert window.mirror.isVisible()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key_F2)
    assert not window.mirror.isVisible()


class Set(QObject):
    """What was set, without a page for it."""

    changed = pyqtSignal(object)
    settings = Settings(screen=ScreenSettings(on=True))


def test_it_is_away_in_drills_with_the_dowel_unless_its_key_is_pressed(shown):
    window, preferences = shown(MainWindow(), 1280, 800), Set()
    sensors = {"dowel": frozenset({"plates", "dowel"}), "plates": frozenset({"plates"})}
    coach = Coach({name: Drill(name, name, sensors=used) for name, used in sensors.items()})
    let_be_mirrored(preferences, coach, window)
    preferences.changed.emit(preferences.settings)
    assert window.mirror.isVisible()
    coach.act("drill", "dowel")
    assert not window.mirror.isVisible()
    window.mirror.toggle()
    coach.act("go", "protocol")
    assert window.mirror.isVisible()
    coach.act("drill", "plates")
    assert window.mirror.isVisible()
    window.mirror.close()
