"""Faults of a recording are in its verdict with figures, and excluded from derived values."""

from pathlib import Path

import h5py
import numpy as np
import pytest

import rig
from rig.trial.reader import verify
from tests.command import rig as command
from tests.measure.repetition.movements import WEIGHT_N, Float, force_n
from tests.trial.loaded import nominal_counts, with_counts, with_forces

EVEN = np.array([0.3, 0.2, 0.25, 0.25])


@pytest.fixture(scope="module")
def plates(trials: dict[str, Path]) -> Path:
    return trials["plates"]


def standing(seconds: float = 30.0) -> Float:
    """Quiet, with some sway."""
    total_n = force_n([], seconds)
    sway = 0.02 * np.sin(2 * np.pi * 0.3 * np.arange(len(total_n)) / 1000)
    return np.asarray(total_n[:, None] * (EVEN + sway[:, None] * np.array([1, -1, 1, -1])))


def noisy_counts(forces: Float) -> np.ndarray:
    noise = np.random.default_rng(3).integers(-2, 3, forces.shape)
    return np.clip(nominal_counts(forces) + noise, 82, 4014)


def test_counts_at_the_amplifiers_ends_are_an_overload(plates: Path, tmp_path: Path) -> None:
    forces = standing()
    forces[10_000:10_100, 0] += 2000
    forces[20_000:20_050, 3] -= 2000
    _, verdict = verify(with_counts(plates, tmp_path / "t.h5", noisy_counts(forces)))
    assert verdict.level == "usable"
    assert verdict.reasons == (
        "plates: left heel at the end of its range for 100 samples, "
        "right toe at the end of its range for 50 samples",
    )


def test_of_an_unknown_front_end_a_flat_top_is(plates: Path, tmp_path: Path) -> None:
    forces = standing()
    forces[:, 0] += 1500 * np.maximum(np.sin(np.arange(len(forces)) / 150), 0)
    whole = with_forces(plates, tmp_path / "whole.h5", forces)
    cut = with_forces(plates, tmp_path / "cut.h5", np.minimum(forces, 700.0))
    for path in (whole, cut):
        with h5py.File(path, "r+") as file:
            board = file["plates"]
            board.attrs.update(oversampling=1, volts_per_count=5 / (1 << 24))
    assert not any("end of its range" in reason for reason in verify(whole)[1].reasons)
    assert any("left heel at the end" in reason for reason in verify(cut)[1].reasons)


def test_spikes_are_named_and_left_out_of_the_path(plates: Path, tmp_path: Path) -> None:
    forces = standing(40.0)
    clean = rig.analyse(rig.open_trial(with_forces(plates, tmp_path / "clean.h5", forces)))
    for row in range(3000, 38_000, 500):
        forces[row, row % 4] += 400
    path = with_forces(plates, tmp_path / "spiked.h5", forces)
    trial = rig.open_trial(path)
    assert "plates: spikes that no body makes, left out of figures: left heel 70 samples" in (
        trial.validity.reasons
    )
    assert trial.plates is not None
    assert trial.plates.force_n.max() > 500  # raw data and forces stay
    spiked = rig.analyse(trial)
    for found in (clean, spiked):
        assert found.standing is not None
        assert found.standing.sway is not None
    assert spiked.standing.sway.path_mm == pytest.approx(clean.standing.sway.path_mm, rel=0.01)


def test_trust_is_a_line_of_its_own_everywhere(plates: Path, tmp_path: Path) -> None:
    path = with_forces(plates, tmp_path / "t.h5", standing())
    facts, verdict = verify(path)
    assert (verdict.level, verdict.reasons) == ("whole", ())
    trust = [one.text for one in rig.open_trial(path).trust]
    assert [text.partition(":")[0] for text in trust] == ["uncalibrated", "no_zero", "no_weight"]
    assert f"  trust: {'; '.join(trust)}" in command("verify", path).stdout
    assert facts.load is not None
    assert facts.load.standing_n == pytest.approx(WEIGHT_N, abs=1)
    assert "trust: uncalibrated" in command("analyze", path).stdout


def test_what_was_weighed_and_the_limit_of_the_plates(plates: Path, tmp_path: Path) -> None:
    forces = standing()
    path = with_forces(plates, tmp_path / "t.h5", forces, weighed_n=800.0)
    assert "were weighed before" in verify(path)[1].reasons[0]
    heavy = with_forces(plates, tmp_path / "heavy.h5", 1.6 * forces)
    assert "more than their limit of 981 N" in verify(heavy)[1].reasons[0]
    with h5py.File(heavy, "r+") as file:
        file.attrs["imported_file_name"] = "other.csv"
        file.attrs["imported_sha256"] = ""
        file.attrs["imported_format"] = "csv"
        file.attrs["imported_assumptions"] = np.array([""], h5py.string_dtype())
        file.attrs["imported_utc"] = "2026-01-01T00:00:00+00:00"
        file.attrs["imported_start_known"] = 0
        file.attrs["imported_start_s"] = 0.0
    facts, verdict = verify(heavy)
    assert verdict.level == "whole"
    assert facts.imported
