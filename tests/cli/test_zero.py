"""rig zero and rig record --zero on the simulated bench."""

import json
from pathlib import Path

import pytest

from rig.calibrations.book import CalibrationBook
from rig.cli.newtons import newton_words
from rig.store.listing import LOG
from rig.trial.reader import verify
from tests.command import finish, rig, start_rig
from tests.stream.test_zero_of_plates import SEED, SERIAL, Room


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The load on the plates."""
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "book"))
    return tmp_path / "load.txt"


def test_a_trial_between_its_zeros(load: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    url = f"sim://plates?bench={load}&seed={SEED}"
    words = ("--plates", url, "--dowel", "none", "--seconds", 0.5, "--zero", "--out", path)
    process = start_rig("record", *words)
    assert process.stderr
    for line in process.stderr:
        if "Step on" in line:
            load.write_text("left 30 0 150\nright 30 0 150\n")
        elif "Nobody and nothing" in line and load.exists():
            load.write_text("")
    done = finish(process)
    assert done.returncode == 0
    assert "zero before and after, drift at most 0." in done.stdout
    assert len(CalibrationBook().plates(SERIAL).zeros) == 2


def test_a_zero_later_closes_a_trial(load: Path, tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.zero()
    path, other = room.record("t"), tmp_path / "other.h5"
    room.engine.close()
    (tmp_path / LOG).touch()  # makes it a store
    url = f"sim://plates?bench={load}&seed={SEED}"
    done = rig("zero", "--plates", url, path, other, "--json")
    assert done.returncode == 2
    assert f"no file {other}" in done.stderr
    assert list(json.loads(done.stdout)["trials"]) == [str(path)]
    assert "zero before and after" in newton_words(verify(path)[0].newtons)
    (said,) = map(json.loads, (tmp_path / LOG).read_text().splitlines())
    assert (said["what"], said["file"]) == ("zero", path.name)
