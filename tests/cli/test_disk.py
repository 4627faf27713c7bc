"""Disks that fill up while a trial is recorded: a real, small file system."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.stream.disk import LEAST_S, LOW_S, bytes_for
from tests.command import finish, rig, start_rig, wait_for_file
from tests.smalldisk import mounted

SIM = ("--plates", "sim://plates?seed=7&stand_s=3600", "--dowel", "sim://dowel?seed=7&stand_s=3600")
SIZE = bytes_for(2 * LOW_S, 2)
PIECE = 1 << 14


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """With twice the size at which a recording warns."""
    with mounted(tmp_path / "disk", SIZE) as folder:
        yield folder


def leave(folder: Path, size: int) -> Path:
    """Fills the disk, leaving `size` bytes."""
    ballast = folder / "ballast"
    free = shutil.disk_usage(folder).free
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        for _ in range(max(0, free - size) // PIECE):
            file.write(bytes(PIECE))
    return ballast


def start(folder: Path) -> tuple[Path, subprocess.Popen[str]]:
    trial = folder / "t.h5"
    process = start_rig("record", *SIM, "--seconds", 120, "--out", trial, stdin=subprocess.DEVNULL)
    wait_for_file(trial)
    time.sleep(2.0)
    return trial, process


def test_a_disk_that_fills_up_ends_the_trial_whole(small_disk: Path) -> None:
    trial, process = start(small_disk)
    leave(small_disk, bytes_for(LEAST_S, 2) - 100_000)
    done = finish(process)
    assert done.returncode == 2, done.stderr
    assert "MB free for this recording" in done.stderr.splitlines()[-1]
    with h5py.File(trial) as file:
        assert file.attrs["end_reason"] == "disk_full"
        assert file["validity"].attrs["verdict"] == "usable"
        for role in ("plates", "dowel"):
            assert (np.diff(file[role]["sample"][:]) == 1).all()
            assert len(file[role]["sample"]) > 1000
    assert rig("verify", trial).returncode == 0
    assert not (small_disk / "t.h5.journal").exists()


def test_a_disk_that_is_nearly_full_is_a_warning(small_disk: Path) -> None:
    _, process = start(small_disk)
    leave(small_disk, bytes_for(LOW_S / 2, 2))
    time.sleep(1.5)
    process.terminate()
    done = finish(process)
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("The disk is nearly full: room for ") == 1


@pytest.mark.parametrize("left", [0, 1 << 15, 1 << 17])
def test_a_disk_that_is_full_at_once_leaves_what_can_be_recovered(
    small_disk: Path, left: int
) -> None:
    """Also if the last flush still fits, but not closing the file."""
    trial, process = start(small_disk)
    ballast = leave(small_disk, left)
    done = finish(process)
    assert done.returncode in (2, 3), done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith("rig: ")
    ballast.unlink()
    if rig("verify", trial).returncode == 0:
        return  # it was closed completely despite that
    recovered = small_disk / "r.h5"
    rebuilt = rig("recover", trial, "--out", recovered)
    assert rebuilt.returncode == 0, rebuilt.stderr
    with h5py.File(recovered) as file:
        for role in ("plates", "dowel"):
            assert (np.diff(file[role]["sample"][:]) == 1).all()
            assert len(file[role]["sample"]) > 1000
