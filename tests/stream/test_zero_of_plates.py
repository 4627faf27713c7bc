"""Zeros before and after, on the simulated bench: how they affect trials between them."""

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.calibrations.book import CalibrationBook
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import SteppedTime
from rig.errors import UsageError
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibration import force_n
from rig.measure.reliance import reservations
from rig.sim.bench import BOW, LOOP, TILT, Cells
from rig.store.listing import LOG
from rig.stream.capture import capture_now
from rig.stream.engine import Engine
from rig.stream.quantities import Taken, ZeroOfPlates
from rig.stream.recovery import recover
from rig.trial.facts import raw_sha256
from rig.trial.journal import journal_path
from rig.trial.opening import open_trial
from rig.trial.reader import summarize, verify
from rig.trial.rezero import zero_after
from rig.trial.trial import Plates
from tests.bench import Hands, calibrated
from tests.stream.simulated import turn_for, turn_until_closed

SEED = 12
SERIAL = f"SIMP{SEED:04d}"
GRAVITY = 9.80665


class Room:
    """A bench, an engine on it, and the book of this computer."""

    def __init__(self, folder: Path, *, calibrate: bool = True) -> None:
        self.folder = folder
        self.load = folder / "load.txt"
        self.book = CalibrationBook(folder / "book")
        if calibrate:
            self.book.add_calibration(own_record())
        self.time = SteppedTime()
        wanted = Wanted(f"sim://plates?bench={self.load}&seed={SEED}", "none")
        boards = open_wanted(wanted, self.time)
        info = boards["plates"].info
        applied = self.book.applied(info, at=self.time.utc(), on_problem=pytest.fail)
        self.engine = Engine(boards, self.time, threads=False, applied=applied)
        self.engine.start()
        self.put()

    def put(self, *lying: str) -> None:
        """Places these loads, and waits until they are still."""
        self.load.write_text("".join(f"{line}\n" for line in lying))
        turn_for(self.engine, 4.0)

    def zero(self, *trials: Path) -> dict[Path, tuple[float, ...]]:
        taken = self.take_zero(*trials)
        assert taken.problems == []
        return taken.drift_n

    def take_zero(self, *trials: Path) -> Taken:
        what = ZeroOfPlates(lambda: trials, book=self.book, host_time=self.time)
        return capture_now(self.engine, what)

    def record(self, name: str, *, keep_journal: bool = False) -> Path:
        path = self.folder / f"{name}.h5"
        recorder = self.engine.record(path, seconds=1.0, keep_journal=keep_journal)
        turn_until_closed(self.engine, recorder)
        return path


def own_record() -> PlateRecord:
    cells = Cells.from_seed(SEED, bow=BOW, loop=LOOP, tilt=TILT)
    return calibrated(Hands(cells, SEED), serial=SERIAL)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path)
    yield room
    room.engine.close()


def sha256(path: Path) -> tuple[str, str]:
    with h5py.File(path) as file:
        return str(file["validity"].attrs["sha256"]), raw_sha256(file)


def test_trials_between_two_zeros_share_both(room: Room) -> None:
    room.zero()
    room.put("left 35 0 140", "right 33 0 150")
    trials = [room.record("a"), room.record("b")]
    (trials[0].parent / LOG).touch()  # makes it a store
    before = [(path.read_bytes(), sha256(path)) for path in trials]
    for path in trials:
        facts, verdict = verify(path)
        assert facts.newtons
        assert facts.newtons.zero == "pending"
        assert (verdict.level, verdict.reasons) == ("whole", ())
        assert "zero_pending" in [one.code for one in reservations(facts)]
    room.put("left 0.1 0 20")
    drift = room.zero(*trials)
    said = map(json.loads, (trials[0].parent / LOG).read_text().splitlines())
    assert [(one["what"], one["file"]) for one in said] == [("zero", one.name) for one in trials]
    for path, (_, hashes) in zip(trials, before, strict=True):
        assert drift[path][0] == pytest.approx(0.1 * GRAVITY, abs=0.15)
        assert np.abs(drift[path][1:]).max() < 0.15
        facts, verdict = verify(path)
        assert facts.newtons
        assert facts.newtons.drift_n == drift[path]
        assert (facts.newtons.tier, facts.hash_fits) == (own_record().tier.name, True)
        assert verdict.level == summarize(path).verdict == "whole"
        assert sha256(path) == hashes
        assert len(set(hashes)) == 1
        with h5py.File(path) as file:
            zeros = file["calibration/plates"]
            assert zeros["zero_after"].attrs["zero_id"] != zeros["zero_before"].attrs["zero_id"]
            assert file["validity"].attrs["rules_version"] == 4
        if os.name == "posix":
            assert path.stat().st_mode & 0o777 == 0o600
    left = sorted(p.name for p in room.folder.iterdir() if LOG not in p.name)
    assert left == ["a.h5", "b.h5", "book", "load.txt"]


