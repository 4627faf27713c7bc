"""A trial rebuilt from its journal equals that of a clean close, wherever the journal was cut."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.errors import DiskError, UsageError
from rig.stream import recorder as recorder_room
from rig.stream.recovery import recover
from rig.stream.replay import difference
from rig.stream.triggers import Trigger, Triggers
from rig.trial.hdf5file import LIBRARY
from rig.trial.journal import journal_path, packed, read_journal
from tests.command import expect_one_line, finish, rig, start_rig, wait_for_file
from tests.stream.simulated import (
    COARSE_S,
    MOVING,
    both,
    engine_of,
    spoil,
    turn_for,
    turn_until,
    turn_until_closed,
)

RAW = ("counts", "sample", "device_time_us", "status")
QUERY = "&sync=1&ttl_each_s=3"


def record(
    path: Path, *, before_s: float = 0.0, seconds: float = 12.0, turn_s: float = COARSE_S
) -> Path:
    """A trial whose journal was kept; it lost some bytes and has a mark."""
    with engine_of(both(QUERY, person=MOVING), turn_s=turn_s) as engine:
        engine.start()
        line = spoil(engine, "plates")
        turn_for(engine, before_s)
        recorder = engine.record(path, seconds=seconds, participant="P07", keep_journal=True)
        turn_until(engine, recorder, 3.0)
        engine.mark()
        line.lose = 300
        turn_until_closed(engine, recorder)
    return journal_path(path)


def expect_same(one: Path, other: Path, *, whole: bool = True) -> None:
    """`one` equals `other`, or if not `whole` begins like it."""
    with h5py.File(one) as mine, h5py.File(other) as theirs:
        for role in ("plates", "dowel"):
            for name in (*RAW, "time") if whole else RAW:
                rows = len(mine[role][name])
                expected = theirs[role][name][:]
                assert rows == len(expected) if whole else rows <= len(expected)
                assert np.array_equal(mine[role][name][:], expected[:rows]), (role, name)
        for name in ("trial_id", "participant", "simulated", "utc_offset_s", "format_version"):
            assert mine.attrs[name] == theirs.attrs[name]
        if whole:
            for name in ("kind", "time", "sample", "point", "value"):
                assert np.array_equal(mine["events"][name][:], theirs["events"][name][:])
            for name in ("first_sample", "count"):
                assert np.array_equal(mine["gaps"][name][:], theirs["gaps"][name][:])
            assert mine.attrs["start_time_utc"] == theirs.attrs["start_time_utc"]


@pytest.mark.parametrize("before_s", [0.0, 40.0])
def test_a_whole_journal_gives_the_trial_of_a_clean_close(before_s: float, tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    journal = record(trial, before_s=before_s)
    assert difference(trial, journal) == ""
    recovered = recover(journal, tmp_path / "t.recovered.h5")
    expect_same(recovered, trial)
    with h5py.File(recovered) as file:
        assert file.attrs["end_reason"] == "stopped"
        assert b"mark" in file["events/kind"][:]
        assert len(file["gaps/count"]) == 1
        assert file["clock/dowel"].attrs["method"] == "sync_wire"


def test_a_journal_that_was_cut_gives_what_came_before(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    journal = record(trial, turn_s=0.0)
    entries = list(read_journal(journal))
    whole = journal.read_bytes()
    sizes = np.cumsum([len(packed(entry)) for entry in entries])
    begun = next(i for i, e in enumerate(entries) if b'"begin"' in e.payload)
    for number, share in enumerate((0.2, 0.5, 0.8, 0.98)):  # its end is after it
        length = round(len(whole) * share)
        assert length > sizes[begun]
        cut = tmp_path / f"cut{number}.journal"
        cut.write_bytes(whole[:length])
        recovered = recover(cut, tmp_path / f"cut{number}.h5")
        expect_same(recovered, trial, whole=False)
        with h5py.File(recovered) as file:
            assert file.attrs["end_reason"] == "interrupted"
            seconds = file["plates/time"][-1]
            assert seconds == pytest.approx(12 * share, abs=1.0)


def test_without_plates_it_is_the_same(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    with engine_of(type(both())("none", "sim://dowel?seed=7")) as engine:
        engine.start()
        recorder = engine.record(trial, seconds=3.0, keep_journal=True)
        turn_until_closed(engine, recorder)
    recovered = recover(journal_path(trial), tmp_path / "r.h5")
    with h5py.File(trial) as mine, h5py.File(recovered) as theirs:
        for name in RAW:
            assert np.array_equal(mine["dowel"][name][:], theirs["dowel"][name][:])


def test_a_trial_that_waited_for_the_lab_is_the_same(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    with engine_of(both(QUERY, person=MOVING), turn_s=COARSE_S) as engine:
        engine.start()
        turn_for(engine, 1.0)
        recorder = engine.record(
            trial, triggers=Triggers(Trigger.TTL, Trigger.TTL), keep_journal=True
        )
        turn_until_closed(engine, recorder)
    expect_same(recover(journal_path(trial), tmp_path / "r.h5"), trial)


def test_after_a_clean_close_the_journal_goes(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        turn_until_closed(engine, engine.record(tmp_path / "t.h5", seconds=1.0))
    assert [path.name for path in tmp_path.iterdir()] == ["t.h5"]


def test_a_trial_that_is_not_what_came_keeps_its_journal_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = tmp_path / "t.h5"

    def spoilt(path: Path, journal: Path) -> str:
        with h5py.File(path, "r+") as file:
            file["plates/counts"][500, 2] += 1
        return difference(path, journal)

    monkeypatch.setattr(recorder_room, "difference", spoilt)
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(trial, seconds=1.0)
        with pytest.raises(DiskError, match="plates counts differs"):
            turn_until_closed(engine, recorder)
    assert journal_path(trial).exists()


def test_a_journal_without_a_trial_is_one_sentence(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    with engine_of() as engine:
        engine.start()
        engine.record(trial, triggers=Triggers(Trigger.KEY, Trigger.KEY), keep_journal=True)
        turn_for(engine, 0.5)
        engine.close()
    with pytest.raises(UsageError, match="it had not begun"):
        recover(journal_path(trial), tmp_path / "r.h5")
    assert not (tmp_path / "r.h5").exists()


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_recorder_that_was_killed_lost_a_tenth_of_a_second(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    sim = ("--plates", "sim://plates?seed=7", "--dowel", "sim://dowel?seed=7")
    process = start_rig("record", *sim, "--seconds", 60, "--out", trial, stderr=subprocess.DEVNULL)
    wait_for_file(trial)
    time.sleep(2.5)
    process.send_signal(signal.SIGKILL)
    finish(process)
    recovered = recover(journal_path(trial), tmp_path / "r.h5")
    with h5py.File(recovered) as file, h5py.File(trial) as killed:
        assert file.attrs["end_reason"] == "interrupted"
        for role in ("plates", "dowel"):
            rows = len(killed[role]["sample"])
            assert len(file[role]["sample"]) >= rows > 500
            for name in RAW:
                assert np.array_equal(file[role][name][:rows], killed[role][name][:])


def test_a_recovery_that_was_interrupted_can_be_done_again(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    journal = record(trial, seconds=2.0)
    part = tmp_path / "r.h5.part"
    part.write_bytes(b"what the crash left of it")
    expect_same(recover(journal, tmp_path / "r.h5"), trial)
    assert not part.exists()


def test_two_recoveries_at_once_do_not_spoil_each_other(tmp_path: Path) -> None:
    journal = record(tmp_path / "t.h5", seconds=2.0)
    holder = f"""import h5py, sys
