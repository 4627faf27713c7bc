"""Contact levels and weights are stored by participant and found by board."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rig.calibrations.persons import PersonBook
from rig.measure.calibrating.weight import Weight
from rig.trial import lines
from tests.touched import FULL_SCALE, light


@dataclass
class Dowel:
    serial: str = "SIMD0006"
    full_scale_counts: int = FULL_SCALE


def test_the_newest_of_this_person_on_this_dowel_serve(tmp_path: Path) -> None:
    book = PersonBook(tmp_path)
    newest = replace(light(), record_id="4567")
    for record in (light(), newest, light(serial="OTHER123"), light("P08")):
        path = book.add(record)
    assert path.name == "person-P08.jsonl"
    assert book.newest_touch("P07", Dowel(), on_problem=pytest.fail) == newest
    assert book.newest_touch("P07", Dowel("OTHER123"), on_problem=pytest.fail) == light(
        serial="OTHER123"
    )
    assert book.newest_touch("P07", Dowel("NEVER123"), on_problem=pytest.fail) is None
    finer = Dowel(full_scale_counts=8192)
    assert book.newest_touch("P07", finer, on_problem=pytest.fail) is None
    assert book.newest_touch("", Dowel(), on_problem=pytest.fail) is None
    assert len(book.history("P07").touches) == 3


def test_the_newest_weight_of_the_hour_serves(tmp_path: Path) -> None:
    book = PersonBook(tmp_path)
    before = Weight("P07", "SIMP0006", "2026-01-02T03:04:05+00:00", 650.0, 1.5, "nominal", "z")
    heavier = replace(before, weight_n=700.0, taken_utc="2026-01-02T03:20:00+00:00")
    for weight in (before, heavier, replace(heavier, board_serial="OTHER123")):
        book.add(weight)

    def newest(minute: int) -> Weight | None:
        at = datetime(2026, 1, 2, 3, tzinfo=UTC) + timedelta(minutes=minute)
        return book.newest_weight("P07", "SIMP0006", at=at, on_problem=pytest.fail)

    assert newest(30) == heavier
    assert newest(79) == heavier
    assert newest(81) is None
    assert book.history("P07").weights[0] == before


def test_a_weight_of_before_the_clock_was_set_back_serves_and_is_said(tmp_path: Path) -> None:
    book, said = PersonBook(tmp_path), []
    weight = Weight("P07", "SIMP0006", "2026-01-02T03:00:20+00:00", 650.0, 1.5, "nominal", "z")
    book.add(replace(weight, taken_utc="2026-01-02T02:00:00+00:00"))
    book.add(weight)
    at = datetime(2026, 1, 2, 3, tzinfo=UTC)
    for earlier, served in ((timedelta(0), weight), (timedelta(hours=2), None)):
        found = book.newest_weight("P07", "SIMP0006", at=at - earlier, on_problem=said.append)
        assert found == served
    begin = "the clock says that the weight was taken"
    assert said == [
        f"{begin} 20 s from now, it was set back: it serves",
        f"{begin} 7220 s from now, it was set back: take it anew",
    ]


def test_damage_is_named(tmp_path: Path) -> None:
    book = PersonBook(tmp_path)
    path = book.add(light())
    lines.append(path, {"what": "touch", **light().as_json(), "on_counts": [1, 1, 1]})
    lines.append(path, {"what": "touch", **light().as_json(), "taken_utc": "yesterday"})
    path.write_text(path.read_text() + "{cut")
    problems: list[str] = []
    assert book.newest_touch("P07", Dowel(), on_problem=problems.append) == light()
    assert [words.split(" of ")[0] for words in problems] == ["line 4", "entry 2", "entry 3"]


def test_a_participant_leaves_no_trace(tmp_path: Path) -> None:
    book = PersonBook(tmp_path)
    book.add(light())
    book.forget("P07")
    book.forget("P07")
    assert list(tmp_path.iterdir()) == []