@pytest.mark.skipif(os.name != "posix", reason="links")
def test_planted_links_are_not_followed_and_those_that_can_be_guessed_not_in_the_way(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.zero()
    a, b, precious = room.record("a"), room.record("b"), room.folder / "precious"
    precious.write_text("precious")
    names = iter(["0123abcd", "4567cdef"])
    monkeypatch.setattr(secrets, "token_hex", lambda _: next(names))
    planted = [room.folder / name for name in (".a.h5.zero", ".a.h5.part", ".b.h5.4567cdef.zero")]
    for link in planted:
        link.symlink_to(precious)
    taken = room.take_zero(a, b)
    assert list(taken.drift_n) == [a]
    (problem,) = taken.problems
    assert "b.h5: File exists" in problem
    assert [summarize(path).newtons.zero for path in (a, b)] == ["before and after", "pending"]
    assert precious.read_text() == "precious"
    assert all(link.is_symlink() for link in planted)


def plates_of(path: Path) -> Plates:
    plates = open_trial(path).plates
    assert plates
    return plates


def test_newtons_are_those_that_stood_there(room: Room) -> None:
    room.zero()
    room.put("left 30 0 100", "right 40 0 200")
    path = room.record("a")
    trial = open_trial(path)
    assert trial.plates
    assert trial.plates.zero_before
    assert trial.plates.zero_before.counts == trial.plates.calibration.zero_counts
    assert (trial.plates.zero_after, trial.plates.newtons.zero) == (None, "pending")
    force, calibration = trial.plates.force_n, trial.plates.calibration
    assert trial.plates.geometry == own_record().occasion.geometry
    with h5py.File(path) as file:
        assert np.array_equal(
            force_n(file["plates/counts"][:], room.engine.standards.calibration), force
        )
        said = json.loads(file["calibration/plates/record"][()])
        assert PlateRecord.from_json(said) == own_record()
        about = file["calibration/plates"].attrs
        assert (about["operator"], about["tier"]) == ("AB", own_record().tier.name)
        assert about["heel_y_mm"] == 20.0
        assert file["calibration/plates/force_k2_n"][0] > 0
    assert calibration == room.engine.standards.calibration
    loads = GRAVITY * np.array([30 * 190, 30 * 80, 40 * 90, 40 * 180]) / 270
    assert force.mean(axis=0) == pytest.approx(loads, rel=0.004)


def test_a_zero_that_drifted_far_makes_the_figures_less_sure(room: Room) -> None:
    room.zero()
    path = room.record("a")
    room.put("right 0.4 0 290")
    room.zero(path)
    facts, verdict = verify(path)
    assert verdict.level == "whole"
    found = [one.text for one in reservations(facts)]
    assert "zero_drifted: a zero drifted by 3.9 N, more than 2 N" in found
    stored = summarize(path).trust
    assert stored == found


def test_a_loaded_or_moving_plate_gives_no_zero(room: Room) -> None:
    room.put("left 35 0 140", "right 33 0 150")
    with pytest.raises(UsageError, match=r"left heel, left toe, .* loaded, \+\d+ N"):
        room.zero()
    room.put()
    room.load.write_text("left 1 0 20\n")
    turn_for(room.engine, 1.0)
    with pytest.raises(UsageError, match="not still: left heel"):
        room.zero()
    assert room.book.plates(SERIAL).zeros == []


def test_a_trial_takes_only_the_zero_that_follows_it(room: Room) -> None:
    without = room.record("without")
    room.zero()
    old = room.record("old")
    room.zero()
    new = room.record("new")
    taken = room.take_zero(without, old, new)
    assert list(taken.drift_n) == [new]
    assert "has none" in taken.problems[0]
    assert "another was taken in between" in taken.problems[1]
    zeros = room.book.plates(SERIAL).zeros
    with pytest.raises(UsageError, match="has it"):
        zero_after(new, zeros[-1], before=zeros[-2])
    with pytest.raises(UsageError, match="expected a zero of board"):
        zero_after(old, replace(zeros[1], board_serial="OTHER123"), before=zeros[0])
    zero_after(old, zeros[1], before=zeros[0])


def test_a_trial_without_a_calibration_says_so_even_after_recovery(tmp_path: Path) -> None:
    room = Room(tmp_path, calibrate=False)
    room.zero()
    path = room.record("a", keep_journal=True)
    room.engine.close()
    recovered = recover(journal_path(path), tmp_path / "r.h5")
    for trial in (path, recovered):
        summary = summarize(trial)
        assert summary.calibration == "nominal"
        assert summary.newtons
        assert not summary.newtons.calibrated
        with h5py.File(trial) as file:
            before = file["calibration/plates/zero_before"]
            assert (
                before["counts"][:].tolist() == file["calibration/plates/zero_counts"][:].tolist()
            )
            assert file["calibration/plates/record"][()] == b" "


def test_a_recovered_trial_has_the_calibration_of_its_journal(room: Room) -> None:
    room.zero()
    room.put("left 30 0 100")
    path = room.record("a", keep_journal=True)
    recovered = recover(journal_path(path), room.folder / "r.h5")
    assert plates_of(recovered).calibration == plates_of(path).calibration
    with h5py.File(path) as one, h5py.File(recovered) as other:
        assert one["calibration/plates/record"][()] == other["calibration/plates/record"][()]
        zero_ids = [f["calibration/plates/zero_before"].attrs["zero_id"] for f in (one, other)]
    assert zero_ids[0] == zero_ids[1]


def test_a_trial_of_format_version_1_reads_as_before(tmp_path: Path) -> None:
    room = Room(tmp_path, calibrate=False)
    path = room.record("a")
    room.engine.close()
    before = plates_of(path)
    with h5py.File(path, "r+") as file:
        plates = file["calibration/plates"]
        for name in ("cross_newtons_per_count", "force_k2_n", "loaded_to_n", "record"):
            del plates[name]
        for name in set(plates.attrs) - {"name", "calibrated"}:
            del plates.attrs[name]
        file.attrs["format_version"] = 1
    facts, verdict = verify(path)
    assert facts.newtons
    assert facts.newtons.zero == "none"
    assert verdict.level == "whole"
    after = plates_of(path)
    assert after.calibration == before.calibration
    assert after.newtons == before.newtons
