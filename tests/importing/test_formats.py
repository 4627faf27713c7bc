"""The contents of each format come back as forces and centres of pressure."""

from pathlib import Path

import numpy as np
import pytest

import rig
from rig.errors import UsageError
from rig.export import export
from rig.measure.balance import cop_mm, foot_cop_y_mm, foot_loads_n
from tests.importing.made import (
    assumed,
    c3d_of,
    cells_csv,
    csv_of,
    forces_at,
    imported,
    opensim,
    plates_of,
    sto_of,
    stood,
)

CLOSE_N, CLOSE_MM = 0.01, 0.05


def test_an_export_of_this_program_comes_back(set_of_three: Path, tmp_path: Path) -> None:
    trial = rig.open_trial(set_of_three)
    (path,) = export(trial, tmp_path / "set.c3d", to="c3d", told=lambda _: None)
    back = imported(path)
    first, again = plates_of(trial), plates_of(back)
    rows = len(again.force_n)
    assert rows > 14_900
    assert np.abs(first.force_n[:rows] - again.force_n).max() < CLOSE_N
    centres = [cop_mm(one.force_n[:rows], one.geometry) for one in (first, again)]
    assert np.nanmax(np.abs(centres[0] - centres[1])) < CLOSE_MM
    assert back.simulated
    found = [len(rig.analyse(one).repetitions) for one in (trial, back)]
    assert found == [3, 3]


def test_four_loads_in_csv(tmp_path: Path) -> None:
    who = stood()
    trial = imported(cells_csv(tmp_path / "a.csv", who))
    assert np.abs(forces_at(trial, who.time_s) - who.cells_n).max() < CLOSE_N
    assert trial.plates is not None
    assert len(trial.plates.force_n) == round(who.time_s[-1] * 1000) + 1
    assert "resampled to 1000" in assumed(trial)


def test_feet_swap_on_request(tmp_path: Path) -> None:
    who = stood()
    path = cells_csv(tmp_path / "a.csv", who)
    swapped = imported(path, swap_feet=True)
    assert np.abs(forces_at(swapped, who.time_s) - who.cells_n[:, [2, 3, 0, 1]]).max() < CLOSE_N
    assert "swapped" in assumed(swapped)


def test_comments_may_be_anywhere_and_other_columns_are_left_alone(tmp_path: Path) -> None:
    who = stood()
    path = cells_csv(tmp_path / "a.csv", who)
    lines = path.read_text().splitlines()
    lines = ["# one", *(f"{line},x y" for line in lines)]
    lines[2:2] = ["  # two, three"]
    lines.append("# the end")
    path.write_text("\ufeff" + "\r\n".join(lines) + "\r\n", encoding="utf-8")
    assert np.abs(forces_at(imported(path), who.time_s) - who.cells_n).max() < CLOSE_N


def test_force_and_centre_of_pressure_of_each_foot_in_csv(tmp_path: Path) -> None:
    who = stood()
    columns = {"time_s": who.time_s}
    for foot, side in enumerate(("left", "right")):
        columns[f"{side}_fz_n"] = who.feet_n[:, foot]
        columns[f"{side}_cop_ap_mm"] = who.ap_mm[:, foot]
        columns[f"{side}_cop_ml_mm"] = np.full(len(who.time_s), -120.0 + 240 * foot)
    trial = imported(csv_of(tmp_path / "a.csv", columns))
    assert np.abs(forces_at(trial, who.time_s) - who.cells_n).max() < CLOSE_N
    assert trial.feet.stance_width_mm == pytest.approx(240)
    assert plates_of(trial).geometry.right_x_mm == pytest.approx(120)


def test_one_plate_is_split_and_says_so(tmp_path: Path) -> None:
    who = stood()
    total_n = who.feet_n.sum(axis=1)
    ap_mm = (who.feet_n * who.ap_mm).sum(axis=1) / total_n
    ml_mm = (who.feet_n[:, 1] - who.feet_n[:, 0]) / total_n * 100
    columns = {"time_s": who.time_s, "fz_n": total_n, "cop_ap_mm": ap_mm, "cop_ml_mm": ml_mm}
    trial = imported(csv_of(tmp_path / "a.csv", columns))
    found = forces_at(trial, who.time_s)
    assert np.abs(foot_loads_n(found) - who.feet_n).max() < CLOSE_N
    centre = cop_mm(found, plates_of(trial).geometry)
    assert np.abs(centre - np.stack((ml_mm, ap_mm), axis=1)).max() < CLOSE_MM
    assert "One plate bore both feet" in assumed(trial)


