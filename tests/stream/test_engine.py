"""The whole chain on simulated boards: wire bytes in, trial file out, as fast as possible."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.device.board import Board
from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import WallTime
from rig.errors import DiskError, UsageError
from rig.measure.contact import DEBOUNCE_SAMPLES
from rig.stream import disk
from rig.stream.acquisition import REST_S
from rig.stream.engine import Engine
from rig.stream.recorder import Recorder
from rig.stream.recovery import recover
from rig.trial.event import Event
from rig.trial.journal import journal_path
from rig.trial.reader import verify
from tests.stream.simulated import (
    COARSE_S,
    MORE_SAMPLES,
    MOVING,
    both,
    engine_of,
    spoil,
    turn_for,
    turn_until,
    turn_until_closed,
)

BOTH = both(person=MOVING)


def record(path: Path, seconds: float, wanted: Wanted = BOTH) -> Recorder:
    with engine_of(wanted) as engine:
        recorder = engine.record(path, seconds=seconds)
        engine.start()
        turn_until_closed(engine, recorder)
    return recorder


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("engine") / "trial.h5"
    record(path, 30.0)
    return path


def test_both_boards_are_recorded_without_loss_on_one_timeline(trial: Path) -> None:
    with h5py.File(trial) as file:
        assert file.attrs["end_reason"] == "stopped"
        for role, ppm in (("plates", 1330), ("dowel", -3283)):
            sample, time = file[role]["sample"][:], file[role]["time"][:]
            assert (np.diff(sample) == 1).all()
            due = 30_000 * (1 + ppm * 1e-6)
            assert due - 5 < len(sample) < due + MORE_SAMPLES
            assert abs(time[0]) < 0.002
            assert 29.998 < time[-1] < 30.0 + MORE_SAMPLES / 1000
            assert (np.diff(time) > 0).all()
            # Known from the simulation: the board's reset was at the start of its world.
            true_s = file[role]["device_time_us"][:] / 1e6 / (1 + ppm * 1e-6)
            offset_s = time - true_s
            assert np.ptp(offset_s) < 0.0005
            assert file["clock"][role].attrs["rate_ppm"] == pytest.approx(ppm, abs=10)
        offsets = [
            (file[role]["time"][0] - file[role]["device_time_us"][0] / 1e6 / (1 + ppm * 1e-6))
            for role, ppm in (("plates", 1330), ("dowel", -3283))
        ]
        assert abs(offsets[0] - offsets[1]) < 0.0015


def test_attributes_and_tables_are_those_of_the_format(trial: Path) -> None:
    with h5py.File(trial) as file:
        assert file.attrs["format"] == "hinge-rig-trial"
        assert file.attrs["simulated"]
        assert file["plates"].attrs["columns"].tolist() == [
            "left_heel",
            "left_toe",
            "right_heel",
            "right_toe",
        ]
        assert file["dowel"].attrs["columns"].tolist() == ["head", "thoracic", "sacrum"]
        kinds = {name: str(dataset.dtype) for name, dataset in file["plates"].items()}
        assert kinds == {
            "counts": "int32",
            "sample": "uint64",
            "device_time_us": "uint64",
            "status": "uint16",
            "time": "float64",
            "force": "float32",
        }
        for table in ("plates", "dowel", "events", "gaps"):
            assert len({len(column) for column in file[table].values()}) == 1
        weight_n = file["plates/force"][1000:2000].sum(axis=1).mean()
        assert 55 * 9.81 < weight_n < 95 * 9.81


def test_contact_losses_are_events_at_the_times_of_their_samples(trial: Path) -> None:
    with h5py.File(trial) as file:
        events, dowel = file["events"], file["dowel"]
        kinds = events["kind"][:].tolist()
        assert kinds.count(b"contact_on") == 4
        assert kinds.count(b"contact_off") == 1
        off = kinds.index(b"contact_off")
        assert kinds[off + 1] == b"contact_on"
        row = int(np.searchsorted(dowel["sample"][:], events["sample"][off]))
        assert events["time"][off] == dowel["time"][row]
        column = dowel.attrs["columns"].tolist().index(events["point"][off].decode())
        level = file["calibration/dowel/off_counts"][column]
        counts = dowel["counts"][:, column]
        assert (counts[row : row + 100] < level).all()
        assert counts[row - 1] >= level


@pytest.mark.parametrize("role", ["plates", "dowel"])
def test_one_board_alone_is_a_rig(role: str, tmp_path: Path) -> None:
    other = {"plates": "dowel", "dowel": "plates"}[role]
    urls = {role: f"sim://{role}", other: "none"}
    record(tmp_path / "one.h5", 2.0, Wanted(**urls))
    with h5py.File(tmp_path / "one.h5") as file:
        assert 2000 - 1 <= len(file[role]["sample"]) <= 2000 + MORE_SAMPLES
        assert other not in file


def test_a_contact_that_stands_when_recording_begins_is_an_event(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        for _ in range(200):
            engine.turn()
        recorder = engine.record(tmp_path / "late.h5", seconds=1.0)
        turn_until_closed(engine, recorder)
    with h5py.File(tmp_path / "late.h5") as file:
        first = file["dowel/sample"][0]
        assert file["events/kind"][:].tolist() == [b"contact_on"] * 3
        assert file["events/sample"][:].tolist() == [first] * 3
        assert file["events/time"][:].tolist() == [file["dowel/time"][0]] * 3
        assert file["events/value"][:].tolist() == file["dowel/counts"][0].tolist()


def test_a_mark_is_an_event_of_no_sample(tmp_path: Path) -> None:
    with engine_of() as engine:
        recorder = engine.record(tmp_path / "mark.h5", seconds=3.0)
        engine.start()
        turn_until(engine, recorder, 1.0)
        engine.mark()
        turn_until(engine, recorder, 3.0)
    with h5py.File(tmp_path / "mark.h5") as file:
        row = file["events/kind"][:].tolist().index(b"mark")
        assert 1.0 <= file["events/time"][row] <= 1.6
        assert file["events/sample"][row] == np.iinfo(np.uint64).max


def test_lost_bytes_are_a_gap_and_nothing_is_filled_in(tmp_path: Path) -> None:
    with engine_of() as engine:
        line = spoil(engine, "plates")
        recorder = engine.record(tmp_path / "gap.h5", seconds=3.0)
        engine.start()
        turn_until(engine, recorder, 1.0)
        line.lose = 25 * 40 + 7
        turn_until_closed(engine, recorder)
    with h5py.File(tmp_path / "gap.h5") as file:
        sample = file["plates/sample"][:]
        assert file["gaps/board"][:].tolist() == [b"plates"]
        (first,), (count,) = file["gaps/first_sample"][:], file["gaps/count"][:]
        assert count in (40, 41)
        row = int(np.searchsorted(sample, first))
        assert sample[row - 1] == first - 1
        assert sample[row] == first + count
        assert file["validity/plates"].attrs["samples_lost"] == count
        assert file["validity/plates"].attrs["resyncs"] == 1


def test_a_silent_board_is_an_event(tmp_path: Path) -> None:
    with engine_of() as engine:
        line = spoil(engine, "dowel")
        recorder = engine.record(tmp_path / "silent.h5", seconds=30.0)
        engine.start()
        turn_until(engine, recorder, 1.0)
        line.silent, since_s = True, engine._host_time.now_s()
        turn_until(engine, recorder, 1.5)
        line.silent, silence_s = False, engine._host_time.now_s() - since_s
        turn_until(engine, recorder, 2.5)
        line.silent = True
        turn_until(engine, recorder, 8.0)
        engine.close()
    with h5py.File(tmp_path / "silent.h5") as file:
        kinds = file["events/kind"][:].tolist()
        links = [row for row, kind in enumerate(kinds) if kind.startswith(b"link")]
        assert [kinds[row] for row in links] == [b"link_lost", b"link_back"] * 2
        values_s = file["events/value"][links]
        assert values_s[0] == pytest.approx(0.25, abs=0.02)
        assert values_s[1] == pytest.approx(silence_s, abs=0.02)
        assert len(file["plates/sample"]) > 4000


def test_a_disk_that_fills_ends_the_trial_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine_of() as engine:
        recorder = engine.record(tmp_path / "full.h5", seconds=30.0)
        engine.start()
        turn_until(engine, recorder, 1.0)
        usage = disk.shutil.disk_usage(tmp_path)._replace(free=2 * disk.CLOSING_BYTES)
        monkeypatch.setattr(disk.shutil, "disk_usage", lambda _: usage)
        with pytest.raises(UsageError, match="MB free"):
            turn_until(engine, recorder, 30.0)
        monkeypatch.undo()
    with h5py.File(tmp_path / "full.h5") as file:
        assert file.attrs["end_reason"] == "disk_full"
        assert len(file["plates/sample"]) >= 1000


def test_a_disk_that_is_too_slow_for_too_long_ends_in_overrun(tmp_path: Path) -> None:
    with engine_of(turn_s=COARSE_S) as engine:
        recorder = engine.record(tmp_path / "slow.h5", seconds=200.0)
        engine.start()
        turn_until(engine, recorder, 1.0)
        engine.trial._due_s = 100.0  # the disk hangs until the rings have wrapped around
        with pytest.raises(Exception, match="too slow"):
            turn_until(engine, recorder, 200.0)
    with h5py.File(tmp_path / "slow.h5") as file:
        assert file.attrs["end_reason"] == "overrun"
        assert (np.diff(file["plates/sample"][:]) == 1).all()


def test_while_it_is_recorded_the_file_holds_what_a_reader_needs(tmp_path: Path) -> None:
    with engine_of() as engine:
        recorder = engine.record(tmp_path / "open.h5", seconds=30.0)
        engine.start()
        turn_until(engine, recorder, 1.0)
        copy = tmp_path / "copy.h5"
        copy.write_bytes((tmp_path / "open.h5").read_bytes())
        with h5py.File(copy) as file:
            assert file.attrs["end_reason"] == "recording"
            assert len(file["plates/time"]) >= 1000
            rows = len(file["plates/time"])
            assert np.ptp(file["plates/time"][:]) == pytest.approx(rows / 1001.33, abs=0.01)
            assert file["plates/force"][:].sum(axis=1).mean() > 400


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "there.h5"
    path.write_text("mine")
    with engine_of() as engine, pytest.raises(UsageError, match="exists already"):
        engine.record(path, seconds=1.0)
    assert path.read_text() == "mine"


def test_a_recording_that_cannot_fit_is_refused_before_a_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "vast.h5"
    with engine_of() as engine, pytest.raises(UsageError, match="MB free for this recording"):
        engine.record(path, seconds=1e12)
    assert not path.exists()


def test_what_the_first_board_sent_before_the_last_one_started_is_not_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with engine_of() as engine:
        dowel = engine.feeds["dowel"].board
        start = Board.start

        def start_late(board: Board) -> None:
            if board is dowel:
                engine._host_time.sleep(0.4)
            start(board)

        monkeypatch.setattr(Board, "start", start_late)
        engine.start()
        recorder = engine.record(tmp_path / "late.h5", seconds=1.0)
        turn_until_closed(engine, recorder)
    with h5py.File(tmp_path / "late.h5") as file:
        for role in ("plates", "dowel"):
            assert file[role]["time"][0] >= -0.001
            assert file[role]["time"][-1] < 1.0 + MORE_SAMPLES / 1000
            assert file["validity"][role].attrs["crc_errors"] == 0
            assert file["validity"][role].attrs["missed_ticks"] == 0


def test_a_port_that_fails_before_a_trial_begins_leaves_none(tmp_path: Path) -> None:
    time = WallTime()
    engine = Engine(open_wanted(BOTH, time), time)
    try:
        line = spoil(engine, "plates")
        engine.start()
        line.dead = True
        while engine.failure is None:
            time.sleep(0.01)
        recorder = engine.record(tmp_path / "dead.h5", seconds=30.0)
        assert recorder.closed.wait(10.0)
        assert recorder.end_reason == "port_lost"
    finally:
        engine.close()
    assert not (tmp_path / "dead.h5").exists()  # nothing came, and no empty trial is left behind


def test_a_contact_lost_just_before_the_end_is_in_the_file(tmp_path: Path, trial: Path) -> None:
    with h5py.File(trial) as file:
        off = file["events/kind"][:].tolist().index(b"contact_off")
        lost_s = file["events/time"][off]
    record(tmp_path / "short.h5", lost_s + 0.003)
    with h5py.File(tmp_path / "short.h5") as file:
        assert file["events/kind"][-1] == b"contact_off"
        assert file["events/sample"][-1] <= file["dowel/sample"][-1]
        assert file["dowel/time"][-1] < lost_s + DEBOUNCE_SAMPLES / 1000


def test_a_renamed_folder_goes_on_being_written(tmp_path: Path) -> None:
    folder = tmp_path / "before"
    folder.mkdir()
    with engine_of() as engine:
        recorder = engine.record(folder / "moved.h5", seconds=3.0)
        engine.start()
        turn_until(engine, recorder, 1.0)
        folder.rename(tmp_path / "after")
        with pytest.raises(DiskError, match="before was moved while this trial was recorded"):
            turn_until_closed(engine, recorder)
    with h5py.File(tmp_path / "after" / "moved.h5") as file:
        assert file.attrs["end_reason"] == "stopped"
    assert (tmp_path / "after" / "moved.h5.journal").exists()


@pytest.mark.parametrize("again", [False, True], ids=["gone", "another in its place"])
def test_a_trial_that_vanishes_keeps_its_journal(again: bool, tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    with engine_of() as engine:
        recorder = engine.record(path, seconds=3.0)
        engine.start()
        turn_until(engine, recorder, 1.0)
        path.rename(tmp_path / "taken.h5")
        if again:
            path.write_bytes(b"what somebody put there")
        with pytest.raises(DiskError, match="its journal is kept"):
            turn_until_closed(engine, recorder)
    assert path.exists() == again
    assert verify(tmp_path / "taken.h5")[0].hash_fits
    rebuilt = recover(journal_path(path), tmp_path / "rebuilt.h5")
    assert verify(rebuilt)[0].hash_fits
    with h5py.File(rebuilt) as file:
        assert len(file["plates/sample"]) >= 3000


@pytest.mark.parametrize("text", ["\udcff", "a\0b"])
def test_text_that_no_file_can_hold_is_refused_before_there_is_one(
    text: str, tmp_path: Path
) -> None:
    with (
        engine_of() as engine,
        pytest.raises(UsageError, match="expected a pseudonym"),
    ):
        engine.record(tmp_path / "x.h5", seconds=1.0, participant=text)
    assert not (tmp_path / "x.h5").exists()


def test_a_contact_is_decided_as_soon_as_its_sample_is_there_and_costs_few_turns() -> None:
    with engine_of(
        both("&mistake_each=1&stand_s=2&descent_s=1&rest_s=0.5", person=MOVING)
    ) as engine:
        engine.start()
        turn_for(engine, 2.0)  # the clocks are known
        told, turns = engine.listen(), 0
        end_s = engine._host_time.now_s() + 20.0
        while engine._host_time.now_s() < end_s:
            engine.turn()
            turns += 1
        dowel = engine.feeds["dowel"].board.info
    news = [told.get_nowait() for _ in range(told.qsize())]
    decided = [one for one in news if isinstance(one, Event) and one.kind.startswith("contact_")]
    assert len(decided) >= 6
    debounce_s = DEBOUNCE_SAMPLES / dowel.sample_rate_hz + dowel.frame_delay_us / 1e6
    late_s = [one.decided_s - one.time_s - debounce_s for one in decided if one.decided_s]
    assert len(late_s) == len(decided)
    assert max(late_s) < 0.0025
    assert turns < 20.0 / np.mean(REST_S) + 10 * len(decided), (turns, len(decided))


def test_a_trial_that_begins_is_noticed_before_the_next_second_is_written(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        turn_for(engine, 2.0)
        recorder = engine.record(tmp_path / "t.h5", seconds=3.0)
        turn_for(engine, 0.3)
        assert recorder.begun
        turn_until_closed(engine, recorder)
