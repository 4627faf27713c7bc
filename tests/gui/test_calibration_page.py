"""The plates are calibrated in the window, on the simulated bench: from the first mass to the tier,
with a pulled cable, and back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gui.tasks import ListCalibrations
from gui.window import MainWindow
from rig.device.discovery import Wanted
from rig.sim.bench import BOW, LOOP, TILT, Cells
from tests.bench import Hands, calibrated
from tests.gui.desk import Desk
from tests.stream.test_host import name

__all__ = ["name"]

SEED = 3
SERIAL = f"SIMP{SEED:04d}"
CELLS = Cells.from_seed(SEED, bow=BOW, loop=LOOP, tilt=TILT)
TRUE = CELLS.newtons_per_volt * 5 / 4096
SAID = {"operator": "AB", "masses_within_percent": "0,1", "placed_within_mm": "0.5"}


@pytest.fixture
def faults() -> str:
    """The faults of the simulated line, as a test requests them."""
    return ""


@pytest.fixture
def dowel() -> str:
    return "none"


@pytest.fixture
def desk(
    name: str, faults: str, dowel: str, tmp_path: Path, monkeypatch, shown, qtbot
) -> Iterator[Desk]:
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "book"))
    load = tmp_path / "load.txt"
    plates = f"sim://plates?bench={load}&seed={SEED}{faults}"
    opened = Desk(name, Wanted(plates, dowel), load, shown(MainWindow(), 1280, 800), qtbot)
    yield opened
    opened.close()


def test_from_the_first_mass_to_the_tier(desk: Desk) -> None:
    desk.open()
    assert desk.page.form.isVisible()
    desk.begin(masses_kg="10 20 30 40", **SAID)
    desk.until(lambda: desk.stage == "empty")
    desk.take_until("masses")
    while len(desk.state.courses[0].counts) < 9:
        desk.take()
    assert "56" in desk.page.steps.text()
    drawn = desk.page.plot.points[1].getData()
    assert len(drawn[0]) == 9  # a residual for each mass on the left heel
    desk.take_until("review")
    desk.until(desk.page.result.isVisible)
    headline = desk.page.headline.text()
    assert headline in ("Tier reached: lab", "Tier reached: clinic")
    assert "CoP within" in desk.page.sentence.text()
    assert desk.page.result.item(1, 0).text() == "N a count"
    desk.press("keep")
    desk.until(lambda: "press again" in desk.page.choices.buttons[0].text())
    assert not desk.book.serials()
    desk.press("keep")
    desk.until(lambda: desk.stage == "none")
    desk.until(lambda: desk.page.history.rowCount() == 2)
    (record,) = desk.book.plates(SERIAL).records
    assert record.occasion.operator == "AB"
    assert headline.endswith(record.tier.name)
    for i, fit in enumerate(record.channels.values()):
        assert abs(fit.newtons_per_count - TRUE[i, i]) <= fit.newtons_per_count_k2
    desk.until(lambda: desk.session._state.calibration.name == record.occasion.record_id)
    assert desk.page.form.editors["masses_kg"].text() == "10 20 30 40"  # from the last time


def test_back_once_more_a_wrong_place_and_nothing_kept(desk: Desk) -> None:
    desk.open()
    desk.begin(masses_kg="20", **SAID)
    desk.until(lambda: desk.stage == "empty")
    desk.put("left 12 0 20")  # a zero is refused while the plates are loaded
    desk.press("take")
    desk.until(lambda: "left heel loaded" in desk.page.why.text())
    assert desk.state.done == 0
    desk.take_until("masses")
    desk.take()
    desk.put("right 20 0 20")
    desk.press("take")
    desk.until(lambda: "on the other plate" in desk.page.why.text())
    assert desk.state.done == 2
    desk.take()
    assert desk.state.ask.rising is False
    desk.press("back")
    desk.until(lambda: desk.state.done == 2)
    desk.take()
    desk.press("again")
    desk.until(lambda: desk.state.done == 1)
    assert desk.state.ask.mass_kg == 0
    desk.session.start("P07")  # masses are no person
    desk.until(lambda: "close the calibration page" in desk.window.banner.words.text())
    desk.page.close()  # what was taken stays where it was
    desk.open()
    assert desk.state.done == 1
    for _ in range(2):
        desk.press("discard")
    desk.until(lambda: desk.stage == "none")
    assert not desk.book.serials()


def test_without_the_nine_points_no_tier_is_said_and_a_mass_is_put_right(desk: Desk) -> None:
    desk.open()
    desk.begin(masses_kg="10 20", **SAID)
    desk.until(lambda: desk.stage == "empty")
    desk.take_until("empty_again")
    desk.press("skip")
    desk.until(lambda: desk.stage == "review")
    desk.until(lambda: desk.page.headline.text() == "Tier: not established")
    assert "no nine-point check" in desk.page.sentence.text().replace("\n", " ")
    desk.page.written.emit("3 25")
    desk.until(lambda: "25 kg" in desk.page.why.text())
    desk.page.written.emit("3 20")
    desk.until(lambda: not desk.page.why.isVisible())
    desk.page.written.emit("nonsense")
    assert "such as 7 15" in desk.page.notice.text()


def test_it_goes_on_where_an_engine_ended(desk: Desk, name: str, tmp_path: Path) -> None:
    desk.open()
    desk.begin(masses_kg="20", **SAID)
    desk.until(lambda: desk.stage == "empty")
    desk.take_until("masses")
    desk.take()
    desk.restart()
    guide = desk.pages.calibrator.guide
    desk.until(lambda: guide.stage == "masses" and not desk.state.trouble)  # the boards are back
    assert (desk.state.done, desk.state.steps) == (2, 32)
    desk.take()
    for _ in range(2):
        desk.press("discard")
    desk.until(lambda: desk.stage == "none")
    desk.restart()
    desk.until(lambda: desk.pages.calibrator.guide.stage == "none")


class TestAPulledCable:
    @pytest.fixture
    def faults(self) -> str:
        return "&unplug_at_s=40&unplug_s=20"

    @pytest.fixture
    def dowel(self) -> str:
        return f"sim://dowel?seed={SEED}"  # it stays: another engine runs without plates

    def test_is_said_and_nothing_is_lost(self, desk: Desk) -> None:
        desk.open()
        desk.begin(masses_kg="20", **SAID)
        desk.until(lambda: desk.stage == "empty")
        desk.take_until("masses")
        desk.take()
        desk.put_what_is_asked()
        done = desk.state.done
        desk.until(lambda: "plug in its cable" in desk.page.why.text().replace("\n", " "))
        assert "is kept" in desk.page.why.text().replace("\n", " ")
        desk.until(lambda: desk.state and not desk.state.trouble)
        assert desk.state.done == done
        desk.take()


def test_what_may_not_be_is_said_at_its_field(desk: Desk) -> None:
    desk.open()
    desk.begin(operator="", masses_kg="10 heavy", check_kg="20", heel_y_mm="-3")
    said = {name: words.text() for name, words in desk.page.form.faults.items()}
    faults = {name: words for name, words in said.items() if words.startswith("▲")}
    assert set(faults) == {"operator", "masses_kg", "heel_y_mm"}
    assert "0 to 100" in faults["heel_y_mm"]
    assert desk.stage == "none"


def test_a_calibration_that_is_old_is_called_to_mind(desk: Desk) -> None:
    record, now = calibrated(Hands(CELLS, SEED), serial=SERIAL), datetime.now(UTC)
    for days, said in ((500, "16 months ago. After 12"), (2, "")):
        taken_utc = (now - timedelta(days=days)).isoformat()
        about = replace(record.occasion, taken_utc=taken_utc)
        desk.book.add_calibration(replace(record, occasion=about))
        desk.pages.calibrator.asked.emit(ListCalibrations(SERIAL))
        desk.until(lambda at=days: round(desk.pages.calibrator.guide.history.age_days or 0) == at)
        desk.until(lambda words=said: ("calibrated" in desk.window.notes.text()) == bool(words))
        assert said in desk.window.notes.text().replace("\n", " ")
