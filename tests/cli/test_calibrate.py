"""rig calibrate on the simulated bench: real wire, real lines, simulated time."""

import json
import re
from pathlib import Path

import h5py
import pytest

from rig.calibrations.book import CalibrationBook
from rig.cli.calibrate.guide import Guide
from rig.cli.calibrate.plates import calibrate_plates
from rig.cli.typed import Typed
from rig.device.board import open_board
from rig.device.hosttime import SteppedTime
from rig.errors import Exit, UsageError
from rig.measure.calibrating.record import PlateRecord
from rig.sim.bench import BOW, LOOP, TILT, Cells
from rig.stream.engine import Engine
from tests.bench import Hands, calibrated
from tests.calibrator import Calibrator
from tests.command import expect_one_line, rig

SEED = 3
SERIAL = f"SIMP{SEED:04d}"
CELLS = Cells.from_seed(SEED, bow=BOW, loop=LOOP, tilt=TILT)
TRUE = CELLS.newtons_per_volt * 5 / 4096
ANSWERS = {
    "Who calibrates": ["AB"],
    "Masses in kg": ["10 20"],
    "Within how many %": ["0,1"],
    "Within how many mm": ["0.5"],
    "Local gravity": ["9.80665"],
}


class Desk:
    """A bench, its user, and the book of this computer."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.load = folder / "load.txt"
        monkeypatch.setenv("RIG_CALIBRATIONS", str(folder / "book"))
        self.book = CalibrationBook()
        self.monkeypatch = monkeypatch
        answers = {question: list(given) for question, given in ANSWERS.items()}
        self.calibrator = Calibrator(self.put, answers)
        self.answers = self.calibrator.answers

    @property
    def url(self) -> str:
        return f"sim://plates?bench={self.load}&seed={SEED}"

    @property
    def heard(self) -> str:
        return "\n".join(self.calibrator.heard)

    def put(self, masses: list[tuple[str, float, float, float]]) -> None:
        new = self.load.with_suffix(".new")
        new.write_text("".join(f"{foot} {kg} {x} {y}\n" for foot, kg, x, y in masses))
        new.replace(self.load)

    def calibrate(self) -> int:
        time = SteppedTime()
        engine = Engine({"plates": open_board(self.url, time)}, time, threads=False)
        try:
            engine.start()
            with self.calibrator.at_hand(self.monkeypatch):
                guide = Guide(engine, "plates", time, Typed(), 5.0)
                return calibrate_plates(guide, book=self.book, as_json=False)
        finally:
            engine.close()

    def only_record(self) -> PlateRecord:
        (record,) = self.book.plates(SERIAL).records
        return record


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(tmp_path, monkeypatch)


def expect_true(record: PlateRecord) -> None:
    for i, fit in enumerate(record.channels.values()):
        assert abs(fit.newtons_per_count - TRUE[i, i]) <= fit.newtons_per_count_k2
        assert abs(fit.cross_newtons_per_count - TRUE[i, i ^ 1]) <= fit.cross_newtons_per_count_k2


def test_a_whole_calibration_finds_the_truth_and_its_tier(desk: Desk) -> None:
    desk.answers |= {"Masses in kg": ["10 20 30 40"], "a: accept": ["a"]}
    assert desk.calibrate() == Exit.DONE
    record = desk.only_record()
    expect_true(record)
    assert (len(record.holds), len(record.points)) == (36, 18)
    assert record.tier.name in ("lab", "clinic")
    about = record.occasion
    assert (about.operator, about.board_serial) == ("AB", SERIAL)
    assert about.taken_utc.startswith("2020-01-01T00:")
    assert about.reference.masses_within_percent == 0.1
    assert "36/36 right toe" in desk.heard
    assert f"tier: {record.tier.name} (CoP within" in desk.heard


def test_a_wrong_place_is_noticed_at_once_and_a_step_can_go_back(desk: Desk) -> None:
    put = desk.put

    def right_instead(masses: list[tuple[str, float, float, float]]) -> None:
        put([("right", *mass[1:]) for mass in masses])
        desk.calibrator.put = put

    desk.calibrator.when["1/20"] = lambda: setattr(desk.calibrator, "put", right_instead)
    desk.answers |= {"4/20": ["b"], "1/18": ["s"], "a: accept": ["a"]}
    assert desk.calibrate() == Exit.DONE
    assert re.search(r"Look again: (9|10)\d N on the other plate", desk.heard)
    assert desk.calibrator.heard.count("3/20 left heel, y 20 mm: 20 kg.") == 2
    record = desk.only_record()
    expect_true(record)
    assert record.tier.name == "not established"


def test_a_mistyped_mass_is_marked_and_put_right_before_it_is_kept(desk: Desk) -> None:
    desk.answers |= {
        "1/18": ["s"],
        "3/20": ["25"],
        "a: accept": ["nonsense", "99 1", "3 20", "a"],
    }
    assert desk.calibrate() == Exit.DONE
    assert desk.calibrator.heard.count("tier: not established") == 2
    marked = [line for line in desk.calibrator.heard if "far off" in line]
    assert len(marked) == 1
    assert "25 kg" in marked[0]
    assert "Expected a, c, or the number of a hold" in desk.heard
    assert "expected a number from 1 to 20, got 99" in desk.heard
    expect_true(desk.only_record())


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"Who calibrates": ["q"]}, "left before anything was kept"),
        ({"5/20": ["q"]}, "left before anything was kept"),
        ({"1/18": ["s"], "a: accept": ["c"]}, "not accepted: nothing was kept"),
        ({"2/20": ["s"], "1/18": ["s"], "a: accept": ["a", "c"]}, "not accepted"),
    ],
)
def test_it_can_be_left_everywhere_and_keeps_nothing(
    answers: dict[str, list[str]], words: str, desk: Desk
) -> None:
    desk.answers |= answers
    with pytest.raises(UsageError, match=words):
        desk.calibrate()
    assert desk.book.serials() == []


def test_what_cannot_be_is_asked_for_again(desk: Desk) -> None:
    desk.answers["Who calibrates"] = ["A name with spaces", "AB"]
    desk.answers["Masses in kg"] = ["", "ten", "10 500", "10 20"]
    desk.answers["2/20"] = ["heavy", ""]
    desk.answers |= {"4/20": ["q"]}
    with pytest.raises(UsageError, match="left"):
        desk.calibrate()
    assert desk.heard.count("Expected numbers from 0.1 to 120") == 3
    assert "expected a name of 1 to 32 letters" in desk.heard
    assert "Expected Enter, a mass in kg, b, s or q, got 'heavy'." in desk.heard


def test_plates_that_are_loaded_at_the_begin_are_refused_with_the_reason(desk: Desk) -> None:
    put = desk.put

    def stays(_: list[tuple[str, float, float, float]]) -> None:
        put([("left", 12.0, 0.0, 20.0)])
        desk.calibrator.put = put

    desk.calibrator.put = stays
    desk.answers["1/20"] = ["q"]
    with pytest.raises(UsageError, match="left"):
        desk.calibrate()
    refused = [line for line in desk.calibrator.heard if line.startswith("Nothing was taken")]
    assert len(refused) == 1
    assert "left heel loaded, +11" in refused[0]


def test_what_was_said_the_last_time_stands_in_brackets(desk: Desk) -> None:
    desk.answers |= {"From the middle": ["230"], "1/18": ["s"], "a: accept": ["a"]}
    desk.calibrate()
    desk.calibrator.heard.clear()
    desk.answers |= {"Masses in kg": ["10"], "1/12": ["q"]}
    with pytest.raises(UsageError):
        desk.calibrate()
    assert "Initials or a short name. [AB]" in desk.heard
    assert "mm? [230]" in desk.heard
    assert desk.only_record().occasion.geometry.right_x_mm == 115.0


def test_the_history_is_shown_and_damage_in_it_is_named(desk: Desk) -> None:
    expect_one_line(rig("calibrate", "--show"), 1, "no calibration of any board")
    path = desk.book.add_calibration(calibrated(Hands(CELLS, SEED), serial=SERIAL))
    done = rig("calibrate", "--show", SERIAL)
    assert done.returncode == 0
    assert "2026-01-02" in done.stdout
    assert "CoP within" in done.stdout
    path.write_text(path.read_text() + "{broken\n")
    done = rig("calibrate", "--show", "--json")
    assert done.returncode == 0
    assert "line 2 of" in done.stderr
    (board,) = json.loads(done.stdout)["boards"].values()
    assert board["calibrations"][0]["occasion"]["operator"] == "AB"
    assert len(board["damaged"]) == 1


def test_a_record_is_used_by_the_next_recording(desk: Desk, tmp_path: Path) -> None:
    desk.book.add_calibration(calibrated(Hands(CELLS, SEED), checked=False, serial=SERIAL))
    out = tmp_path / "t.h5"
    words = ("--plates", desk.url, "--dowel", "none", "--seconds", 0.5, "--out", out, "--json")
    done = rig("record", *words, "--foot-length-mm", 265, "--heel-offset-mm", 0)
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["calibration"] == "0123"
    assert summary["newtons"]["tier"] == "not established"
    assert summary["newtons"]["zero"] == "none"
    with h5py.File(out) as file:
        assert file.attrs["foot_length_mm"] == 265
        assert file.attrs["heel_offset_mm"] == 0
