"""rig analyze on trials of a simulated participant, recorded through wire and engine."""

import json
import shutil
from pathlib import Path
from typing import Any

import h5py
import pytest

from rig.device.discovery import Wanted
from rig.sim.participant import Participant
from tests.cli.conftest import RigHere
from tests.command import expect_one_line, rig
from tests.stream.simulated import COARSE_S, engine_of, turn_until_closed

SEED, SECONDS = 1003, 21.0  # its third repetition loses a contact
BOARDS = {"both": ("plates", "dowel"), "plates": ("plates",), "dowel": ("dowel",)}


@pytest.fixture(scope="module")
def trials(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("analyze")
    return {name: recorded(folder / f"{name}.h5", roles) for name, roles in BOARDS.items()}


def recorded(path: Path, roles: tuple[str, ...]) -> Path:
    urls = {role: f"sim://{role}?seed={SEED}" for role in roles}
    wanted = Wanted(urls.get("plates", "none"), urls.get("dowel", "none"))
    with engine_of(wanted, turn_s=COARSE_S) as engine:
        engine.start()
        recorder = engine.record(path, participant="P07", seconds=SECONDS)
        turn_until_closed(engine, recorder)
    return path


def analysed(*words: object, code: int = 0) -> list[Any]:
    done = rig("analyze", *words, "--json")
    assert done.returncode == code, done.stderr
    trials: list[Any] = json.loads(done.stdout)["trials"]
    return trials


def test_a_trial_is_what_its_participant_did(trials: dict[str, Path]) -> None:
    (found,) = analysed(trials["both"])
    participant = Participant.from_settings(seed=SEED)
    truth = participant.repetitions(0, SECONDS - 1)
    assert len(found["repetitions"]) == len(truth) == 3
    for one, true in zip(found["repetitions"], truth, strict=True):
        assert one["drop_m"] == pytest.approx(true.drop_m, abs=0.015)
        assert one["bottom_s"] == pytest.approx(true.bottom_s, abs=0.4)  # for a hold the middle
        assert one["descent_s"] > one["hold_s"]
        assert set(one["loading"]) == {"repetition", "descent", "bottom", "ascent"}
        assert one["loading"]["descent"]["cop_path_mm"] > 0
    assert found["standing"]["quiet"]["weight_n"] == pytest.approx(participant.weight_n, rel=0.02)
    assert found["standing"]["sway"] is None  # not quiet for 25 s


def test_it_says_what_it_came_from(trials: dict[str, Path]) -> None:
    (found,) = analysed(trials["both"])
    assert found["participant"] == "P07"
    assert found["simulated"] is True
    assert found["newtons"]["calibrated"] is False
    assert found["newtons"]["zero"] == "none"
    assert found["own_levels_utc"] == ""
    assert found["verdict"] == "whole"
    assert found["changed"] == {}
    assert {name: group["version"] for name, group in found["parameters"].items()} == {
        "contact": 1,
        "repetition": 2,
        "balance": 2,
    }


def test_a_lost_contact_has_its_phase_and_depth(trials: dict[str, Path]) -> None:
    (found,) = analysed(trials["both"])
    losses = found["contacts"]["losses"]
    assert len(losses) == 1
    third = found["repetitions"][2]
    assert third["losses"] == losses
    first = third["first_loss"]
    assert first["point"] == losses[0]["point"]
    assert first["phase"] == losses[0]["phase"]
    assert 0 < first["depth_m"] <= third["drop_m"] + 0.001
    assert first["depth_percent"] == pytest.approx(100 * first["depth_m"] / third["drop_m"])
    with h5py.File(trials["both"]) as file:
        stored = file["events/time"][:][file["events/kind"][:] == b"contact_off"]
    assert losses[0]["onset_s"] == pytest.approx(stored[0], abs=1e-6)
    assert [one["first_loss"] for one in found["repetitions"][:2]] == [None, None]


def test_one_board_alone(trials: dict[str, Path]) -> None:
    (plates,) = analysed(trials["plates"])
    assert len(plates["repetitions"]) == 3
    assert plates["contacts"] is None
    (dowel,) = analysed(trials["dowel"])
    assert dowel["repetitions"] == []
    assert dowel["standing"] is None
    assert dowel["newtons"] is None
    assert len(dowel["contacts"]["losses"]) == 1
    assert dowel["contacts"]["losses"][0]["repetition"] == 0
    assert "no plates" in rig("analyze", trials["dowel"]).stdout


def test_words(trials: dict[str, Path]) -> None:
    said = rig("analyze", trials["both"], "--set", "balance.foot_length_mm=250").stdout
    for part in (
        "both.h5, P07, whole",
        "3 repetitions",
        "contacts lost: 1",
        "standing still for",
        "% of the foot",
        "contact 1, repetition 2, balance 2; with balance.foot_length_mm=250",
        "newtons: uncalibrated; no zero taken",
        "contact: by nominal levels",
        "SIMULATED",
    ):
        assert part in said


def test_settings_decide(trials: dict[str, Path]) -> None:
    (found,) = analysed(trials["plates"], "--set", "repetition.min_drop_m=0.5")
    assert found["repetitions"] == []
    assert len(found["refused"]) == 3
    assert found["changed"] == {"repetition.min_drop_m": 0.5}
    (slow,) = analysed(trials["dowel"], "--set", "contact.debounce_ms=1000")
    assert slow["contacts"]["losses"] == []
    expect_one_line(
        rig("analyze", trials["both"], "--set", "repetition.drop=1"), 2, "repetition.min_drop_m"
    )
    expect_one_line(
        rig("analyze", trials["both"], "--set", "balance.quiet_percent=x"), 2, "from 0.1 to 10"
    )


def test_heel_shares_are_compared_only_where_foot_and_heel_match(
    trials: dict[str, Path], tmp_path: Path
) -> None:
    said = {"foot_length_mm": 265.0, "heel_offset_mm": 2.0}
    abouts = {
        "a": said,
        "b": {"foot_length_mm": 266.0, "heel_offset_mm": 4.0},
        "c": {"foot_length_mm": 265.0},
        "d": said | {"heel_offset_mm": 8.0},
        "e": said | {"participant": "P08"},
    }
    for name, about in abouts.items():
        with h5py.File(shutil.copy(trials["plates"], tmp_path / f"{name}.h5"), "r+") as file:
            file.attrs.update(about)
    shares = [one["heel_share"] for one in analysed(tmp_path)]
    names = [tuple("".join(Path(p).stem for p in paths) for paths in s.values()) for s in shares]
    assert names == [("", ""), ("a", ""), ("", "ab"), ("", "abc"), ("", "")]
    words = rig("analyze", tmp_path).stdout
    assert words.count("heel share: may be compared with a.h5") == 1
    assert "heel share: not to be compared with a.h5, b.h5: foot length and heel offset" in words


def test_of_a_folder_all_that_can_be_read(trials: dict[str, Path], tmp_path: Path) -> None:
    for name in ("plates", "dowel"):
        shutil.copy(trials[name], tmp_path)
    (tmp_path / "cut.h5").write_bytes(trials["both"].read_bytes()[:5000])
    found = analysed(tmp_path, code=2)
    assert [Path(one["file"]).name for one in found] == ["cut.h5", "dowel.h5", "plates.h5"]
    assert "cut.h5" in found[0]["why"]
    done = rig("analyze", tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "3 repetitions" in done.stdout


def test_what_is_no_trial_is_one_line(tmp_path: Path, rig_here: RigHere) -> None:
    expect_one_line(rig("analyze", tmp_path), 2, "expected trials", str(tmp_path))
    expect_one_line(rig_here("analyze", tmp_path / "none.h5"), 2, "no file")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["a"] = 1
    expect_one_line(rig_here("analyze", tmp_path / "other.h5"), 2, "another HDF5 file")
