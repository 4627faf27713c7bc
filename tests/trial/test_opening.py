"""rig.open_trial: the contents of the file, as arrays and plain data."""

import dataclasses
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import rig
from rig.measure.balance import NOMINAL_GEOMETRY, PlateGeometry
from rig.measure.calibration import nominal_plates
from rig.measure.placement import FootPlacement
from rig.trial.notes import Note, add_note
from rig.trial.trial import FrozenZero
from tests.stream.simulated import engine_of, turn_until
from tests.trial.changed import Change, changed, set_row
from tests.trial.recorded import PARTICIPANT, SERIALS

TIME = "plates/time"
PLAIN = ("builtins", "numpy", "rig", "datetime", "pathlib")
WINTER = "2019-12-01T00:00:00+00:00"
NAMES = {"time_s": "time", "force_n": "force"}


def test_a_trial_is_what_stands_in_its_file(trials: dict[str, Path]) -> None:
    trial = rig.open_trial(trials["whole"])
    assert trial.plates is not None
    assert trial.dowel is not None
    with h5py.File(trials["whole"]) as file:
        for board, role in ((trial.plates, "plates"), (trial.dowel, "dowel")):
            names = ["time_s", "sample", "device_time_us", "status", "counts"]
            for name in [*names, "force_n"][: 6 if role == "plates" else 5]:
                stored = file[role][NAMES.get(name, name)]
                read = getattr(board, name)
                assert read.dtype == stored.dtype
                assert np.array_equal(read, stored[:]), name
            assert board.board_serial in SERIALS
            assert board.columns == tuple(file[role].attrs["columns"])
            assert board.sample_rate_hz_fitted == file[role].attrs["sample_rate_hz_fitted"]
        assert trial.trial_id == file.attrs["trial_id"]
        assert [event.time_s for event in trial.events] == file["events/time"][:].tolist()
        assert [event.kind.encode() for event in trial.events] == file["events/kind"][:].tolist()
        kept = file["calibration/plates/newtons_per_count"][:].tolist()
        assert list(trial.plates.calibration.newtons_per_count) == kept
        assert list(trial.dowel.levels.on_counts) == file["calibration/dowel/on_counts"][:].tolist()
    assert trial.participant == PARTICIPANT
    assert trial.start_time_utc is not None
    assert trial.start_time_utc.replace(microsecond=0) == datetime(2020, 1, 1, tzinfo=UTC)
    assert trial.validity.level == "whole"
    assert trial.simulated is True
    assert trial.dowel.clock is not None
    assert trial.dowel.clock.method == "sync_wire"
    assert trial.plates.geometry == NOMINAL_GEOMETRY
    assert trial.plates.calibration.calibrated is False
    assert 0 < trial.dowel.volts.max() < 5


def test_what_newtons_rest_on_is_frozen_in_it(trials: dict[str, Path], tmp_path: Path) -> None:
    def freeze(file: h5py.File) -> None:
        plates = file["calibration/plates"]
        plates.attrs.update(name="a1", calibrated=True, tier="lab", taken_utc=WINTER)
        plates.attrs.update(heel_y_mm=21.0, toe_y_mm=289.0, left_x_mm=-101.0, right_x_mm=99.0)
        for name, utc in (("zero_before", WINTER), ("zero_after", "2020-01-01T00:10:00+00:00")):
            zero = plates.create_group(name)
            zero.attrs.update(zero_id=name, taken_utc=utc)
            zero["counts"] = np.array([200.0, 201.0, 202.0, 203.0])
        plates["zero_after/drift_n"] = np.array([0.5, 0.0, -0.25, 0.0])
        file["calibration/dowel"].attrs.update(name="b2", taken_utc=WINTER)
        file.attrs.update(foot_length_mm=255.0, heel_offset_mm=4.0, weighed_n=700.0)

    trial = rig.open_trial(changed(trials["whole"], tmp_path / "t.h5", freeze))
    plates, dowel = trial.plates, trial.dowel
    assert plates
    assert dowel
    assert plates.geometry == PlateGeometry(21.0, 289.0, -101.0, 99.0)
    assert plates.calibration.calibrated
    assert (plates.newtons.tier, plates.newtons.zero) == ("lab", "before and after")
    assert plates.newtons.drift_n == (0.5, 0.0, -0.25, 0.0)
    assert plates.newtons.age_days == pytest.approx(31)
    zero = FrozenZero("zero_before", WINTER, (200.0, 201.0, 202.0, 203.0))
    assert plates.zero_before == zero
    assert plates.zero_after
    assert (dowel.own_levels, dowel.levels_name, dowel.levels_utc) == (True, "b2", WINTER)
    assert trial.feet == FootPlacement(255.0, 4.0, trial.feet.stance_width_mm)
    assert trial.weighed_n == 700.0


