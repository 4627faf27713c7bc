"""C3D files, read back by ezc3d and its force-plate filter."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import ezc3d
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import rig
from rig.errors import UsageError
from rig.export import export
from rig.export.c3d import event_parameters, write
from rig.export.channels import placed
from rig.export.content import Content, content_of
from rig.export.parts import TTL_EDGES, even_rate_hz, parts_of
from rig.measure.balance import (
    LEAST_FOOT_N,
    PlateGeometry,
    cop_mm,
    foot_cop_y_mm,
    foot_loads_n,
)
from rig.trial.event import Event
from rig.trial.trial import Plates, Trial
from tests.trial.recorded import record

CLOSE_N, CLOSE_MM = 0.01, 0.01


def written(trial: Trial, out: Path) -> list[Any]:
    """Each file as ezc3d reads it."""
    paths = export(trial, out, to="c3d", told=lambda _: None)
    return [ezc3d.c3d(str(path), extract_forceplat_data=True) for path in paths]


def texts(file: Any, group: str, name: str) -> list[str]:
    found: list[str] = file["parameters"][group][name]["value"]
    return found


def analog(file: Any, label: str) -> Any:
    return file["data"]["analogs"][0, texts(file, "ANALOG", "LABELS").index(label)]


def plates_of(trial: Trial) -> Plates:
    assert trial.plates is not None
    return trial.plates


def cut(board: Any, rows: slice) -> Any:
    """Some rows of a board."""
    names = ("time_s", "sample", "device_time_us", "status", "counts", "force_n")
    return replace(board, **{n: getattr(board, n)[rows] for n in names if hasattr(board, n)})


@pytest.fixture(scope="module")
def whole(trials: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Trial, Any]:
    trial = rig.open_trial(trials["whole"])
    (file,) = written(trial, tmp_path_factory.mktemp("c3d") / "whole.c3d")
    return trial, file


def test_the_force_plate_filter_finds_the_same_forces_and_centres(whole: tuple[Trial, Any]) -> None:
    trial, file = whole
    rows = len(trial.plates.force_n) // 10 * 10
    force_n, place = plates_of(trial).force_n[:rows], plates_of(trial).geometry
    loads_n, y_mm = foot_loads_n(force_n), foot_cop_y_mm(force_n, place)
    for foot, x_mm in ((0, place.left_x_mm), (1, place.right_x_mm)):
        plate = file["data"]["platform"][foot]
        assert (plate["unit_force"], plate["unit_position"]) == ("N", "mm")
        assert plate["force"].shape == (3, rows)
        assert np.abs(plate["force"][2] - loads_n[:, foot]).max() < CLOSE_N  # up: a reaction
        assert not plate["force"][:2].any()
        standing = loads_n[:, foot] >= LEAST_FOOT_N
        assert standing.mean() > 0.9
        centre = plate["center_of_pressure"][:, standing]
        assert np.abs(centre[0] - x_mm).max() < CLOSE_MM
        assert np.abs(centre[1] - y_mm[standing, foot]).max() < CLOSE_MM
        assert np.abs(centre[2]).max() < CLOSE_MM


def test_another_geometry_is_found_again(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["plates"])
    place = PlateGeometry(25.0, 280.0, -140.0, 120.0)
    calibration = replace(plates_of(trial).calibration, geometry=place)
    trial = replace(trial, plates=replace(plates_of(trial), calibration=calibration))
    (file,) = written(trial, tmp_path / "t.c3d")
    rows = file["data"]["analogs"].shape[2]
    expected = foot_cop_y_mm(plates_of(trial).force_n[:rows], place)
    for foot, x_mm in ((0, -140.0), (1, 120.0)):
        centre = file["data"]["platform"][foot]["center_of_pressure"]
        assert np.abs(centre[0] - x_mm).max() < CLOSE_MM
        assert np.abs(centre[1] - expected[:, foot]).max() < CLOSE_MM
        corners = file["data"]["platform"][foot]["corners"]
        assert (corners[0].min(), corners[0].max()) == (x_mm - 75, x_mm + 75)
        assert (corners[1].min(), corners[1].max()) == (-25, 310)


def test_plates_lie_in_the_room_as_they_are_built(whole: tuple[Trial, Any]) -> None:
    _, file = whole
    left, right = (plate["corners"] for plate in file["data"]["platform"])
    assert (left[0].min(), left[0].max()) == (-175, -25)
    assert (right[0].min(), right[0].max()) == (25, 175)
    for corners in (left, right):
        assert (corners[1].min(), corners[1].max()) == (-30, 320)
        # Quadrants +x+y, -x+y, -x-y, +x-y of a plate with Z downwards: X to the left.
        x_mm, y_mm = corners[0] - corners[0].mean(), corners[1] - corners[1].mean()
        assert np.sign(-x_mm).tolist() == [1, -1, -1, 1]
        assert np.sign(y_mm).tolist() == [1, 1, -1, -1]
    assert file["parameters"]["FORCE_PLATFORM"]["TYPE"]["value"].tolist() == [2, 2]
    assert not file["parameters"]["FORCE_PLATFORM"]["ORIGIN"]["value"].any()


def test_channels_are_the_samples_of_the_plates(whole: tuple[Trial, Any]) -> None:
    trial, file = whole
    rows = len(plates_of(trial).sample) // 10 * 10
    for number, label in enumerate(("Left heel", "Left toe", "Right heel", "Right toe")):
        assert np.array_equal(analog(file, label), plates_of(trial).force_n[:rows, number])
    described = dict(
        zip(texts(file, "ANALOG", "LABELS"), texts(file, "ANALOG", "DESCRIPTIONS"), strict=True)
    )
    assert "by absence" in described["Fx1"]


def test_lines_are_the_bits_of_the_status(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["whole"])
    plates, dowel = plates_of(trial), trial.dowel
    assert dowel is not None
    bits = np.arange(len(plates.status), dtype=np.uint16) // 100 % 8
    own = np.arange(len(dowel.status), dtype=np.uint16) // 1000 % 2 * np.uint16(4)
    trial = replace(trial, plates=replace(plates, status=bits), dowel=replace(dowel, status=own))
    (file,) = written(trial, tmp_path / "t.c3d")
    rows = file["data"]["analogs"].shape[2]
    for bit, label in enumerate(("TTL in", "TTL out", "Sync plates")):
        assert np.array_equal(analog(file, label), bits[:rows] >> bit & 1)
    before = np.searchsorted(dowel.time_s, plates.time_s[:rows], side="right") - 1
    assert np.array_equal(analog(file, "Sync dowel"), own[np.maximum(before, 0)] / 4)


def test_frames_and_rates(whole: tuple[Trial, Any]) -> None:
    trial, file = whole
    time_s = plates_of(trial).time_s
    points, analogs = file["header"]["points"], file["header"]["analogs"]
    assert points["last_frame"] - points["first_frame"] + 1 == len(time_s) // 10
    assert file["data"]["analogs"].shape[2] == len(time_s) // 10 * 10
    assert analogs["frame_rate"] == 10 * points["frame_rate"]
    fitted_hz = plates_of(trial).sample_rate_hz_fitted
    assert analogs["frame_rate"] == pytest.approx(fitted_hz, rel=1e-6)
    rows = file["data"]["analogs"].shape[2]
    even_s = time_s[0] + np.arange(rows) / analogs["frame_rate"]
    off_ms = np.abs(even_s - time_s[:rows]).max() * 1e3
    assert off_ms < 0.02
    said_ms = file["parameters"]["HINGE_RIG"]["TIME_DEVIATION_MS"]["value"][0]
    assert said_ms == pytest.approx(off_ms, abs=1e-4)


def test_points_are_the_centres_of_pressure(whole: tuple[Trial, Any]) -> None:
    trial, file = whole
    force_n = plates_of(trial).force_n[::10][: file["data"]["points"].shape[2]]
    left, right, both = file["data"]["points"][:3].transpose(1, 0, 2)
    assert texts(file, "POINT", "LABELS") == ["COP_LEFT", "COP_RIGHT", "COP"]
    assert texts(file, "POINT", "UNITS") == ["mm"]
    assert np.abs(left[1] - foot_cop_y_mm(force_n)[:, 0]).max() < CLOSE_MM
    assert np.abs(right[1] - foot_cop_y_mm(force_n)[:, 1]).max() < CLOSE_MM
    assert np.abs(both[:2].T - cop_mm(force_n)).max() < CLOSE_MM


def test_where_nobody_stands_there_is_no_point(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["plates"])
    force_n = plates_of(trial).force_n.copy()
    force_n[:500] = 0.0
    force_n[500:1000, 2:] = 0.0  # on the left foot
    trial = replace(trial, plates=replace(plates_of(trial), force_n=force_n))
    (file,) = written(trial, tmp_path / "t.c3d")
    there = ~np.isnan(file["data"]["points"][:3]).any(axis=0)
    assert there[:, :50].any(axis=1).tolist() == [False, False, False]
    assert there[:, 50:100].all(axis=1).tolist() == [True, False, True]
    assert not there[1, 50:100].any()
    assert there[:, 100:].all()
    residuals = file["data"]["meta_points"]["residuals"][0]
    assert (residuals[~there] < 0).all()  # C3D's mark for it


def test_the_dowel_lies_on_the_times_of_the_plates(whole: tuple[Trial, Any]) -> None:
    trial, file = whole
    assert trial.dowel is not None
    time_s = plates_of(trial).time_s[: file["data"]["analogs"].shape[2]]
    for number, (name, label) in enumerate(
        (("head", "Head"), ("thoracic", "Thoracic"), ("sacrum", "Sacrum"))
    ):
        expected = np.interp(time_s, trial.dowel.time_s, trial.dowel.volts[:, number])
        assert np.abs(analog(file, label) - expected).max() < 1e-6
        assert np.array_equal(analog(file, f"{label} contact"), trial.in_contact(name, time_s))
    assert analog(file, "Dowel known")[1:-1].all()


def test_where_the_dowel_is_missing_it_is_held_and_that_is_said(
    trials: dict[str, Path], tmp_path: Path
) -> None:
    trial = rig.open_trial(trials["gap"])
    dowel = trial.dowel
    assert dowel is not None
    (row,) = np.flatnonzero(np.diff(dowel.sample) > 1)
    first_s, last_s = dowel.time_s[row], dowel.time_s[row + 1]
    for file in written(trial, tmp_path / "t.c3d"):
        start_s = file["parameters"]["HINGE_RIG"]["START_S"]["value"][0]
        step_s = 1 / file["header"]["analogs"]["frame_rate"]
        time_s = start_s + np.arange(file["data"]["analogs"].shape[2]) * step_s
        inside = (time_s > first_s + 1e-5) & (time_s < last_s - 1e-5)
        outside = (time_s < first_s - 1e-5) | (time_s > last_s + 1e-5)
        assert not analog(file, "Dowel known")[inside].any()
        assert analog(file, "Dowel known")[outside][1:-1].all()
        held = analog(file, "Head")[inside]
        assert np.allclose(held, dowel.volts[row, 0])
    assert last_s - first_s > 0.02


def test_on_its_own_times_the_dowel_is_itself(trials: dict[str, Path]) -> None:
    dowel = rig.open_trial(trials["gap"]).dowel
    assert dowel is not None
    there = placed(dowel, dowel.time_s)
    assert np.array_equal(there.volts, dowel.volts)
    assert there.known.all()


def test_events_stand_at_their_times(whole: tuple[Trial, Any]) -> None:
    trial, file = whole
    event = file["parameters"]["EVENT"]
    minutes, seconds = event["TIMES"]["value"]
    expected = [one for one in content_of(trial).events if one.time_s >= 0]
    assert event["USED"]["value"][0] == len(expected) > 10
    assert (60 * minutes + seconds).tolist() == pytest.approx(
        [one.time_s for one in expected], abs=1e-5
    )
    assert event["LABELS"]["value"][0] == "contact_on head"
    assert set(event["CONTEXTS"]["value"]) == {"General"}
    assert (minutes == 0).all()


def test_instants_of_repetitions_are_events(whole: tuple[Trial, Any]) -> None:
    trial, file = whole
    first = rig.analyse(trial).repetitions[0].times
    minutes, seconds = file["parameters"]["EVENT"]["TIMES"]["value"]
    found = dict(zip(texts(file, "EVENT", "LABELS"), 60 * minutes + seconds, strict=True))
    assert found["onset 1"] == pytest.approx(first.onset_s, abs=1e-5)
    assert found["bottom 1"] == pytest.approx(first.bottom_s, abs=1e-5)
    assert found["lockout 1"] == pytest.approx(first.lockout_s, abs=1e-5)
    assert {"descent_end 1", "ascent_start 1", "contact_on head"} <= set(found)


def test_an_event_after_a_minute_is_said_in_minutes(whole: tuple[Trial, Any]) -> None:
    trial, _ = whole
    (part,) = parts_of(content_of(trial))
    later = replace(part, events=(Event(125.5, "mark"),))
    assert event_parameters(later)["TIMES"].ravel().tolist() == [2.0, 5.5]


def test_what_is_known_stands_in_a_group_of_its_own(whole: tuple[Trial, Any]) -> None:
    trial, file = whole
    said = {
        name: " ".join(map(str, value["value"]))
        for name, value in file["parameters"]["HINGE_RIG"].items()
        if name != "__METADATA__"
    }
    assert said["PARTICIPANT"] == trial.participant
    assert said["TRIAL_ID"] == trial.trial_id
    assert said["SIMULATED"].startswith("yes")
    assert said["NEWTONS"].startswith("uncalibrated")
    assert said["TRIAL_EVENTS"] == str(len(content_of(trial).events))
    assert "by absence" in said["SHEAR"]
    assert texts(file, "SUBJECTS", "NAMES") == [trial.participant]


def test_a_gap_begins_another_file(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["gap"])
    paths = export(trial, tmp_path / "t.c3d", to="c3d", told=lambda _: None)
    assert [path.name for path in paths] == ["t-part1of2.c3d", "t-part2of2.c3d"]
    assert sorted(tmp_path.iterdir()) == paths
    plates = plates_of(trial)
    (row,) = np.flatnonzero(np.diff(plates.sample) > 1)
    for number, (path, start) in enumerate(zip(paths, (0, row + 1), strict=True), 1):
        file = ezc3d.c3d(str(path))
        rows = file["data"]["analogs"].shape[2]
        assert np.array_equal(analog(file, "Left toe"), plates.force_n[start : start + rows, 1])
        about = file["parameters"]["HINGE_RIG"]
        assert (about["PART"]["value"][0], about["PARTS"]["value"][0]) == (number, 2)
        assert about["START_S"]["value"][0] == pytest.approx(plates.time_s[start])


def test_the_plates_alone(trials: dict[str, Path], tmp_path: Path) -> None:
    (file,) = written(rig.open_trial(trials["plates"]), tmp_path / "t.c3d")
    assert "REPETITIONS" in file["parameters"]["HINGE_RIG"]
    assert len(file["data"]["platform"]) == 2
    assert not {"Head", "Dowel known"} & set(texts(file, "ANALOG", "LABELS"))
    assert "EVENT" not in file["parameters"]


def test_the_dowel_alone_has_no_force_plates(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["dowel"])
    (file,) = written(trial, tmp_path / "t.c3d")
    assert trial.dowel is not None
    assert file["data"]["platform"] == []
    assert file["data"]["points"].shape[1] == 0
    assert np.allclose(analog(file, "Sacrum"), trial.dowel.volts[:, 2])
    fitted_hz = trial.dowel.sample_rate_hz_fitted
    assert file["header"]["analogs"]["frame_rate"] == pytest.approx(fitted_hz, rel=1e-6)
    assert fitted_hz == pytest.approx(1000, rel=1e-4)  # by 2 s of arrivals


def test_plates_without_a_sample_leave_the_dowel(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["gap"])
    trial = replace(trial, plates=cut(trial.plates, slice(0, 0)))
    (*_, file) = written(trial, tmp_path / "t.c3d")
    assert file["data"]["platform"] == []


def test_one_frame_is_enough_and_one_row_is_not(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["plates"])
    (file,) = written(replace(trial, plates=cut(trial.plates, slice(0, 10))), tmp_path / "t.c3d")
    assert file["data"]["analogs"].shape[2] == 10
    for rows in (0, 1, 9):
        with pytest.raises(UsageError, match="expected"):
            written(replace(trial, plates=cut(trial.plates, slice(0, rows))), tmp_path / "n.c3d")
    with pytest.raises(UsageError, match="expected samples"):
        written(replace(trial, plates=None), tmp_path / "n.c3d")
    assert [path.name for path in tmp_path.iterdir()] == ["t.c3d"]


def test_edges_of_a_pulse_train_crowd_no_other_event_out(
    whole: tuple[Trial, Any], tmp_path: Path
) -> None:
    trial, file = whole
    few = sum(event.kind in TTL_EDGES for event in trial.events)
    assert sum(label.startswith("ttl") for label in texts(file, "EVENT", "LABELS")) == few > 10
    assert left_out(file) == 0
    train = with_pulses(trial, 150)
    (alone,) = written(train, tmp_path / "train.c3d")
    assert not [label for label in texts(alone, "EVENT", "LABELS") if label.startswith("ttl")]
    assert alone["parameters"]["EVENT"]["USED"]["value"][0] == len(content_of(trial).events) - few
    assert left_out(alone) == few + 300
    assert np.count_nonzero(np.diff(analog(alone, "TTL in"))) == few + 300


def test_edges_that_no_channel_shows_are_not_left_out(trials: dict[str, Path]) -> None:
    for name in ("whole", "dowel"):
        trial = with_pulses(rig.open_trial(trials[name]), 150, shown=0)
        parts = parts_of(Content(trial, None))
        assert len(parts) == 2
        assert sum(len(part.events) for part in parts) >= 300
        assert parts[0].edges_left_out == 0


def test_an_event_between_two_rows_is_in_the_file_of_the_first(
    trials: dict[str, Path], tmp_path: Path
) -> None:
    """The 256th, just before the first row of the next file: 256 need no second file."""
    trial = rig.open_trial(trials["plates"])
    time_s = plates_of(trial).time_s
    times = [*np.linspace(0.1, 0.9, 255), time_s[1999:2001].mean(), *time_s[-200:-100:5]]
    files = written(with_marks(trial, times), tmp_path / "t.c3d")
    used = [file["parameters"]["EVENT"]["USED"]["value"][0] for file in files]
    assert used[0] <= 255
    assert sum(used) == len(times)


def test_events_that_no_file_can_name_are_refused(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["plates"])
    with pytest.raises(UsageError, match=r"at most 255 .* there are 256"):
        written(with_marks(trial, [0.5] * 256), tmp_path / "t.c3d")
    assert list(tmp_path.iterdir()) == []


def with_marks(trial: Trial, times_s: list[float]) -> Trial:
    return replace(trial, events=tuple(Event(float(time_s), "mark") for time_s in times_s))


def with_pulses(trial: Trial, pulses: int, *, shown: int | None = None) -> Trial:
    """With so many more pulses at the TTL input; its samples show as many, and the original
    ones."""
    board = trial.plates or trial.dowel
    assert board is not None
    edges = 2 * pulses
    times_s = np.linspace(*board.time_s[[0, -20]], edges)
    events = [
        Event(float(time_s), TTL_EDGES[at % 2], "plates", "", None, 0.0)
        for at, time_s in enumerate(times_s)
    ]
    trial = replace(trial, events=(*trial.events, *events))
    there = sum(event.kind in TTL_EDGES for event in trial.events) if shown is None else shown
    high = np.arange(len(board.status)) * (there + 1) // len(board.status) % 2
    if trial.plates is None:
        return trial
    return replace(trial, plates=replace(trial.plates, status=high.astype(np.uint16)))


def left_out(file: Any) -> int:
    return int(file["parameters"]["HINGE_RIG"]["TTL_EDGES_LEFT_OUT"]["value"][0])


@given(st.floats(900.0, 1100.0))
def test_readers_find_ten_samples_a_frame_at_any_rate(fitted_hz: float) -> None:
    rate_hz = even_rate_hz(np.arange(20) / fitted_hz, 1000.0)
    assert rate_hz == pytest.approx(fitted_hz, rel=5e-7)
    assert np.float32(rate_hz) == rate_hz
    assert float(np.float32(rate_hz)) / float(np.float32(rate_hz / 10)) == 10.0


@pytest.mark.soak
def test_twelve_minutes_are_whole_files(tmp_path: Path) -> None:
    trial = rig.open_trial(record(tmp_path / "long.h5", 12 * 60.0))
    unfound = Content(trial, None)
    paths = write(unfound, tmp_path / "long.c3d", lambda _: None)
    files = [ezc3d.c3d(str(path)) for path in paths]
    frames = [file["data"]["points"].shape[2] for file in files]
    assert (len(frames), frames[0]) == (2, 65_535)
    starts_s = [file["parameters"]["HINGE_RIG"]["START_S"]["value"][0] for file in files]
    assert starts_s == pytest.approx([0.0, plates_of(trial).time_s[655_350]], abs=1e-4)
    expect_all_of_it(unfound, files)
    found = content_of(trial)
    files = written(trial, tmp_path / "found.c3d")
    assert len(found.events) > 600
    assert len(files) > 2  # a file names at most 255 events
    expect_all_of_it(found, files)


def expect_all_of_it(content: Content, files: list[Any]) -> None:
    """Every sample and every event of a trial is in one of its files."""
    plates = plates_of(content.trial)
    reaction_n = np.concatenate([analog(file, "Fz1") for file in files])
    assert 0 <= len(plates.sample) - len(reaction_n) < 10
    loads_n = foot_loads_n(plates.force_n)[: len(reaction_n), 0]
    assert np.abs(reaction_n + loads_n).max() < CLOSE_N
    events = [file["parameters"]["EVENT"]["USED"]["value"][0] for file in files]
    assert sum(events) == len(content.events)
    assert max(events) <= 255
    for file in files:
        assert file["parameters"]["HINGE_RIG"]["TIME_DEVIATION_MS"]["value"][0] < 0.5