@pytest.mark.parametrize(
    "stems",
    [
        ("l_ground_force", "r_ground_force"),
        ("ground_force_left", "ground_force_right"),
        ("1_ground_force", "ground_force"),
        ("ground_force_1", "ground_force_2"),
    ],
)
@pytest.mark.parametrize("suffix", [".mot", ".sto"])
def test_opensim(tmp_path: Path, stems: tuple[str, str], suffix: str) -> None:
    who = stood()
    trial = imported(sto_of(tmp_path / f"a{suffix}", opensim(who, stems)))
    assert np.abs(forces_at(trial, who.time_s) - who.cells_n).max() < CLOSE_N
    assert trial.feet.stance_width_mm == pytest.approx(200)


def test_a_laboratory_whose_origin_is_elsewhere(tmp_path: Path) -> None:
    who = stood()
    path = sto_of(tmp_path / "a.mot", opensim(who, ("1_ground_force", "ground_force"), at_m=1.4))
    there = forces_at(imported(path, heel_at_mm=1400.0), who.time_s)
    assert np.abs(there - who.cells_n).max() < CLOSE_N
    unknown = imported(path)
    found = forces_at(unknown, who.time_s)
    assert np.abs(foot_loads_n(found) - who.feet_n).max() < CLOSE_N
    moved_mm = np.diff(foot_cop_y_mm(found), axis=0)
    assert np.abs(moved_mm - np.diff(who.ap_mm, axis=0)).max() < CLOSE_MM
    assert "heels were is not known" in assumed(unknown)


def test_a_subject_who_faced_the_other_way(tmp_path: Path) -> None:
    who = stood()
    columns = opensim(who, ("left", "right"), at_m=0.0)
    for name in columns:
        if name.endswith(("px", "pz")):
            columns[name] = -columns[name]
    trial = imported(sto_of(tmp_path / "a.mot", columns))
    assert np.abs(forces_at(trial, who.time_s) - who.cells_n).max() < CLOSE_N
    assert "faced -x" in assumed(trial)


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_plates_of_type_1_to_4(tmp_path: Path, kind: int) -> None:
    who = stood()
    trial = imported(c3d_of(tmp_path / "a.c3d", who, kind))
    assert np.abs(forces_at(trial, who.time_s) - who.cells_n).max() < CLOSE_N
    assert trial.feet.stance_width_mm == pytest.approx(200, abs=0.01)
    assert not trial.simulated


def test_one_plate_in_c3d(tmp_path: Path) -> None:
    who = stood()
    trial = imported(c3d_of(tmp_path / "a.c3d", who, 2, feet=(1,)))
    total_n = foot_loads_n(forces_at(trial, who.time_s)).sum(axis=1)
    assert np.abs(total_n - who.feet_n[:, 1]).max() < CLOSE_N
    assert "One plate bore both feet" in assumed(trial)


def test_forces_that_count_downwards_are_turned(tmp_path: Path) -> None:
    who = stood()
    columns = opensim(who, ("left", "right"))
    for name in columns:
        if name.endswith("vy"):
            columns[name] = -columns[name]
    trial = imported(sto_of(tmp_path / "a.mot", columns))
    assert np.abs(forces_at(trial, who.time_s) - who.cells_n).max() < CLOSE_N
    assert "sign was turned" in assumed(trial)


def test_a_third_plate_is_refused(tmp_path: Path) -> None:
    who = stood()
    columns = opensim(who, ("a", "b")) | opensim(who, ("c", "d"))
    path = sto_of(tmp_path / "a.mot", columns)
    with pytest.raises(UsageError, match="one or two force plates"):
        imported(path)
    with pytest.raises(UsageError, match="one or two of a, b, c, d"):
        imported(path, plates=("a", "x"))
    found = forces_at(imported(path, plates=("c", "d")), who.time_s)
    assert np.abs(found - who.cells_n).max() < CLOSE_N
