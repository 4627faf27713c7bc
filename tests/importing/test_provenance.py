"""An imported trial is marked as such everywhere, and otherwise reads like any other trial."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

import rig
from rig.cli.newtons import newton_words
from rig.errors import UsageError
from rig.export import export
from rig.export.shareable import shareable
from rig.importing import About
from rig.trial.browsing import browsed
from rig.trial.imported import ImportedFrom
from rig.trial.reader import verify
from tests.command import expect_one_line, start_rig
from tests.command import rig as command
from tests.importing.made import assumed, cells_csv, forces_at, imported, plates_of, stood


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return cells_csv(tmp_path / "stand.csv", stood(8.0))


def answer(*words: object) -> Any:
    done = command(*words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_trial_names_its_file_and_what_was_assumed(source: Path) -> None:
    trial = imported(source, about=About(participant="P07"))
    said = trial.imported_from
    assert isinstance(said, ImportedFrom)
    assert (said.file_name, said.format) == ("stand.csv", "CSV")
    assert said.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    assert all(one.endswith(".") for one in said.assumptions)
    assert trial.participant == "P07"
    assert trial.end_reason == "stopped"
    assert np.isnan(trial.weighed_n)


def test_newtons_are_as_imported_and_nothing_is_calibrated(source: Path) -> None:
    trial = imported(source)
    newtons = plates_of(trial).newtons
    assert newtons.imported
    assert not newtons.calibrated
    assert "as imported" in newton_words(newtons)
    assert trial.validity.level != "not valid"
    told = (*trial.validity.reasons, *(one.text for one in getattr(trial, "trust", ())))
    assert any("imported" in one for one in told)
    facts, _ = verify(source.with_suffix(".h5"))
    assert facts.hash_fits


def test_no_load_is_an_overload(tmp_path: Path) -> None:
    who = stood()
    jumped = type(who)(who.time_s, who.feet_n * 12, who.ap_mm)
    trial = imported(cells_csv(tmp_path / "a.csv", jumped))
    assert "range" not in " ".join(trial.validity.reasons)
    assert np.abs(forces_at(trial, who.time_s) - jumped.cells_n).max() < 0.01


def test_the_time_of_day_is_unknown_unless_it_is_told(source: Path, tmp_path: Path) -> None:
    assert imported(source).start_time_utc is None
    with browsed(source.with_suffix(".h5")) as seen:
        assert seen.start_time_utc is None
        assert seen.imported
    utc = datetime(2024, 5, 17, 9, 30, tzinfo=UTC)
    told = imported(source, about=About(start_utc=utc))
    assert told.start_time_utc == utc
    assert "time of day" not in assumed(told)
    assert told.utc_offset_s is None  # a time in UTC has no place
    there = utc.astimezone(timezone(timedelta(hours=-10)))
    placed = imported(source, about=About(start_utc=there))
    assert (placed.start_time_utc, placed.utc_offset_s) == (utc, -36_000.0)
    assert f"{placed.start_local:%Y-%m-%d %H:%M}" == "2024-05-16 23:30"


def test_a_recorded_trial_is_not_imported(set_of_three: Path) -> None:
    assert rig.open_trial(set_of_three).imported_from is None
    shown = answer("show", set_of_three, "--json")
    assert shown["imported_from"] is None
    assert shown["start_time_utc"]


def test_the_command_and_what_others_say_of_it(source: Path, tmp_path: Path) -> None:
    out = tmp_path / "store" / "P07-1.h5"
    out.parent.mkdir()
    words = ("--participant", "P07", "--protocol", "dowel-hinge", "--stance-width-mm", "240")
    done = command("import", source, "--out", out, *words)
    assert done.returncode == 0, done.stderr
    assert "IMPORTED: from stand.csv (CSV)" in done.stdout
    assert "assumed: " in done.stdout
    for name in ("show", "analyze"):
        said = answer(name, out, "--json")
        one = said["trials"][0] if "trials" in said else said
        assert one["imported_from"]["file_name"] == "stand.csv"
        assert one["imported_from"]["assumptions"]
        assert one["start_time_utc"] is None
    assert "IMPORTED" in command("analyze", out).stdout
    listed = command("trials", "--folder", out.parent)
    assert "(imported)" in listed.stdout
    (row,) = answer("trials", "--folder", out.parent, "--json")["trials"]
    assert row["imported"] is True
    page = tmp_path / "page.html"
    assert command("report", out, "--out", page).returncode == 0
    text = page.read_text("utf-8")
    assert "IMPORTED: made of stand.csv" in text
    assert "Recorded by" not in text
    assert "Imported by" in text
    assert oct(out.stat().st_mode & 0o777) == "0o600"
    assert [path.name for path in out.parent.iterdir() if path.suffix == ".part"] == []


def test_a_simulation_stays_simulated_and_a_replay_is_refused(
    set_of_three: Path, tmp_path: Path
) -> None:
    trial, out = rig.open_trial(set_of_three), tmp_path / "s.c3d"
    (path,) = export(trial, out, to="c3d", told=lambda _: None)
    assert imported(path).simulated
    done = command("watch", "--plates", f"replay://{path.with_suffix('.h5')}")
    expect_one_line(done, 2, "expected a trial that was recorded", "was imported")


def test_exports_say_it_and_shareable_ones_without_the_file(source: Path, tmp_path: Path) -> None:
    trial = imported(source)
    export(trial, tmp_path / "out", to="csv", told=lambda _: None)
    text = (tmp_path / "out" / "README.txt").read_text()
    assert "imported_from: stand.csv, CSV, sha256" in text
    assert "import_assumptions: " in text
    given = shareable(trial, b"x" * 32)
    export(given, tmp_path / "given", to="csv", told=lambda _: None)
    text = (tmp_path / "given" / "README.txt").read_text()
    assert "imported_from: another file, CSV" in text
    assert "stand.csv" not in text


def test_a_moved_trial_keeps_it(source: Path, tmp_path: Path) -> None:
    imported(source, about=About(participant="P07"))
    folder = tmp_path / "store"
    folder.mkdir()
    done = command("move-trial", source.with_suffix(".h5"), "--to", "P08", "--folder", folder)
    assert done.returncode == 0, done.stderr
    (moved,) = folder.rglob("*.h5")
    trial = rig.open_trial(moved)
    assert trial.participant == "P08"
    assert trial.imported_from is not None
    assert trial.imported_from.file_name == "stand.csv"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("imported_sha256", 3),
        ("imported_start_s", np.nan),
        ("imported_assumptions", 1.5),
        ("imported_utc", "yesterday"),
    ],
)
def test_damaged_attributes_are_one_line(source: Path, name: str, value: object) -> None:
    imported(source)
    with h5py.File(source.with_suffix(".h5"), "r+", libver=("v108", "v108")) as file:
        file.attrs[name] = value
    with pytest.raises(UsageError, match=name):
        rig.open_trial(source.with_suffix(".h5"))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that takes no file")
def test_a_folder_that_cannot_be_written(source: Path) -> None:
    done = command("import", source, "--out", "/proc/a.h5")
    expect_one_line(done, 2, "cannot write /proc/a.h5")


def test_what_a_file_is_called_is_made_harmless(tmp_path: Path) -> None:
    path = cells_csv(tmp_path / "a\x1b[2J\u202e.csv", stood())
    said = imported(path).imported_from
    assert said is not None
    assert said.file_name.isprintable()


def test_an_import_that_is_killed_leaves_no_trial_that_is_half_one(tmp_path: Path) -> None:
    """Killed as soon as its output file exists, and as that grows."""
    source = cells_csv(tmp_path / "long.csv", stood(90.0, 200.0))
    for size in (0, 2_000_000):
        out = tmp_path / f"{size}.h5"
        process = start_rig("import", source, "--out", out)
        while process.poll() is None:
            parts = [*tmp_path.glob(f".{out.name}.*.part"), *tmp_path.glob(out.name)]
            if any(part.stat().st_size > size for part in parts):
                process.kill()
        process.communicate()
        assert not out.exists() or command("verify", out).returncode == 0
    assert command("import", source, "--out", tmp_path / "again.h5").returncode == 0