with h5py.File(sys.argv[1], "w", libver={LIBRARY}):
    print(1, flush=True)
    input()
"""
    words = [sys.executable, "-c", holder, str(tmp_path / "r.h5.part")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "1\n"
        with pytest.raises(UsageError, match="another is writing"):
            recover(journal, tmp_path / "r.h5")
        other.communicate("\n")
    assert (tmp_path / "r.h5.part").exists()


def test_a_trial_that_is_being_recorded_is_not_recovered(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    words = ("--plates", "sim://plates", "--dowel", "none", "--seconds", 60, "--out", trial)
    process = start_rig("record", *words)
    wait_for_file(journal_path(trial))
    expect_one_line(rig("recover", trial), 2, "is being recorded")
    process.terminate()
    finish(process)


def test_the_command_rebuilds_beside_it_and_touches_nothing(tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    journal = record(trial)
    before = journal.read_bytes()
    trial.write_bytes(b"what the crash left of it")
    done = rig("recover", trial, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["participant"] == "P07"
    assert (tmp_path / "t.recovered.h5").exists()
    assert trial.read_bytes() == b"what the crash left of it"
    assert journal.read_bytes() == before
    expect_one_line(rig("recover", trial), 2, "exists already")
    expect_one_line(rig("recover", tmp_path / "other.h5"), 2, "expected a journal")
    (tmp_path / "x.h5.journal").write_bytes(b"no journal")
    expect_one_line(rig("recover", tmp_path / "x.h5"), 2, "expected a journal of this rig")
