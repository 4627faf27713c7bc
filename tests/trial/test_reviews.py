"""Reviewers' entries on a trial are beside it, append-only, and can be taken back."""

import json
from pathlib import Path
from typing import Any

import pytest

from rig.errors import UsageError
from rig.trial.beside import reviews_path
from rig.trial.folder import discard
from rig.trial.reviews import Marked, Rated, acts_of, add_act, redo, standing, undo

NOW = "2026-03-14T15:00:00+00:00"
RATING = {"what": "rating", "repetition": 2, "value": 4}
BORDER = {"what": "border", "found_s": 3.5, "border": "onset", "time_s": 2.25}
MARK = {"what": "mark", "time_s": 1.5}
NOTE = {"what": "note", "time_s": 0.5, "text": "  Hands\nslipped "}


@pytest.fixture
def trial(trials: dict[str, Path], tmp_path: Path) -> Path:
    path = tmp_path / "t.h5"
    path.write_bytes(trials["plates"].read_bytes())
    return path


def say(trial: Path, *acts: dict[str, Any], author: str = "AB") -> None:
    for act in acts:
        add_act(trial, act, author=author, utc=NOW)


def test_raw_data_never_change(trial: Path) -> None:
    before = trial.read_bytes()
    say(trial, RATING, BORDER, MARK, NOTE, {"what": "unmark", "time_s": 1.5})
    undo(trial, author="AB", utc=NOW)
    assert trial.read_bytes() == before
    assert [act.author for act in acts_of(trial)] == ["AB"] * 6


def test_what_was_said_comes_back(trial: Path) -> None:
    say(trial, RATING, NOTE)
    rated, noted = acts_of(trial)
    assert rated == Rated(act_id=rated.act_id, author="AB", utc=NOW, repetition=2, value=4)
    assert noted.text == "Hands\\nslipped"  # type: ignore[union-attr]
    lines = reviews_path(trial).read_text().splitlines()
    assert json.loads(lines[0])["value"] == 4


def test_the_newest_of_ones_own_is_taken_back_and_nothing_is_lost(trial: Path) -> None:
    say(trial, MARK)
    say(trial, RATING, author="CD")
    undo(trial, author="AB", utc=NOW)
    assert [type(act) for act in standing(acts_of(trial))] == [Rated]
    assert [type(act) for act in acts_of(trial)][:2] == [Marked, Rated]
    with pytest.raises(UsageError, match="something of AB to take back"):
        undo(trial, author="AB", utc=NOW)
    assert len(reviews_path(trial).read_text().splitlines()) == 3


def test_nobody_takes_back_what_another_said(trial: Path) -> None:
    say(trial, MARK)
    other = acts_of(trial)[0].act_id
    say(trial, {"what": "undo", "of": other}, author="CD")
    assert [type(act) for act in standing(acts_of(trial))] == [Marked]


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": "rating", "repetition": 1, "value": 6},
        {"what": "rating", "repetition": -1, "value": 3},
        {"what": "border", "found_s": 1.0, "border": "top", "time_s": 1.0},
        {"what": "mark", "time_s": float("nan")},
        {"what": "note", "time_s": 0.0, "text": "   "},
        {"what": "dance"},
        {},
    ],
)
def test_what_makes_no_sense_is_refused_and_not_written(trial: Path, wrong: Any) -> None:
    with pytest.raises(UsageError, match="expected what a review can say"):
        say(trial, wrong)
    assert not reviews_path(trial).exists()


@pytest.mark.parametrize("author", ["", "Anna Meier", "A1", "ABCDE", "AB\n"])
def test_who_says_it_is_initials(trial: Path, author: str) -> None:
    with pytest.raises(UsageError, match="expected"):
        say(trial, MARK, author=author)


def test_a_damaged_line_and_a_newer_kind_cost_only_themselves(trial: Path) -> None:
    say(trial, RATING, MARK)
    path = reviews_path(trial)
    lines = path.read_bytes().splitlines()
    without_end = b"[" * 100_000
    changed = lines[0].replace(b"4", b"5", 1)
    path.write_bytes(b"\n".join((changed, without_end, lines[1], b"")))
    assert [type(act) for act in acts_of(trial)] == [Marked]


def test_reviews_go_with_their_trial(trial: Path) -> None:
    say(trial, RATING)
    moved = discard(trial)
    assert len(acts_of(moved)) == 1
    assert not reviews_path(trial).exists()


def test_of_no_trial_nothing_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is none"):
        say(tmp_path / "no.h5", MARK)
    assert acts_of(tmp_path / "no.h5") == []


def test_what_was_taken_back_is_said_again(trial: Path) -> None:
    say(trial, RATING, MARK, BORDER)
    said = acts_of(trial)
    for left in (2, 1):
        undo(trial, author="AB", utc=NOW)
        assert standing(acts_of(trial)) == said[:left]
    for back in (2, 3):
        redo(trial, author="AB", utc=NOW)
        assert standing(acts_of(trial)) == said[:back]
    with pytest.raises(UsageError, match="AB took back last, there is nothing"):
        redo(trial, author="AB", utc=NOW)
    undo(trial, author="AB", utc=NOW)
    assert standing(acts_of(trial)) == said[:2]


def test_after_something_else_was_said_nothing_is_said_again(trial: Path) -> None:
    say(trial, RATING, MARK)
    undo(trial, author="AB", utc=NOW)
    say(trial, BORDER, MARK)
    undo(trial, author="AB", utc=NOW)
    redo(trial, author="AB", utc=NOW)
    with pytest.raises(UsageError, match="there is nothing"):
        redo(trial, author="AB", utc=NOW)
    with pytest.raises(UsageError, match="there is nothing"):
        redo(trial, author="CD", utc=NOW)
    assert [type(act).__name__ for act in standing(acts_of(trial))] == ["Rated", "Moved", "Marked"]


def test_blinded_words_are_taken_back_blinded(trial: Path) -> None:
    add_act(trial, MARK, author="AB", utc=NOW, blind=True)
    say(trial, RATING)
    undo(trial, author="AB", utc=NOW)
    with pytest.raises(UsageError, match="there is nothing"):
        undo(trial, author="AB", utc=NOW)
    undo(trial, author="AB", utc=NOW, blind=True)
    assert standing(acts_of(trial)) == []
