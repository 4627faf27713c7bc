"""CSV and Parquet, read back: the numbers of the trial, with their units."""

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet
import pytest

import rig
from rig.export import export
from rig.export.arrow import PASS_ROWS
from rig.trial.notes import Note
from rig.trial.trial import Trial

BOARDS = ("plates", "dowel")
BESIDE = {"repetitions", "events", "gaps", "notes"}
UNITS = {"_s": "s", "_us": "us", "_n": "N", "_counts": "counts"}


def written(trial: Trial, out: Path, to: str) -> dict[str, dict[str, list[Any]]]:
    """Each table as columns of Python's own values."""
    told: list[float] = []
    assert export(trial, out, to=to, told=told.append) == [out]
    assert told == sorted(told)
    assert told[-1:] in ([1.0], [])  # nothing to report without rows
    if to == "parquet":
        return {
            path.stem: pyarrow.parquet.read_table(path).to_pydict()
            for path in out.glob("*.parquet")
        }
    return {path.stem: _columns(path) for path in out.glob("*.csv")}


def _columns(path: Path) -> dict[str, list[Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        names, *rows = csv.reader(file)
    return {name: [_value(row[n]) for row in rows] for n, name in enumerate(names)}


def _value(text: str) -> Any:
    if text == "":
        return None
    try:
        return float(text)
    except ValueError:
        return text


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_every_number_comes_back(to: str, trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["whole"])
    tables = written(trial, tmp_path / "out", to)
    assert set(tables) == {*BOARDS, *BESIDE}
    for role in BOARDS:
        board, table = getattr(trial, role), tables[role]
        for name in ("time_s", "sample", "device_time_us", "status"):
            assert np.array_equal(table[name], getattr(board, name)), name
        for number, name in enumerate(board.columns):
            assert np.array_equal(table[f"{name}_counts"], board.counts[:, number])
            if role == "plates":
                column = np.array(table[f"{name}_n"], np.float32)
                assert np.array_equal(column, board.force_n[:, number])
            else:
                touching = trial.in_contact(name, board.time_s)
                assert np.array_equal(table[f"{name}_contact"], touching)
    events = tables["events"]
    assert events["kind"] == [event.kind for event in trial.events]
    assert events["time_s"] == [event.time_s for event in trial.events]
    assert events["sample"] == [event.sample for event in trial.events]
    assert None in events["sample"]  # an edge of the TTL input belongs to no sample


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_gaps_and_what_is_empty(to: str, trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["gap"])
    gaps = written(trial, tmp_path / "gap", to)["gaps"]
    assert gaps["board"] == [gap.board for gap in trial.gaps]
    assert gaps["first_sample"] == [gap.first_sample for gap in trial.gaps]
    assert gaps["count"] == [gap.count for gap in trial.gaps]
    alone = written(rig.open_trial(trials["plates"]), tmp_path / "alone", to)
    assert set(alone) == {"plates", *BESIDE}
    assert set(written(rig.open_trial(trials["dowel"]), tmp_path / "dowel", to)) == {
        "dowel",
        "events",
        "gaps",
        "notes",
    }
    assert alone["events"] == {
        name: [] for name in ("time_s", "board", "kind", "point", "sample", "value")
    }


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_a_row_for_each_repetition(to: str, trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["whole"])
    table = written(trial, tmp_path / "out", to)["repetitions"]
    analysed = rig.analyse(trial).repetitions
    assert len(analysed) > 0
    assert table["number"] == [one.times.number for one in analysed]
    for name in ("onset_s", "lockout_s", "descent_s", "drop_m", "weight_n", "ascent_impulse_ns"):
        assert table[name] == pytest.approx([getattr(one.times, name) for one in analysed])
    for span in ("repetition", "descent", "bottom", "ascent"):
        for name in ("heel_share", "symmetry_percent", "cop_y_mm", "cop_path_mm"):
            expected = [getattr(one.loading[span], name) for one in analysed]
            assert table[f"{span}_{name}"] == pytest.approx(expected)
    assert table["repetition_cop_y_percent"] == [None] * len(analysed)  # no foot length is known
    assert table["losses"] == [len(one.losses) for one in analysed]
    firsts = [one.first_loss for one in analysed]
    assert [word or "" for word in table["first_loss_point"]] == [
        first.point if first else "" for first in firsts
    ]
    assert table["first_loss_time_s"] == [first.time_s if first else None for first in firsts]
    alone = written(replace(trial, dowel=None), tmp_path / "alone", to)["repetitions"]
    assert alone["losses"] == [None] * len(analysed)


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_what_cannot_be_analysed_is_exported(
    to: str, trials: dict[str, Path], tmp_path: Path
) -> None:
    trial = rig.open_trial(trials["plates"])
    assert trial.plates
    time_s = trial.plates.time_s.copy()
    time_s[100] = 0.0
    broken = replace(trial, plates=replace(trial.plates, time_s=time_s))
    tables = written(broken, tmp_path / "out", to)
    assert "repetitions" not in tables
    assert np.array_equal(tables["plates"]["time_s"], time_s)


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_notes(to: str, trials: dict[str, Path], tmp_path: Path) -> None:
    words = 'knee "taped", left\\n=1+1'
    notes = (Note(words, "AB", "2020-01-01T00:00:00+00:00"), Note("slower", "", ""))
    trial = replace(rig.open_trial(trials["plates"]), notes=notes)
    table = written(trial, tmp_path / "out", to)["notes"]
    assert table["text"] == [words, "slower"]
    assert table["author"][0] == "AB"
    assert table["utc"][0] == notes[0].utc


@pytest.mark.parametrize("to", ["csv", "parquet"])
@pytest.mark.parametrize("rows", [0, 1])
def test_no_row_and_one(rows: int, to: str, trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["dowel"])
    board = trial.dowel
    assert board is not None
    names = ("time_s", "sample", "device_time_us", "status", "counts")
    cut = replace(board, **{name: getattr(board, name)[:rows] for name in names})
    tables = written(replace(trial, dowel=cut), tmp_path / "out", to)
    assert len(tables["dowel"]["time_s"]) == rows


@pytest.mark.parametrize("to", ["csv", "parquet"])
def test_more_rows_than_are_written_at_once(
    to: str, trials: dict[str, Path], tmp_path: Path
) -> None:
    trial = rig.open_trial(trials["dowel"])
    board = trial.dowel
    assert board is not None
    rows = 2 * PASS_ROWS + 100
    names = ("time_s", "sample", "device_time_us", "status", "counts")
    long = replace(
        board,
        **{
            name: np.resize(getattr(board, name), (rows, *getattr(board, name).shape[1:]))
            for name in names
        },
    )
    tables = written(replace(trial, dowel=long), tmp_path / "out", to)
    assert np.array_equal(tables["dowel"]["time_s"], long.time_s)
    assert np.array_equal(tables["dowel"]["sacrum_counts"], long.counts[:, 2])


def test_csv_is_plain(trials: dict[str, Path], tmp_path: Path) -> None:
    written(rig.open_trial(trials["whole"]), tmp_path / "out", "csv")
    head = (tmp_path / "out" / "plates.csv").read_bytes().split(b"\n")[0]
    assert head.startswith(b"time_s,sample,device_time_us,status,left_heel_counts,")
    assert head.endswith(b"right_toe_n")
    readme = (tmp_path / "out" / "README.txt").read_text(encoding="utf-8")
    for words in ("participant: Anemone-42", "uncalibrated", "simulated: yes", "validity: whole"):
        assert words in readme
    for path in (tmp_path / "out").glob("*.csv"):
        for name in path.read_text(encoding="utf-8").splitlines()[0].split(","):
            assert f"  {name}" in readme  # every column is explained
    assert max(map(len, readme.splitlines())) <= 100


def test_parquet_says_units_and_what_is_known(trials: dict[str, Path], tmp_path: Path) -> None:
    trial = rig.open_trial(trials["whole"])
    written(trial, tmp_path / "out", "parquet")
    for role in BOARDS:
        schema = pyarrow.parquet.read_schema(tmp_path / "out" / f"{role}.parquet")
        assert schema.metadata[b"trial_id"].decode() == trial.trial_id
        assert schema.metadata[b"simulated"].startswith(b"yes")
        for field in schema:
            unit = next((unit for end, unit in UNITS.items() if field.name.endswith(end)), "")
            assert field.metadata[b"unit"].decode() == unit, field.name
            assert field.metadata[b"description"]
