"""The page of protocols: all drills, a card, the user's own copy, and faults at their fields."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from gui.coach import Coach
from gui.drills import drills
from gui.errands import Errands
from gui.pages import Pages
from gui.protocols.figure import Figure
from gui.protocols.pose import POSES, Part, strokes_of
from gui.session import Session
from gui.window import MainWindow
from rig.protocol import shelf
from tests.stream.test_host import name

__all__ = ["name"]

SOON_MS = 10_000


class Office:
    """A window with its pages; no engine runs."""

    def __init__(self, name: str, window: MainWindow, qtbot) -> None:
        self.window, self.qtbot, self.errands = window, qtbot, Errands()
        self.session, self.coach = Session(name, lambda: None), Coach(drills()[0])
        self.pages = Pages(window, self.coach, self.session, self.errands)
        self.page, self.desk = self.pages.protocols_page, self.pages.protocols.desk
        window.pages.buttons["protocols"].click()
        self.until(lambda: self.page.list.count() > 0)

    def until(self, done) -> None:
        self.qtbot.waitUntil(lambda: bool(done()), timeout=SOON_MS)

    def choose(self, name: str) -> None:
        rows = [row.name for row in self.desk.picture().rows]
        self.page.list.setCurrentRow(rows.index(name))

    def press(self, name: str) -> None:
        names = [choice.name for choice in self.page.choices.choices]
        self.page.choices.buttons[names.index(name)].click()

    def copy(self, name: str, new_name: str) -> None:
        self.choose(name)
        self.press("copy")
        self.page.form.editors["new_name"].setText(new_name)
        self.page.form.button.click()
        self.until(lambda: self.page.notice.text())

    def close(self) -> None:
        self.errands.close()
        for page in (self.pages.calibration_page, self.page):
            page.close()
            page.deleteLater()


@pytest.fixture
def office(name: str, tmp_path: Path, monkeypatch, shown, qtbot) -> Iterator[Office]:
    monkeypatch.setattr(shelf, "own_folder", lambda: tmp_path / "protocols")
    opened = Office(name, shown(MainWindow(), 1280, 800), qtbot)
    yield opened
    opened.close()


def test_all_drills_are_there_those_that_cannot_be_scored_with_the_reason(office: Office) -> None:
    said = [office.page.list.item(row).text() for row in range(office.page.list.count())]
    assert len(said) == len(shelf.names())
    assert sum("\n" in one for one in said) == 11
    office.choose("cat-cow")
    assert "cannot score it" in office.page.reason.text()
    assert shelf.find("cat-cow").protocol.unscorable[:20] in office.page.reason.text()
    office.choose("dowel-hinge")
    assert not office.page.reason.isVisible()
    card = office.page.card.text()
    for part in ("Feet hip-width", "2 x 5, tempo 2-1-2", "Cues", "Stop when", "bodyweight"):
        assert part in card


def test_a_copy_is_changed_and_the_flow_knows_it(office: Office) -> None:
    office.copy("romanian-deadlift", "light")
    assert "light is kept as version 1" in office.page.notice.text()
    assert office.coach.flow.drills["light"].sets == 3
    office.press("edit")
    editors = office.page.form.editors
    editors["dose.sets"].setText("5")
    editors["load.mass_kg"].setText("22,5")
    editors["cues"].setPlainText("Slow.\n\nHips back.\n")
    editors["asks"].setCurrentIndex(editors["asks"].findData("both"))
    office.page.form.button.click()
    office.until(lambda: "version 2" in office.page.notice.text())
    protocol = shelf.find("light").protocol
    assert (protocol.version, protocol.dose.sets, protocol.load.mass_kg) == (2, 5, 22.5)
    assert protocol.cues == ("Slow.", "Hips back.")
    assert protocol.asks == ("pain", "stop_reason")
    assert office.coach.flow.drills["light"].sets == 5
    assert "light@1" in office.page.former.text()
    assert "why it ended early" in office.page.card.text()


def test_what_is_wrong_stands_at_its_field_and_what_was_written_stays(office: Office) -> None:
    office.copy("dowel-hinge", "mine")
    office.press("edit")
    office.page.form.editors["dose.sets"].setText("many")
    office.page.form.editors["condition"].setText("tired")
    office.page.form.button.click()
    office.until(lambda: office.page.form.faults["dose.sets"].text())
    assert "whole number from 1 to 100" in office.page.form.faults["dose.sets"].text()
    assert not office.page.form.faults["condition"].text()
    assert office.page.form.editors["condition"].text() == "tired"
    assert shelf.find("mine").protocol.version == 1
    office.press("card")
    assert office.page.card_area.isVisible()


def test_a_name_that_is_taken_is_said(office: Office) -> None:
    office.copy("dowel-hinge", "wall-tap")
    assert "wall-tap is taken" in office.page.notice.text()
    assert office.page.form.isVisible()


def test_one_that_came_with_the_program_can_only_be_copied(office: Office) -> None:
    office.choose("dowel-hinge")
    assert [choice.name for choice in office.page.choices.choices] == ["copy"]


@pytest.mark.parametrize("posture", ["standing", "kneeling", "on all fours", "lying"])
def test_every_posture_stands_on_the_ground_within_its_box(posture: str) -> None:
    strokes = strokes_of(Figure(posture, frozenset({"barbell"})))
    bodies = [one for one in strokes if one.part is Part.BODY]
    points = [point for one in bodies if hasattr(one, "points") for point in one.points]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    assert min(y for _, y in points) < 0.12
    assert posture in POSES


def test_a_dowel_is_drawn_where_the_drill_has_one(office: Office) -> None:
    office.choose("dowel-hinge")
    assert [one.part for one in strokes_of(office.desk.sheet.figure)].count(Part.DOWEL) == 1
    office.choose("deadlift")
    parts = [one.part for one in strokes_of(office.desk.sheet.figure)]
    assert Part.DOWEL not in parts
    assert Part.LOAD in parts
