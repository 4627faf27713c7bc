"""All output about repetitions uses reviewers' corrections, and states it."""

import shutil
from pathlib import Path

import pytest

from rig.analysis.analysis import analyse
from rig.export.about import about
from rig.export.content import content_of
from rig.export.manytrials import trial_table
from rig.export.shareable import shareable
from rig.report import write_report
from rig.store.store import Store
from rig.trial.beside import reviews_path
from rig.trial.opening import open_trial
from rig.trial.reviews import add_act
from tests.command import rig

SAID = "reviewed by AB, 2026-03-14: 2 edits of repetitions, marked *"


@pytest.fixture
def trial(set_of_three: Path, tmp_path: Path) -> Path:
    """Its first repetition begins later, the second is none."""
    path = Path(shutil.copy(set_of_three, tmp_path / "set.h5"))
    set_right(path, "AB")
    return path


def set_right(trial: Path, author: str) -> None:
    first, second = (one.times for one in analyse(open_trial(trial), as_found=True).repetitions[:2])
    later = {"border": "onset", "time_s": first.onset_s + 0.2}
    acts = [
        {"what": "border", "found_s": first.bottom_s, **later},
        {"what": "no_repetition", "found_s": second.bottom_s},
    ]
    for act in acts:
        add_act(trial, act, author=author, utc="2026-03-14T15:00:00+00:00")


def test_analyze_says_it_and_shows_what_was_found_when_asked(trial: Path) -> None:
    said = rig("analyze", trial).stdout.splitlines()
    assert SAID in said
    assert [line[:3].strip() for line in said[2:5]][:2] == ["1*", "2"]
    as_found = rig("analyze", trial, "--as-found").stdout
    assert "3 repetitions" in as_found
    assert "reviewed" not in as_found


def test_the_index_looks_again_when_a_review_changes(trial: Path) -> None:
    store = Store(trial.parent)
    store.refresh()
    (row,) = store.trials()
    assert (row.repetitions, row.reviewed_by) == (2, "AB")
    reviews = reviews_path(trial)
    size_bytes = reviews.stat().st_size
    reviews.unlink()
    set_right(trial, "CD")  # another reviewer's were copied here
    assert reviews.stat().st_size == size_bytes
    store.refresh()
    assert [row.reviewed_by for row in store.trials()] == ["CD"]
    reviews.unlink()
    store.refresh()
    (row,) = store.trials()
    assert (row.repetitions, row.reviewed_by) == (3, "")


def test_a_page_says_it(trial: Path, set_of_three: Path, tmp_path: Path) -> None:
    pages = {as_found: tmp_path / f"{as_found}.html" for as_found in (False, True)}
    for as_found, page in pages.items():
        write_report([trial], page, as_found=as_found)
    assert "set right by AB, 2026-03-14: 2 edits, marked *" in pages[False].read_text("utf-8")
    assert "set right" not in pages[True].read_text("utf-8")
    several = tmp_path / "several.html"
    write_report([trial, set_of_three], several, page="lab")
    assert "2, set right by AB" in several.read_text("utf-8")


def test_exports_and_the_table_of_many_say_it(trial: Path) -> None:
    content = content_of(open_trial(trial))
    assert about(content)["review"] == SAID
    assert [event.kind for event in content.events].count("onset") == 2
    table = {
        column.name: column.values.tolist()
        for column in trial_table([(trial, analyse(open_trial(trial)))])
    }
    assert table["by_hand"] == ["yes", "no"]
    assert table["reviewed_by"] == ["AB", "AB"]
    assert table["reviewed_utc"][0].startswith("2026-03-14")


def test_what_is_given_away_is_set_right_without_saying_by_whom(trial: Path) -> None:
    given = content_of(shareable(open_trial(trial), b"secret"))
    assert given.analysis is not None
    assert len(given.analysis.repetitions) == 2
    assert about(given)["review"] == ("reviewed by a reviewer: 2 edits of repetitions, marked *")
