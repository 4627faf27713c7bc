"""A recorder that is killed at any moment: what was measured is on disk."""

import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.device import sleepclock
from rig.stream.recovery import recover
from rig.trial.journal import MAGIC, journal_path, read_journal
from tests.cli.faulty_disk import compiled, start_on
from tests.command import LONGEST_S, finish, start_rig, wait_for_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL")

SIM = (
    "--plates",
    "sim://plates?seed=7&sync=1&stand_s=3600",
    "--dowel",
    "sim://dowel?seed=7&sync=1&stand_s=3600",
)
RAW = ("counts", "sample", "device_time_us", "status")
TRIAL_S = 1.5
LATEST_S = 2.6  # some are killed in the close, some after it
KILLS, KILLS_IN_SOAK = 8, 200
CREATED_BYTES = 2048  # what HDF5 allocates before it writes anything of a trial


@dataclass(frozen=True)
class Killed:
    """What was left: `lost_s` by the file and by its journal, None if there was nothing to lose."""

    how: str
    file_lost_s: float | None = None
    journal_lost_s: float | None = None


def kill(folder: Path, after_s: float) -> Killed:
    trial = folder / "t.h5"
    words = ("record", *SIM, "--seconds", TRIAL_S, "--out", trial)
    quiet = {"stdin": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = start_rig(*words, **quiet)
    wait_for_file(trial)
    time.sleep(after_s)
    process.kill()
    killed_s = sleepclock.now_s()
    finish(process)
    return judged(trial, killed_s)


def kill_in_a_call(folder: Path, library: Path, call: int) -> Killed:
    """In the middle of a write or a sync, half done."""
    trial = folder / "t.h5"
    words = ("record", *SIM, "--seconds", TRIAL_S, "--out", trial)
    process = start_on(library, *words, faults={"DISK_KILLS_AT": call})
    process.wait(LONGEST_S)
    killed_s = sleepclock.now_s()
    assert finish(process).returncode in (-signal.SIGKILL, 0)
    return judged(trial, killed_s)


def calls_of_a_recording(folder: Path, library: Path) -> int:
    """How many writes and syncs it may be killed in."""
    words = ("record", *SIM, "--seconds", TRIAL_S, "--out", folder / "t.h5")
    done = finish(start_on(library, *words, faults={"DISK_COUNTS": folder / "calls"}))
    assert done.returncode == 0, done.stderr
    return int((folder / "calls").read_text())


def judged(trial: Path, killed_s: float) -> Killed:
    journal = journal_path(trial)
    if not journal.exists():
        if not trial.exists():
            return Killed("nothing was begun")
        if trial.stat().st_size < CREATED_BYTES:
            return Killed("nothing was begun")
        with h5py.File(trial) as file:  # plain h5py opens it
            reason = file.attrs["end_reason"]
            rows = len(file["plates/sample"])
        assert rows == 0 or reason == "stopped", "neither a closed trial nor a journal"
        return Killed("closed" if rows else "nothing was begun")
    if journal.stat().st_size < len(MAGIC):
        return Killed("nothing was begun")
    entries = list(read_journal(journal))
    if not any(b'"begin"' in entry.payload for entry in entries if entry.kind == "note"):
        return Killed("nothing was begun")
    rebuilt = recover(journal, trial.with_name("r.h5"))
    journal_lost_s = killed_s - max(e.arrival_s for e in entries if e.kind != "note")
    return Killed("recording", file_lost_s(trial, rebuilt, journal_lost_s), journal_lost_s)


def file_lost_s(trial: Path, rebuilt: Path, journal_lost_s: float) -> float | None:
    """What the file alone would have lost: everything from the first wrong row on.

    None if it cannot be read at all: HDF5's own records may be cut in two as well.
    """
    with h5py.File(rebuilt) as whole:
        try:
            with h5py.File(trial) as file:
                missing = rows_missing(file["plates"], whole["plates"])
                rows_missing(file["dowel"], whole["dowel"])
        except (OSError, KeyError, RuntimeError):
            return None
    return missing / 1000 + journal_lost_s


def rows_missing(board: h5py.Group, whole: h5py.Group) -> int:
    """After a kill in the middle of a flush, columns may have unequal lengths, and rows that count
    but were never written read as 0. Older rows may not differ by a bit."""
    rows = min(len(board[name]) for name in RAW)
    assert rows <= len(whole["sample"])
    same = np.logical_and.reduce(
        [(board[name][:rows] == whole[name][:rows]).reshape(rows, -1).all(axis=1) for name in RAW]
    )
    good = rows if same.all() else int(same.argmin())
    return len(whole["sample"]) - good


def kill_often(tmp_path: Path, kills: int, seed: int) -> list[Killed]:
    """Half of them at any time, half in the middle of a write or a sync, including those of the
    close."""
    library, at_random = compiled(tmp_path), random.Random(seed)
    calls = calls_of_a_recording(tmp_path, library)
    results = []
    for number in range(kills):
        folder = tmp_path / str(number)
        folder.mkdir()
        if number % 2:
            results.append(kill_in_a_call(folder, library, at_random.randint(1, calls)))
        else:
            results.append(kill(folder, at_random.uniform(0.0, LATEST_S)))
    return results


def expect_little_lost(results: list[Killed]) -> str:
    """No promise may depend on how busy this computer is; so the median is judged and the worst is
    only bounded."""
    during = [killed for killed in results if killed.how == "recording"]
    by_journal_s = np.array([killed.journal_lost_s for killed in during])
    by_file_s = np.array([k.file_lost_s for k in during if k.file_lost_s is not None])
    assert len(during) >= len(results) / 4
    assert np.median(by_journal_s) <= 0.1
    assert np.median(by_file_s) <= 1.0
    return (
        f"{len(results)} kills, {len(during)} while recording, 0 trials lost; lost by the journal "
        f"median {np.median(by_journal_s) * 1e3:.0f} ms, worst {by_journal_s.max() * 1e3:.0f} ms; "
        f"by the file alone median {np.median(by_file_s) * 1e3:.0f} ms, worst "
        f"{by_file_s.max() * 1e3:.0f} ms, {len(during) - len(by_file_s)} did not open"
    )


def test_some_kills_lose_no_trial(tmp_path: Path) -> None:
    print(expect_little_lost(kill_often(tmp_path, KILLS, seed=1)))


@pytest.mark.soak
@pytest.mark.timeout(3000)
def test_two_hundred_kills_lose_no_trial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = expect_little_lost(kill_often(tmp_path, KILLS_IN_SOAK, seed=2))
    with capsys.disabled():
        print(f"\n{said}")
