"""rig verify: a trial's quality, and whether it is still what was recorded."""

import json
import shutil
from pathlib import Path
from typing import Any

import h5py
import pytest

from tests.command import expect_one_line, rig
from tests.stream.simulated import engine_of, spoil, turn_until, turn_until_closed


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A complete trial, and one that lost samples."""
    folder = tmp_path_factory.mktemp("verify")
    made = {}
    for name, lose in (("whole", 0), ("gap", 25 * 5)):
        made[name] = folder / f"{name}.h5"
        with engine_of() as engine:
            engine.start()
            line = spoil(engine, "plates")
            recorder = engine.record(made[name], seconds=3.0)
            turn_until(engine, recorder, 1.0)
            line.lose = lose
            turn_until_closed(engine, recorder)
    return made


def document(*paths: Path) -> tuple[int, Any]:
    done = rig("verify", *paths, "--json")
    return done.returncode, json.loads(done.stdout)["trials"]


def test_a_whole_trial_is_whole(trials: dict[str, Path]) -> None:
    code, (trial,) = document(trials["whole"])
    assert code == 0
    assert trial["verdict"] == "whole"
    assert trial["hash_fits"] is True
    verdict, trust, newtons = rig("verify", trials["whole"]).stdout.splitlines()
    assert (verdict, newtons) == ("whole.h5: whole", "  newtons: uncalibrated; no zero taken")
    assert trust == f"  trust: {'; '.join(trial['trust'])}"
    codes = [reason.partition(":")[0] for reason in trial["trust"]]
    assert codes == ["simulated", "no_weight", "nominal_levels", "no_sync_wire"]
    assert f"trust: {trial['trust'][0]}" in rig("show", trials["whole"]).stdout
    with h5py.File(trials["whole"]) as file:
        assert file["validity"].attrs["verdict"] == "whole"
        assert len(file["validity"].attrs["sha256"]) == 64


def test_a_trial_with_a_gap_is_usable_and_says_why(trials: dict[str, Path]) -> None:
    code, (trial,) = document(trials["gap"])
    assert code == 0
    assert trial["verdict"] == "usable"
    assert trial["boards"]["plates"]["lost"] in (5, 6)
    assert "samples lost, at most" in trial["reasons"][0]
    assert "plates:" in rig("verify", trials["gap"]).stdout
    assert "usable" in rig("show", trials["gap"]).stdout


@pytest.mark.parametrize("name", ["counts", "sample", "device_time_us", "status"])
def test_a_later_change_of_the_raw_data_shows(
    name: str, trials: dict[str, Path], tmp_path: Path
) -> None:
    changed = shutil.copy(trials["whole"], tmp_path / "changed.h5")
    with h5py.File(changed, "r+") as file:
        rows = file["dowel"][name][:]
        rows[100] = rows[100] + 1
        file["dowel"][name][:] = rows
    code, (trial,) = document(Path(changed))
    assert code == 1
    assert trial["verdict"] == "not valid"
    assert "not what was recorded" in trial["reasons"][0]


def test_a_trial_that_was_never_closed_is_not_valid(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(tmp_path / "t.h5", seconds=30.0)
        turn_until(engine, recorder, 1.0)
        shutil.copy(tmp_path / "t.h5", tmp_path / "copy.h5")
    code, (trial,) = document(tmp_path / "copy.h5")
    assert code == 1
    assert "rig recover" in " ".join(trial["reasons"])


def test_of_several_each_is_judged_and_what_cannot_be_read_is_2(
    trials: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "cut.h5").write_bytes(trials["whole"].read_bytes()[:5000])
    expect_one_line(rig("verify", tmp_path / "cut.h5"), 2, "cut.h5")
    code, said = document(trials["whole"], tmp_path / "cut.h5", tmp_path / "none.h5")
    assert code == 2
    assert [trial["verdict"] for trial in said] == ["whole", "cannot be read", "cannot be read"]
