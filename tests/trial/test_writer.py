"""Trial files that cannot be created, and one that is killed while it is written."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.errors import UsageError
from rig.trial.header import Header
from rig.trial.writer import TrialWriter

HEADER = Header("2026-01-01T00:00:00+00:00", simulated=True)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder that refuses root too")
def test_a_folder_that_refuses_is_said_in_one_line() -> None:
    with pytest.raises(UsageError, match=r"cannot write /proc/self/x\.h5"):
        TrialWriter(Path("/proc/self/x.h5"), HEADER, {})


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no folder"):
        TrialWriter(tmp_path / "no" / "x.h5", HEADER, {})


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL")
def test_a_recorder_that_is_killed_leaves_a_file_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "killed.h5"
    script = f"""
import os, signal, sys
from pathlib import Path
from tests.stream.test_engine import engine_of
with engine_of() as engine:
    recorder = engine.record(Path({str(path)!r}), seconds=60.0)
    engine.start()
    while recorder.recorded_s < 3.0:
        engine.turn()
    print(recorder.rows["plates"], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    script = "import tests.conftest\n" + script
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with h5py.File(path) as file:
        assert file.attrs["end_reason"] == "recording"
        assert len(file["plates/sample"]) == int(done.stdout)
        assert (np.diff(file["plates/sample"][:]) == 1).all()
        assert len(file["events/time"]) == 3


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_a_trial_is_for_its_owner_only(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        TrialWriter(tmp_path / "t.h5", HEADER, {}).close("stopped")
    finally:
        os.umask(before)
    assert (tmp_path / "t.h5").stat().st_mode & 0o777 == 0o600