def test_nominal_figures_say_so(trials: dict[str, Path]) -> None:
    trial = rig.open_trial(trials["whole"])
    assert trial.plates
    assert trial.dowel
    assert trial.plates.calibration == nominal_plates(5 / 4096)
    assert trial.plates.zero_before is trial.plates.zero_after is trial.plates.newtons.tier is None
    assert (trial.dowel.own_levels, trial.dowel.levels_utc) == (False, "")
    assert np.isnan([trial.weighed_n, trial.feet.foot_length_mm]).all()


def test_format_version_1_had_nominal_levels(trials: dict[str, Path], tmp_path: Path) -> None:
    def forget(file: h5py.File) -> None:
        for name in ("name", "taken_utc"):
            del file["calibration/dowel"].attrs[name]
        del file["calibration/dowel/record"]
        file.attrs["format_version"] = 1

    dowel = rig.open_trial(changed(trials["whole"], tmp_path / "t.h5", forget)).dowel
    assert dowel
    assert (dowel.own_levels, dowel.levels_utc) == (False, "")


def test_channels_come_in_the_rigs_order(trials: dict[str, Path], tmp_path: Path) -> None:
    def swap(file: h5py.File) -> None:
        for name in ("force", "counts"):
            file["plates"][name][:] = file["plates"][name][:][:, ::-1]
        file["plates"].attrs["columns"] = list(file["plates"].attrs["columns"])[::-1]

    right = rig.open_trial(trials["plates"]).plates
    swapped = rig.open_trial(changed(trials["plates"], tmp_path / "t.h5", swap)).plates
    assert right
    assert swapped
    assert np.array_equal(right.force_n, swapped.force_n)
    assert np.array_equal(right.counts, swapped.counts)
    assert right.columns == swapped.columns


