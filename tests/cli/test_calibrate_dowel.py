"""rig calibrate --participant on the simulated bench: levels for one person's touch."""

import json
import stat
from pathlib import Path

import h5py
import pytest

from rig.calibrations.persons import PersonBook
from rig.cli.calibrate.dowel import calibrate_dowel
from rig.cli.calibrate.guide import Guide
from rig.cli.typed import Typed
from rig.device.board import open_board
from rig.device.hosttime import SteppedTime
from rig.errors import Exit, UsageError
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibration import nominal_fsr_counts
from rig.stream.engine import Engine
from tests.calibrator import Calibrator
from tests.command import expect_one_line, rig
from tests.touched import FULL_SCALE, light

LIGHT = "head 1.5\nthoracic 3\nsacrum 2\n"
IDLE_COUNTS = 184


class Stand:
    """A dowel, its user, and the book of this computer."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RIG_CALIBRATIONS", str(folder / "book"))
        self.touch = folder / "touch.txt"
        self.book = PersonBook()
        self.monkeypatch = monkeypatch
        self.calibrator = Calibrator(lambda _: None, {"Who calibrates": ["AB"], "a: accept": ["a"]})
        self.calibrator.when |= {
            "Nothing touches": lambda: self.press(""),
            "The dowel lies": lambda: self.press(LIGHT),
        }

    @property
    def url(self) -> str:
        return f"sim://dowel?bench={self.touch}&seed=6"

    @property
    def heard(self) -> str:
        return "\n".join(self.calibrator.heard)

    def press(self, lines: str) -> None:
        new = self.touch.with_suffix(".new")
        new.write_text(lines)
        new.replace(self.touch)

    def calibrate(self) -> int:
        time = SteppedTime()
        engine = Engine({"dowel": open_board(self.url, time)}, time, threads=False)
        try:
            engine.start()
            with self.calibrator.at_hand(self.monkeypatch):
                guide = Guide(engine, "dowel", time, Typed(), 5.0)
                return calibrate_dowel(guide, "P07", book=self.book, as_json=False)
        finally:
            engine.close()

    def only_record(self) -> TouchRecord:
        (record,) = self.book.history("P07").touches
        return record


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    return Stand(tmp_path, monkeypatch)


def test_levels_stand_between_what_was_untouched_and_touched(stand: Stand) -> None:
    assert stand.calibrate() == Exit.DONE
    record = stand.only_record()
    assert (record.participant, record.operator) == ("P07", "AB")
    assert record.board_serial == "SIMD0006"
    assert record.taken_utc.startswith("2020-01-01T00:")
    assert record.points == ("head", "thoracic", "sacrum")
    assert record.idle_counts == pytest.approx([IDLE_COUNTS] * 3, abs=3)
    for point, newtons in enumerate((1.5, 3.0, 2.0)):
        assert record.touch_counts[point] == pytest.approx(counts_of(newtons), abs=8)
        assert record.on_counts[point] == pytest.approx(counts_of(newtons / 4), rel=0.03)
        assert record.off_counts[point] == pytest.approx(counts_of(newtons / 8), rel=0.06)


def counts_of(newtons: float) -> int:
    return nominal_fsr_counts(newtons, FULL_SCALE)


def test_nothing_is_taken_from_a_dowel_that_is_held_wrong(stand: Stand) -> None:
    """A hand on a point while nothing should touch it; then a point that does not touch."""
    idle, touch = iter(["head 1\n", ""]), iter(["head 3\nsacrum 3\n", LIGHT])
    stand.calibrator.when = {
        "Nothing touches": lambda: stand.press(next(idle)),
        "The dowel lies": lambda: stand.press(next(touch)),
    }
    assert stand.calibrate() == Exit.DONE
    assert "Nothing was taken: head: something touches it." in stand.heard
    assert "Nothing was taken: thoracic: 18" in stand.heard
    assert stand.only_record().idle_counts == pytest.approx([IDLE_COUNTS] * 3, abs=3)


def test_once_more_and_cancel(stand: Stand) -> None:
    stand.calibrator.answers["a: accept"] = ["r", "nonsense", "c"]
    with pytest.raises(UsageError, match="not accepted: nothing was kept"):
        stand.calibrate()
    assert stand.heard.count("Nothing touches the three points") == 2
    assert stand.book.history("P07").touches == []


def test_the_command_and_a_trial_by_its_levels(stand: Stand, tmp_path: Path) -> None:
    done = stand.calibrator.calibrate("--participant", "P07", "--dowel", stand.url, "--json")
    assert done.returncode == 0, done.stderr
    record = stand.only_record()
    assert TouchRecord.from_json(json.loads(done.stdout)) == record
    assert stat.S_IMODE((tmp_path / "book" / "person-P07.jsonl").stat().st_mode) == 0o600
    path = tmp_path / "t.h5"
    words = ("--dowel", stand.url, "--plates", "none", "--seconds", 1, "--participant", "P07")
    done = rig("record", *words, "--out", path)
    assert f"by the participant's own levels, taken {record.taken_utc}" in done.stdout
    with h5py.File(path) as file:
        assert tuple(file["calibration/dowel/on_counts"][:]) == record.on_counts
    shown = json.loads(rig("show", path, "--json").stdout)
    assert shown["own_levels_utc"] == record.taken_utc


def test_levels_are_shown(stand: Stand) -> None:
    expect_one_line(
        rig("calibrate", "--show", "--participant", "P07"), 1, "no contact levels of P07"
    )
    stand.book.add(light())
    done = rig("calibrate", "--show", "--participant", "P07")
    assert "P07 on dowel SIMD0006, 2026-01-02 03:04 UTC by AB" in done.stdout
    assert str(light().on_counts[0]) in done.stdout
    (levels,) = json.loads(rig("calibrate", "--participant", "P07", "--show", "--json").stdout)[
        "levels"
    ]
    assert TouchRecord.from_json(levels) == light()


def test_a_wrong_word_is_one_line() -> None:
    expect_one_line(rig("calibrate", "--dowel", "sim://dowel"), 2, "expected --participant")
    words = ("calibrate", "--participant", "P07", "--plates", "sim://plates")
    expect_one_line(rig(*words), 2, "expected --dowel with --participant")
    expect_one_line(rig("calibrate", "--participant", "../x"), 2, "as participant, got")
