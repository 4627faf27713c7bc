"""The writer of a trial is marked beside it, for disks and systems without reliable locks."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rig.errors import UsageError
from rig.trial.beside import companions
from rig.trial.claim import Claim, claim_path, drop_stale, is_claimed, is_left_over
from rig.trial.folder import discard
from rig.trial.header import Header
from rig.trial.processes import boot, is_running, machine
from rig.trial.reader import Fate, fate_of, opened
from rig.trial.writer import TrialWriter

HEADER = Header("2026-01-01T00:00:00+00:00", simulated=True)
LONG_AGO = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    return tmp_path / "t.h5"


@pytest.fixture
def dead() -> int:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


@pytest.fixture
def writer(trial: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrialWriter]:
    """On a disk without locks."""
    monkeypatch.setenv("HDF5_USE_FILE_LOCKING", "FALSE")
    writer = TrialWriter(trial, HEADER, {})
    writer.flush()
    yield writer
    writer.close("stopped")


def said(path: Path, **changed: object) -> None:
    """Puts another writer's claim on a file."""
    about = {"host": "far", "machine": "another", "process": 1, "beat": 1} | changed
    claim_path(path).write_text(json.dumps(about))


def test_a_trial_that_is_written_is_known_without_locks(writer: TrialWriter, trial: Path) -> None:
    assert fate_of(trial) is Fate.BEING_WRITTEN
    with pytest.raises(UsageError, match="it is being recorded"), opened(trial):
        pass
    with pytest.raises(UsageError, match="is being recorded"):
        discard(trial)
    assert claim_path(trial) in companions(trial)


def test_the_claim_goes_when_it_is_closed(trial: Path) -> None:
    TrialWriter(trial, HEADER, {}).close("stopped")
    assert fate_of(trial) is Fate.CLOSED
    assert companions(trial) == []
    trial.unlink()
    TrialWriter(trial, HEADER, {}).discard()
    assert list(trial.parent.iterdir()) == []


def test_no_trial_no_claim(trial: Path) -> None:
    trial.write_text("here already")
    with pytest.raises(UsageError, match="exists already"):
        TrialWriter(trial, HEADER, {})
    assert companions(trial) == []


def test_a_claim_of_a_dead_process_counts_no_longer(trial: Path, dead: int) -> None:
    now = datetime.now(UTC).isoformat()
    said(trial, machine=machine(), boot=boot(), process=dead, beat_utc=now)
    assert not is_running(dead)
    assert not is_claimed(trial)
    assert is_left_over(trial)
    TrialWriter(trial, HEADER, {}).close("stopped")
    assert companions(trial) == []


@pytest.mark.skipif(not boot(), reason="the system has no word for it")
def test_what_ran_before_the_last_start_is_gone(trial: Path) -> None:
    now = datetime.now(UTC).isoformat()
    said(trial, machine=machine(), boot="before", process=os.getpid(), beat_utc=now)
    assert not is_claimed(trial)


def test_another_computer_counts_by_its_beat(trial: Path) -> None:
    said(trial, beat_utc=datetime.now(UTC).isoformat())
    assert is_claimed(trial)
    assert not is_left_over(trial)
    with pytest.raises(UsageError, match="recorded or written just now on 'far'"):
        Claim(trial)
    said(trial, beat_utc=LONG_AGO.isoformat())
    assert not is_claimed(trial)
    drop_stale(trial)
    assert not claim_path(trial).exists()


def test_a_clock_that_is_wrong_does_not_matter_where_it_beats(trial: Path) -> None:
    """A day behind, on another computer."""
    script = f"""
import json, sys, time
for beat in range(100):
    with open({str(claim_path(trial))!r}, "w") as file:
        said = {{"machine": "another", "beat": beat, "beat_utc": {LONG_AGO.isoformat()!r}}}
        json.dump(said, file)
    if not beat:
        print(flush=True)
    time.sleep(0.2)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            process.stdout.readline()
            assert is_claimed(trial)
        finally:
            process.kill()


@pytest.mark.parametrize("content", [b"", b"\x00" * 512, b'{"beat_utc": 5, "process": "x"}'])
def test_what_makes_no_sense_counts_only_if_it_beats(trial: Path, content: bytes) -> None:
    """As after a power cut, however short: no one is recording."""
    claim_path(trial).write_bytes(content)
    assert not is_claimed(trial)
    claim_path(trial).write_bytes(content)
    beat = threading.Timer(0.5, said, (trial,))
    beat.start()
    assert is_claimed(trial)
    beat.join()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_one_that_may_not_be_looked_into_counts_as_long_as_it_is_new(
    trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim_path(trial).write_bytes(b"")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    assert is_claimed(trial)
    os.utime(claim_path(trial), (LONG_AGO.timestamp(),) * 2)
    assert not is_claimed(trial)


def test_a_claim_is_on_the_disk_with_its_words(
    trial: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []

    def keep(descriptor: int) -> None:
        kept.append(os.fstat(descriptor).st_size)

    monkeypatch.setattr(os, "fsync", keep)
    with Claim(trial).held():
        assert kept == [512]


def test_a_claim_on_nothing_is_none(trial: Path) -> None:
    assert not is_claimed(trial)
    assert not is_claimed(trial / "under a file")
