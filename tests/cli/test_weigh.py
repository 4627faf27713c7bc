"""rig weigh and rig record --weigh on the simulated bench."""

import json
from pathlib import Path

import h5py
import pytest

from rig.calibrations.persons import PersonBook
from tests.command import expect_one_line, finish, rig, start_rig

PERSON = "left 33 0 150\nright 33 0 150\n"
WEIGHT_N = 66 * 9.80665


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The load on the plates."""
    monkeypatch.setenv("RIG_CALIBRATIONS", str(tmp_path / "book"))
    return tmp_path / "load.txt"


def plates(load: Path) -> tuple[str, str]:
    return "--plates", f"sim://plates?bench={load}&seed=12"


def test_who_was_weighed_is_in_the_trials_of_the_hour(load: Path, tmp_path: Path) -> None:
    load.write_text(PERSON)
    done = rig("weigh", "--participant", "P07", *plates(load), "--json")
    assert done.returncode == 0, done.stderr
    weight = json.loads(done.stdout)
    assert weight["weight_n"] == pytest.approx(WEIGHT_N, rel=0.03)  # nominal newtons
    assert PersonBook().history("P07").weights[0].as_json() == weight
    for name in ("P07", "P08"):
        words = ("--participant", name, "--dowel", "none", "--seconds", 0.5)
        assert (
            rig("record", *words, *plates(load), "--out", tmp_path / f"{name}.h5").returncode == 0
        )
    with h5py.File(tmp_path / "P07.h5") as mine, h5py.File(tmp_path / "P08.h5") as other:
        assert mine.attrs["weighed_n"] == weight["weight_n"]
        assert mine.attrs["weighed_utc"] == weight["taken_utc"]
        assert (other.attrs["weighed_n"] > 0, other.attrs["weighed_utc"]) == (False, "")
    assert f"weighed: {weight['weight_n']:.0f} N" in rig("analyze", tmp_path / "P07.h5").stdout
    assert "weighed" not in rig("analyze", tmp_path / "P08.h5").stdout


def test_zero_weight_trial_zero(load: Path, tmp_path: Path) -> None:
    load.write_text("")
    path = tmp_path / "t.h5"
    words = ("--dowel", "none", "--seconds", 0.5, "--zero", "--weigh", "--participant", "P07")
    process = start_rig("record", *words, *plates(load), "--out", path)
    assert process.stderr
    for line in process.stderr:
        if "Step on" in line:
            load.write_text(PERSON)
        elif "Nobody and nothing" in line:
            load.write_text("")
    done = finish(process)
    assert done.returncode == 0
    assert "zero before and after" in done.stdout
    with h5py.File(path) as file:
        assert file.attrs["weighed_n"] == pytest.approx(WEIGHT_N, rel=0.03)
        zero_id = file["calibration/plates/zero_before"].attrs["zero_id"]
    assert PersonBook().history("P07").weights[0].zero_id == zero_id


def test_nobody_is_weighed_where_nobody_stands(load: Path, tmp_path: Path) -> None:
    done = rig("weigh", "--participant", "P07", *plates(load), "--wait", 2.5, "--json")
    expect_one_line(done, 2, "N on the plates, a person has")
    words = ("--dowel", "none", "--seconds", 1, "--weigh", "--out", tmp_path / "t.h5")
    expect_one_line(rig("record", *words, *plates(load)), 2, "expected --participant")
    assert not (tmp_path / "book").exists()
