"""What a trial holds for those who measure, and files that are not what they should be."""

import shutil
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from rig.errors import UsageError
from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry
from rig.measure.calibration import nominal_plates
from rig.measure.placement import FootPlacement
from rig.trial.loading import load
from tests.stream.simulated import engine_of, turn_until_closed


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("loading") / "trial.h5"
    with engine_of() as engine:
        engine.start()
        turn_until_closed(engine, engine.record(path, participant="P07", seconds=2.0))
    return path


@pytest.fixture
def changed(recorded: Path, tmp_path: Path) -> Callable[[Callable[[h5py.File], None]], Path]:
    def change(by: Callable[[h5py.File], None]) -> Path:
        path = Path(shutil.copy(recorded, tmp_path / "changed.h5"))
        with h5py.File(path, "r+") as file:
            by(file)
        return path

    return change


def test_all_that_is_there(recorded: Path) -> None:
    trial = load(recorded)
    assert trial.participant == "P07"
    assert trial.simulated
    assert trial.newtons is not None
    assert not trial.newtons.calibrated
    assert trial.calibration == nominal_plates(5 / 4096)
    assert trial.own_levels_utc == ""
    assert trial.verdict == "whole"
    assert trial.plates is not None
    assert trial.dowel is not None
    assert trial.levels is not None
    with h5py.File(recorded) as file:
        assert (trial.plates.force_n == file["plates/force"][:]).all()
        assert (trial.dowel.counts == file["dowel/counts"][:]).all()
        assert trial.levels.on_counts == tuple(file["calibration/dowel/on_counts"][:])
    assert trial.plates.rate_hz == pytest.approx(1001.33, abs=0.05)
    assert trial.plates.geometry == NOMINAL_GEOMETRY
    assert np.isnan(trial.feet.foot_length_mm)


def test_channels_come_in_the_rigs_order(changed: Callable[..., Path], recorded: Path) -> None:
    def swap(file: h5py.File) -> None:
        file["plates/force"][:] = file["plates/force"][:][:, ::-1]
        file["plates"].attrs["columns"] = list(file["plates"].attrs["columns"])[::-1]

    right, swapped = load(recorded).plates, load(changed(swap)).plates
    assert right is not None
    assert swapped is not None
    assert (right.force_n == swapped.force_n).all()


def test_places_of_cells_and_foot_where_the_trial_has_them(changed: Callable[..., Path]) -> None:
    def place(file: h5py.File) -> None:
        file["calibration/plates"].attrs.update(
            heel_y_mm=21.0, toe_y_mm=289.0, left_x_mm=-101.0, right_x_mm=99.0
        )
        file.attrs.update(foot_length_mm=255.0, heel_offset_mm=4.0)

    trial = load(changed(place))
    assert trial.plates is not None
    assert trial.plates.geometry == PlateGeometry(21.0, 289.0, -101.0, 99.0)
    assert trial.feet == FootPlacement(255.0, 4.0, trial.feet.stance_width_mm)


def test_a_torn_flush_leaves_what_all_columns_have(changed: Callable[..., Path]) -> None:
    def tear(file: h5py.File) -> None:
        file.attrs["end_reason"] = "recording"  # as whoever was killed meanwhile leaves it
        file["plates/time"].resize(1500, axis=0)

    trial = load(changed(tear))
    assert trial.plates is not None
    assert len(trial.plates.sample) == len(trial.plates.force_n) == 1500


def test_levels_of_format_version_1_are_nominal(changed: Callable[..., Path]) -> None:
    def forget(file: h5py.File) -> None:
        for name in ("name", "taken_utc"):
            del file["calibration/dowel"].attrs[name]
        del file["calibration/dowel/record"]
        file.attrs["format_version"] = 1

    assert load(changed(forget)).own_levels_utc == ""


def set_row(name: str, row: int, value: float) -> Callable[[h5py.File], None]:
    def change(file: h5py.File) -> None:
        file[name][row] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        set_row("plates/force", 100, np.nan),
        set_row("plates/time", 100, 0.0),
        set_row("plates/sample", 100, 0),
        set_row("dowel/time", 100, np.nan),
        lambda file: file["plates"].attrs.update(sample_rate_hz_fitted=0.0),
        lambda file: file["plates"].attrs.update(columns=["a", "b", "c", "d"]),
        lambda file: file["dowel"].attrs.update(volts_per_count=0.0),
        lambda file: file["calibration"].__delitem__("dowel"),
        lambda file: file["calibration/dowel"].attrs.update(debounce_samples=0),
        lambda file: file["plates"].__delitem__("force"),
        lambda file: (
            [file["calibration/dowel"].__delitem__(n) for n in ("on_counts", "off_counts")]
            and file["calibration/dowel"].update(on_counts=[9, 9], off_counts=[5, 5])
        ),
    ],
)
def test_what_makes_no_sense_is_one_line(
    change: Callable[[h5py.File], None], changed: Callable[..., Path]
) -> None:
    with pytest.raises(UsageError, match=r"changed\.h5"):
        load(changed(change))
