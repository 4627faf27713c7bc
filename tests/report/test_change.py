"""Several trials on one page: what changed, and what is omitted."""

from collections.abc import Sequence
from pathlib import Path

import h5py
import pytest

from rig.report import COACH
from tests.report.made import Node, on_day, page_of
from tests.report.test_page import rows_of, table_of

DAYS = ("2026-03-02", "2026-04-06")
CAPTION = "First and last day, and the smallest change that counts"
FOOT = {"foot_length_mm": 262.0, "heel_offset_mm": 0.0}


def page(trial: Path, folder: Path, rights_n: Sequence[Sequence[float]], **about: object) -> Node:
    """For days with some trials each, which differ by the load on the right toe."""
    made = [
        on_day(trial, folder / f"{day}-{number}.h5", day, right_n=right_n, **about)
        for day, loads in zip(DAYS, rights_n, strict=False)
        for number, right_n in enumerate(loads)
    ]
    return page_of(*made, out=folder / "page.html", page=str(about.pop("page", COACH)))


def changes_in(root: Node) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in rows_of(table_of(root, CAPTION))}


def test_a_change_beyond_the_variation_is_said(set_of_three: Path, tmp_path: Path) -> None:
    root = page(set_of_three, tmp_path, ((0, 4, 8), (80, 84, 88)))
    before, after, change, least, verdict = changes_in(root)["Load on the right foot, %"]
    assert float(after) - float(before) == pytest.approx(float(change), abs=0.11)
    assert float(change) > float(least) > 0
    assert verdict == "more than trials of one day differ"
    assert changes_in(root)["Time down, s"][-1] == "no change that can be told"
    captions = [one.text for one in root.all("figcaption")]
    assert "Load on the right foot, %" in captions


def test_the_same_change_within_the_variation_is_not(set_of_three: Path, tmp_path: Path) -> None:
    root = page(set_of_three, tmp_path, ((0, 80, 160), (80, 160, 240)))
    assert changes_in(root)["Load on the right foot, %"][-1] == "no change that can be told"


def test_too_few_repeats_cannot_tell(set_of_three: Path, tmp_path: Path) -> None:
    root = page(set_of_three, tmp_path, ((0, 4), (80,)))
    verdicts = {row[-1] for name, row in changes_in(root).items() if "Heel" not in name}
    assert verdicts == {"cannot tell: too few repeated trials"}
    assert "Here they are too few." in root.one("p", "how").text


def test_one_day_shows_no_change(set_of_three: Path, tmp_path: Path) -> None:
    root = page(set_of_three, tmp_path, ((0, 4, 8),))
    assert "All trials are of one day" in root.one("p", "how").text
    assert not list(root.all("table"))[1:]


def test_heel_shares_need_the_foot(set_of_three: Path, tmp_path: Path) -> None:
    name = "Heel share at the bottom, %"
    without = page(set_of_three, tmp_path, ((0, 1, 2), (3, 4, 5)))
    assert changes_in(without)[name][-1].startswith("not compared: foot length")
    (tmp_path / "page.html").unlink()
    with_it = page(set_of_three, tmp_path, ((0, 1, 2), (3, 4, 5)), **FOOT)
    assert changes_in(with_it)[name][-1] == "no change that can be told"


def test_what_is_simulated_is_said_of_each(set_of_three: Path, tmp_path: Path) -> None:
    trials = [
        on_day(set_of_three, tmp_path / f"{day}.h5", day, simulated=day == DAYS[0]) for day in DAYS
    ]
    root = page_of(*trials, out=tmp_path / "page.html")
    assert root.one("p", "warning").text.startswith("PARTLY SIMULATED")
    levels = [row[1] for row in rows_of(root.one("div", "trials").one("table"))]
    assert levels == ["Whole, simulated", "Whole"]
    assert len(list(root.all("section", "series"))) == 2


def test_of_calibrated_plates_the_tier_is_said(set_of_three: Path, tmp_path: Path) -> None:
    trials = [on_day(set_of_three, tmp_path / f"{day}.h5", day) for day in DAYS]
    with h5py.File(trials[0], "r+") as file:
        about = {"calibrated": True, "tier": "clinic", "taken_utc": "2026-02-02T12:00:00+00:00"}
        file["calibration/plates"].attrs.update(about)
    rests = page_of(*trials, out=tmp_path / "page.html").one("section", "rests").text
    assert "plates calibrated, tier clinic plates UNCALIBRATED" in rests


def test_nobody_is_compared_with_nobody(set_of_three: Path, tmp_path: Path) -> None:
    root = page(set_of_three, tmp_path, ((0, 4), (80, 84)), participant="")
    assert not list(root.all("section", "series"))
    compared = [row[-1] for row in rows_of(root.one("div", "trials").one("table"))]
    assert compared == ["no: no pseudonym"] * 4


def test_other_drills_stand_apart_and_what_is_not_valid_is_left(
    set_of_three: Path, tmp_path: Path
) -> None:
    about = {
        "a": {},
        "b": {"condition": "10 kg vest"},
        "c": {"end_reason": "recording"},
        "d": {"replay_of": "x"},
        "e": {"trial_id": "a"},
    }
    made = [
        on_day(set_of_three, tmp_path / f"{name}.h5", f"2026-03-0{number}", **values)
        for number, (name, values) in enumerate(about.items(), 1)
    ]
    root = page_of(*made, out=tmp_path / "page.html")
    titles = [section.one("h2").text for section in root.all("section", "series")]
    drill = "Dowel hinge (broomstick hinge)"
    assert titles == [f"{drill}, bodyweight, simulated", f"{drill}, 10 kg vest, simulated"]
    trials = rows_of(root.one("div", "trials").one("table"))
    compared = ["yes", "yes", "no: not valid", "no: a replay", "no: the same trial again"]
    assert [row[-1] for row in trials] == compared
    assert "plates UNCALIBRATED" in root.one("section", "rests").text
