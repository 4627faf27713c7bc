"""Many trials as one table: it has the figures of the analyses."""

import csv
import os
import stat
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from rig.analysis.light import analyse_file
from rig.analysis.parameters import AnalysisParameters
from rig.analysis.records import WHOLE, Analysis
from rig.errors import RigError, UsageError
from rig.export.manytrials import write_table
from tests.hostile import TERMINAL, expect_harmless
from tests.trial.recorded import record

Found = list[tuple[Path, Analysis | RigError]]
DAMAGED = Path("damaged.h5")


@pytest.fixture(scope="module")
def found(trials: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Found:
    two = record(tmp_path_factory.mktemp("two") / "two.h5", 14.0)
    paths = (two, trials["dowel"], trials["plates"])
    analysed: Found = [(path, analyse_file(AnalysisParameters(), path)) for path in paths]
    return [*analysed, (DAMAGED, UsageError("cannot read damaged.h5: it is cut off"))]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_for_each_repetition_and_for_each_trial_without_one(
    tmp_path: Path, found: Found
) -> None:
    count = write_table(found, tmp_path / "all.csv")
    rows = rows_of(tmp_path / "all.csv")
    whole, analysis = found[0]
    assert isinstance(analysis, Analysis)
    assert len(analysis.repetitions) > 1
    own = [row for row in rows if row["file"] == str(whole)]
    assert [row["repetition"] for row in own] == [
        str(one.times.number) for one in analysis.repetitions
    ]
    assert count == len(rows) == len(own) + 3
    for row, one in zip(own, analysis.repetitions, strict=True):
        assert float(row["bottom_s"]) == one.times.bottom_s
        assert float(row["drop_m"]) == one.times.drop_m
        assert float(row["repetition_left_n"]) == one.loading[WHOLE].left_n
        assert int(row["losses"]) == len(one.losses)
    assert {row["error"] for row in own} == {""}


def test_facts_of_the_trial_stand_in_each_row(tmp_path: Path, found: Found) -> None:
    write_table(found, tmp_path / "all.csv")
    for row, (file, analysis) in zip(rows_of(tmp_path / "all.csv")[-3:-1], found[1:3], strict=True):
        assert isinstance(analysis, Analysis)
        trial = analysis.trial
        assert row["file"] == str(file)
        assert (row["trial_id"], row["participant"]) == (trial.trial_id, trial.participant)
        assert row["validity"] == trial.validity.level
        assert row["simulated"] == "yes"
        assert float(row["length_s"]) == pytest.approx(2.0, abs=0.05)
        assert row["repetition"] == row["bottom_s"] == ""
    dowel, plates = rows_of(tmp_path / "all.csv")[-3:-1]
    assert (dowel["trial_repetitions"], plates["trial_losses"]) == ("", "")
    assert (dowel["trial_losses"], plates["trial_repetitions"]) == ("0", "0")


def test_a_file_that_cannot_be_analysed_is_a_row_that_says_so(tmp_path: Path, found: Found) -> None:
    write_table(found, tmp_path / "all.csv")
    row = rows_of(tmp_path / "all.csv")[-1]
    assert row.pop("file") == "damaged.h5"
    assert row.pop("error") == "cannot read damaged.h5: it is cut off"
    assert set(row.values()) == {""}


def test_parquet_says_the_same_with_units(tmp_path: Path, found: Found) -> None:
    write_table(found, tmp_path / "all.csv")
    write_table(found, tmp_path / "all.parquet")
    table, rows = pq.read_table(tmp_path / "all.parquet"), rows_of(tmp_path / "all.csv")
    assert table.column_names == list(rows[0])
    assert table.num_rows == len(rows)
    for name in ("drop_m", "bottom_s", "weighed_n", "losses"):
        texts = [row[name] for row in rows]
        values = table[name].to_pylist()
        assert [None if text == "" else float(text) for text in texts] == values
    assert table.schema.field("drop_m").metadata[b"unit"] == b"m"
    assert table.schema.field("weighed_n").metadata[b"unit"] == b"N"


@pytest.mark.parametrize("name", ["all.csv", "all.parquet"])
def test_nothing_but_damaged_files_is_a_table_too(tmp_path: Path, name: str) -> None:
    error = UsageError(TERMINAL)
    assert write_table([(Path(TERMINAL[:50]), error)], tmp_path / name) == 1
    if name.endswith(".csv"):
        expect_harmless((tmp_path / name).read_text(encoding="utf-8"))
    else:
        assert pq.read_table(tmp_path / name).num_rows == 1


@pytest.mark.parametrize(
    ("name", "why"), [("all.xlsx", "ends in .csv or .parquet"), ("there.csv", "exists already")]
)
def test_where_no_table_can_be(tmp_path: Path, found: Found, name: str, why: str) -> None:
    (tmp_path / "there.csv").write_text("mine")
    with pytest.raises(UsageError, match=why):
        write_table(found, tmp_path / name)
    assert (tmp_path / "there.csv").read_text() == "mine"


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_it_is_for_its_owner_only(tmp_path: Path, found: Found) -> None:
    write_table(found, tmp_path / "all.csv")
    assert stat.S_IMODE((tmp_path / "all.csv").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["all.csv"]
