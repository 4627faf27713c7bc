"""Stored calibrations: append-only, for their owner only; damage harms one line."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rig.calibrations.book import CalibrationBook
from rig.errors import UsageError
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.zero import Zero
from rig.sim.bench import Cells
from rig.trial import lines
from tests.bench import VOLTS_PER_COUNT, Hands, calibrated

SERIAL = "PLATES01"


@pytest.fixture(scope="module")
def record() -> PlateRecord:
    return calibrated(Hands(Cells.from_seed(1), 1))


def newer(record: PlateRecord) -> PlateRecord:
    return replace(record, occasion=replace(record.occasion, record_id="4567"))


class Info:
    serial = SERIAL
    volts_per_count = VOLTS_PER_COUNT


def test_the_newest_serves_and_all_stay(tmp_path: Path, record: PlateRecord) -> None:
    book = CalibrationBook(tmp_path / "new" / "folder")
    assert book.serials() == []
    path = book.add_calibration(record)
    first = path.read_bytes()
    zero = Zero("z", SERIAL, "2026-02-01T10:00:00+00:00", (200.5, 201.0, 202.0, 203.0))
    book.add_zero(zero)
    book.add_calibration(newer(record))
    assert path.read_bytes().startswith(first)
    history = book.plates(SERIAL)
    assert history.records == [record, newer(record)]
    assert (history.zeros, history.damaged) == ([zero], [])
    assert book.serials() == [SERIAL]
    at = datetime(2026, 2, 1, 10, 30, tzinfo=UTC)
    applied = book.applied(Info(), at=at, on_problem=pytest.fail)
    assert (applied.record, applied.zero) == (newer(record), zero)
    assert book.plates("OTHER123").records == []


def test_a_zero_of_before_the_clock_was_set_back_serves_and_is_said(tmp_path: Path) -> None:
    book, said = CalibrationBook(tmp_path), []
    for number, taken in enumerate(("2026-02-01T10:00:00+00:00", "2026-02-01T10:00:20+00:00")):
        book.add_zero(Zero(str(number), SERIAL, taken, (200.5, 201.0, 202.0, 203.0)))
    at = datetime(2026, 2, 1, 10, tzinfo=UTC)
    applied = book.applied(Info(), at=at, on_problem=said.append)
    assert applied.zero == book.plates(SERIAL).zeros[-1]
    assert said == [
        "the clock says that the zero of the plates was taken 20 s from now, it was set back: "
        "it serves"
    ]


def test_any_program_reads_it(tmp_path: Path, record: PlateRecord) -> None:
    path = CalibrationBook(tmp_path).add_calibration(record)
    (line,) = path.read_text(encoding="ascii").splitlines()
    said = json.loads(line)
    assert said["what"] == "calibration"
    assert said["occasion"]["operator"] == "AB"
    fit = said["channels"]["left_heel"]
    assert fit["newtons_per_count"] == record.channels["left_heel"].newtons_per_count
    assert len(said["holds"]) == 36
    assert len(said["points"]) == 18


@pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
def test_it_is_for_its_owner_only(tmp_path: Path, record: PlateRecord) -> None:
    before = os.umask(0o022)
    try:
        path = CalibrationBook(tmp_path / "own").add_calibration(record)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_damaged_lines_are_named_and_harm_no_other(tmp_path: Path, record: PlateRecord) -> None:
    book = CalibrationBook(tmp_path)
    path = book.add_calibration(record)
    whole = path.read_text()
    path.write_text(whole.replace("0.2", "0.3", 1) + "no JSON\n[1]\n" + whole[:300])
    book.add_calibration(newer(record))
    history = book.plates(SERIAL)
    assert history.records == [newer(record)]
    assert [words.split(" of ")[0] for words in history.damaged] == [
        "line 1",
        "line 2",
        "line 3",
        "line 4",
    ]
    said: list[str] = []
    at = datetime(2026, 2, 1, tzinfo=UTC)
    assert book.applied(Info(), at=at, on_problem=said.append).record == newer(record)
    assert len(said) == 4


def test_a_line_that_holds_no_record_is_named(tmp_path: Path) -> None:
    lines.append(tmp_path / f"plates-{SERIAL}.jsonl", {"what": "calibration", "channels": {}})
    lines.append(tmp_path / f"plates-{SERIAL}.jsonl", {"what": "something of a later version"})
    history = CalibrationBook(tmp_path).plates(SERIAL)
    assert history.records == []
    assert len(history.damaged) == 1
    assert "makes no sense" in history.damaged[0]


def test_what_cannot_be_written_is_said_in_one_line(tmp_path: Path, record: PlateRecord) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot write"):
        CalibrationBook(tmp_path / "file" / "folder").add_calibration(record)


def test_programs_that_append_at_once_lose_nothing(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from rig.trial import lines\n"
        "for number in range(50):\n"
        "    lines.append(Path(sys.argv[1]), {'who': sys.argv[2], 'text': 'x' * 9000})\n"
    )
    path = tmp_path / "both.jsonl"
    words = [sys.executable, "-c", script, str(path)]
    running = [subprocess.Popen([*words, who]) for who in "ab"]
    assert [process.wait(60) for process in running] == [0, 0]
    found = lines.read(path)
    assert found.damaged == []
    assert sorted(said["who"] for said in found.said) == ["a"] * 50 + ["b"] * 50
