"""A disk that hangs while a trial is recorded: the real program, whose writes and syncs wait."""

import subprocess
import time
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.trial.journal import journal_path
from tests.cli.faulty_disk import compiled, start_on
from tests.command import finish, wait_for_file

SIM = ("--plates", "sim://plates?seed=7&stand_s=3600", "--dowel", "sim://dowel?seed=7&stand_s=3600")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("disk"))


def record(library: Path, trial: Path, seconds: float) -> tuple[Path, "subprocess.Popen[str]"]:
    """A recording, and the file whose presence makes its disk hang."""
    hangs = trial.with_name("hangs")
    words = ("record", *SIM, "--seconds", seconds, "--out", trial)
    process = start_on(library, *words, faults={"DISK_HANGS": hangs})
    wait_for_file(trial)
    time.sleep(2.0)
    return hangs, process


def sizes_of(trial: Path) -> list[int]:
    return [path.stat().st_size for path in (trial, journal_path(trial))]


def test_a_disk_that_hangs_for_5_s_costs_no_sample(library: Path, tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    hangs, process = record(library, trial, 9.0)
    hangs.touch()
    time.sleep(1.0)
    sizes = sizes_of(trial)
    time.sleep(4.0)
    assert sizes_of(trial) == sizes
    hangs.unlink()
    done = finish(process)
    assert done.returncode == 0, done.stderr
    assert "the disk does not keep up" in done.stderr
    with h5py.File(trial) as file:
        assert file["validity"].attrs["verdict"] == "whole"
        for role in ("plates", "dowel"):
            assert (np.diff(file[role]["sample"][:]) == 1).all()
            assert len(file[role]["sample"]) >= 9000
        events = file["events/kind"][:].tolist()
        assert events.count(b"contact_on") >= 3


@pytest.mark.soak
def test_a_disk_that_hangs_for_too_long_ends_the_trial(library: Path, tmp_path: Path) -> None:
    trial = tmp_path / "t.h5"
    hangs, process = record(library, trial, 600.0)
    hangs.touch()
    time.sleep(90.0)
    hangs.unlink()
    done = finish(process)
    assert done.returncode == 3
    assert "the disk was too slow for too long" in done.stderr.splitlines()[-1]
    with h5py.File(trial) as file:
        assert file.attrs["end_reason"] == "overrun"
        assert (np.diff(file["plates/sample"][:]) == 1).all()