def test_notes_lie_beside_it(trials: dict[str, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(trials["plates"], tmp_path / "t.h5"))
    assert rig.open_trial(path).notes == ()
    add_note(path, "left knee taped", author="AB", utc=WINTER)
    add_note(path, "slower", author="", utc=WINTER)
    assert rig.open_trial(path).notes == (
        Note("left knee taped", "AB", WINTER),
        Note("slower", "", WINTER),
    )


def test_nothing_of_it_is_left_open(trials: dict[str, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(trials["whole"], tmp_path / "t.h5"))
    trial = rig.open_trial(str(path))
    with h5py.File(path, "r+"):  # a file that is open for reading elsewhere refuses
        pass
    path.unlink()
    for value in _values(trial):
        assert type(value).__module__.split(".")[0] in PLAIN


def _values(record: Any) -> list[Any]:
    found: list[Any] = [record]
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        parts = value if isinstance(value, tuple) else [value]
        for part in parts:
            found += _values(part) if dataclasses.is_dataclass(part) else [part]
    return found


def test_contact_at_any_time_is_by_the_events(trials: dict[str, Path]) -> None:
    trial = rig.open_trial(trials["dowel"])
    assert trial.dowel is not None
    began = {event.point: event.time_s for event in trial.events if event.kind == "contact_on"}
    head_s = began["head"]
    touching = trial.in_contact("head", np.array([head_s - 1e-6, head_s, 1.0]))
    assert touching.tolist() == [False, True, True]
    assert not trial.in_contact("elbow", trial.dowel.time_s).any()


def test_contact_changes_where_it_was_lost(trials: dict[str, Path]) -> None:
    trial = rig.open_trial(trials["whole"])
    lost = dataclasses.replace(trial.events[0], time_s=2.0, kind="contact_off")
    back = dataclasses.replace(trial.events[0], time_s=2.5, kind="contact_on")
    changed = dataclasses.replace(trial, events=(*trial.events, back, lost))
    times = np.array([1.9, 2.0, 2.4, 2.5])
    assert changed.in_contact(lost.point, times).tolist() == [True, False, False, True]


def test_one_board_alone(trials: dict[str, Path]) -> None:
    assert rig.open_trial(trials["plates"]).dowel is None
    assert rig.open_trial(trials["dowel"]).plates is None


def test_gaps_are_those_of_the_numbers(trials: dict[str, Path]) -> None:
    trial = rig.open_trial(trials["gap"])
    assert {gap.board for gap in trial.gaps} == {"plates", "dowel"}
    for gap in trial.gaps:
        board = trial.plates if gap.board == "plates" else trial.dowel
        assert board is not None
        (row,) = np.flatnonzero(np.diff(board.sample) > 1)
        assert int(board.sample[row]) + 1 == gap.first_sample
        assert int(board.sample[row + 1]) == gap.first_sample + gap.count
    assert trial.validity.level == "usable"


def test_one_that_was_never_closed_opens_and_says_so(tmp_path: Path) -> None:
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(tmp_path / "t.h5", seconds=30.0)
        turn_until(engine, recorder, 1.0)
        shutil.copy(tmp_path / "t.h5", tmp_path / "copy.h5")
    with h5py.File(tmp_path / "copy.h5", "r+") as file:  # as a torn flush leaves it
        file["plates/status"].resize(700, axis=0)
    trial = rig.open_trial(tmp_path / "copy.h5")
    assert trial.plates is not None
    assert trial.plates.clock is None
    assert len(trial.plates.time_s) == len(trial.plates.force_n) == 700
    assert trial.validity.level == "not valid"
    assert "rig recover" in " ".join(trial.validity.reasons)


def test_times_that_do_not_ascend_are_not_valid(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(changed(trials["plates"], tmp_path / "t.h5", set_row(TIME, 100, 0.0)))
    assert trial.validity.level == "not valid"


def test_what_is_no_trial_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "text.h5").write_text("hello")
    (tmp_path / "folder").mkdir()
    with h5py.File(tmp_path / "other.h5", "w"):
        pass
    for name in ("none.h5", "text.h5", "other.h5", "folder"):
        with pytest.raises(rig.RigError) as caught:
            rig.open_trial(tmp_path / name)
        assert "\n" not in str(caught.value)
        assert name in str(caught.value)


def two_levels(file: h5py.File) -> None:
    for name in ("on_counts", "off_counts"):
        del file["calibration/dowel"][name]
        file["calibration/dowel"][name] = [9, 5]


@pytest.mark.parametrize(
    "change",
    [
        lambda file: file["plates"].__delitem__("force"),
        lambda file: file["plates"].attrs.update(columns=["a,b", '"', "c", "d"]),
        lambda file: file["dowel"].attrs.update(volts_per_count=0.0),
        lambda file: file["plates"].attrs.update(sample_rate_hz=6e17),
        lambda file: file["plates"].attrs.update(sample_rate_hz_fitted=6e17),
        lambda file: file["calibration"].__delitem__("dowel"),
        lambda file: file["calibration"].__delitem__("plates"),
        lambda file: file["calibration/dowel"].attrs.update(debounce_samples=0),
        lambda file: file["calibration/plates"].attrs.update(heel_y_mm=np.nan),
        two_levels,
    ],
)
def test_a_damaged_one_is_one_line(change: Change, trials: dict[str, Path], tmp_path: Path) -> None:
    path = changed(trials["whole"], tmp_path / "broken.h5", change)
    with pytest.raises(rig.RigError, match=r"broken\.h5") as caught:
        rig.open_trial(path)
    assert "\n" not in str(caught.value)


def test_import_rig_loads_nothing_large() -> None:
    script = "import sys, rig; print([m for m in ('numpy', 'h5py', 'click') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_only_what_is_offered_is_there() -> None:
    for name in rig.__all__:
        assert getattr(rig, name)
    with pytest.raises(AttributeError, match="no attribute 'close_trial'"):
        rig.close_trial  # type: ignore[attr-defined]  # noqa: B018
