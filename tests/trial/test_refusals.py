"""What a disk refuses HDF5 where no error can be raised."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from rig.trial.hdf5file import hush_refusals
from tests.smalldisk import mounted

# An unwritten chunk is released on a disk that has become full.
FILLS = """
import sys
import h5py
from rig.trial.hdf5file import hush_refusals

if sys.argv[2] == "hushed":
    hush_refusals()
    hush_refusals()
file = h5py.File(sys.argv[1] + "/t.h5", "w")
column = file.create_dataset("x", shape=(100_000,), chunks=(10_000,), dtype="f8")
file.flush()
with open(sys.argv[1] + "/ballast", "wb", buffering=0) as ballast:
    try:
        while ballast.write(bytes(4096)):
            pass
    except OSError:
        pass
try:
    raise ValueError("another")
except ValueError:
    column[:10_000] = 1.0
    del column
import os
os._exit(0)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with mounted(tmp_path / "disk", "1m") as folder:
        yield folder


def printed_by(disk: Path, way: str) -> str:
    command = [sys.executable, "-c", FILLS, str(disk), way]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def test_nothing_is_printed_of_it(small_disk: Path) -> None:
    assert printed_by(small_disk, "hushed") == ""


def test_without_it_a_traceback_is_printed(small_disk: Path) -> None:
    """Otherwise the test above would not test what it names."""
    assert "Traceback" in printed_by(small_disk, "as it is")


def test_all_else_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "unraisablehook", sys.__unraisablehook__)
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    hush_refusals()
    error = RuntimeError("another")
    sys.excepthook(RuntimeError, error, None)
    other = SimpleNamespace(
        exc_type=RuntimeError, exc_value=error, exc_traceback=None, err_msg=None, object=None
    )
    printed: list[object] = []
    monkeypatch.setattr(sys.unraisablehook, "_before", printed.append)
    sys.unraisablehook(other)
    assert printed == [other]
    assert "another" in capsys.readouterr().err
