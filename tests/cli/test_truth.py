"""rig record on simulated boards writes the truth beside the trial."""

from pathlib import Path

from rig.sim.truthfile import read_truth
from tests.cli.test_commands import expect_one_line
from tests.command import rig

QUICK = "sim://plates?seed=7&descent_s=0.3"


def test_a_simulated_trial_has_its_truth_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "t.h5"
    done = rig("record", "--plates", QUICK, "--dowel", "none", "--seconds", 1, "--out", path)
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stderr.split())
    assert "Simulation: descent_s of 0.3 raised to 0.8" in said
    assert "t.truth.npz" in said.replace(" ", "")
    told = read_truth(tmp_path / "t.truth.npz")
    assert len(told.world_s) > 1000
    assert len(told.about["notes"]) == 1


def test_a_setting_that_there_is_not_is_said_in_one_line(tmp_path: Path) -> None:
    url = "sim://plates?mas_kg=70"
    done = rig("record", "--plates", url, "--seconds", 1, "--out", tmp_path / "t.h5")
    expect_one_line(done, 2, "expected a setting")
