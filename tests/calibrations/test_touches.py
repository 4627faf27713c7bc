"""Contact levels are kept by participant and found by dowel."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from rig.calibrations import lines
from rig.calibrations.touches import TouchBook
from tests.touched import FULL_SCALE, light


@dataclass
class Dowel:
    serial: str = "SIMD0006"
    full_scale_counts: int = FULL_SCALE


def test_the_newest_of_this_person_on_this_dowel_serve(tmp_path: Path) -> None:
    book = TouchBook(tmp_path)
    newest = replace(light(), record_id="4567")
    for record in (light(), newest, light(serial="OTHER123"), light("P08")):
        path = book.add(record)
    assert path.name == "touch-P08.jsonl"
    assert book.newest("P07", Dowel(), on_problem=pytest.fail) == newest
    assert book.newest("P07", Dowel("OTHER123"), on_problem=pytest.fail) == light(serial="OTHER123")
    assert book.newest("P07", Dowel("NEVER123"), on_problem=pytest.fail) is None
    finer = Dowel(full_scale_counts=8192)
    assert book.newest("P07", finer, on_problem=pytest.fail) is None
    assert book.newest("", Dowel(), on_problem=pytest.fail) is None
    assert len(book.history("P07").records) == 3


def test_damage_is_named(tmp_path: Path) -> None:
    book = TouchBook(tmp_path)
    path = book.add(light())
    lines.append(path, {"what": "touch", **light().as_json(), "on_counts": [1, 1, 1]})
    lines.append(path, {"what": "touch", **light().as_json(), "taken_utc": "yesterday"})
    path.write_text(path.read_text() + "{cut")
    problems: list[str] = []
    assert book.newest("P07", Dowel(), on_problem=problems.append) == light()
    assert [words.split(" of ")[0] for words in problems] == ["line 4", "entry 2", "entry 3"]


def test_a_participant_leaves_no_trace(tmp_path: Path) -> None:
    book = TouchBook(tmp_path)
    book.add(light())
    book.forget("P07")
    book.forget("P07")
    assert list(tmp_path.iterdir()) == []
