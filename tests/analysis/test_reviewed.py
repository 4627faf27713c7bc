"""Reviewers' edits apply in the analysis, are measured again, and are reported."""

import pickle
import shutil
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from rig.analysis.analysis import analyse
from rig.analysis.parameters import with_settings
from rig.analysis.records import Analysis
from rig.analysis.reviewed import in_words
from rig.export.shareable import shareable
from rig.measure.repetition.byhand import TAKEN_AWAY
from rig.report import write_report
from rig.trial.opening import open_trial
from rig.trial.reviews import add_act, undo

NOW, LATER = "2026-03-14T15:00:00+00:00", "2026-03-15T09:00:00+00:00"


@pytest.fixture
def trial(set_of_three: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(set_of_three, tmp_path / "set.h5"))


@pytest.fixture
def found(trial: Path) -> Analysis:
    return analyse(open_trial(trial))


def say(trial: Path, what: str, *, author: str = "AB", utc: str = NOW, **more: Any) -> None:
    blind = more.pop("blind", False)
    add_act(trial, {"what": what, **more}, author=author, utc=utc, blind=blind)


def bottoms(analysis: Analysis) -> list[float]:
    return [one.times.bottom_s for one in analysis.repetitions]


def test_the_same_borders_by_hand_give_the_same_figures(trial: Path, found: Analysis) -> None:
    """Except for the difference between a time and the nearest step of the motion estimate."""
    second = found.repetitions[1]
    say(trial, "no_repetition", found_s=second.times.bottom_s)
    times = second.times
    say(trial, "repetition", onset_s=times.onset_s, bottom_s=times.bottom_s, end_s=times.lockout_s)
    again = analyse(open_trial(trial))
    new = again.repetitions[1]
    assert (new.label, new.times.number) == ("2*", 2)
    assert new.times.drop_m == pytest.approx(times.drop_m, abs=0.003)
    assert new.times.descent_end_s == pytest.approx(times.descent_end_s, abs=0.015)
    assert new.times.ascent_start_s == pytest.approx(times.ascent_start_s, abs=0.015)
    assert new.times.ascent_impulse_ns == pytest.approx(times.ascent_impulse_ns, rel=0.01)
    assert new.loading["bottom"].heel_share == pytest.approx(
        second.loading["bottom"].heel_share, abs=0.002
    )
    assert bottoms(again) == pytest.approx(bottoms(found))


def test_a_border_that_was_moved_moves_all_that_follows_from_it(
    trial: Path, found: Analysis
) -> None:
    first = found.repetitions[0]
    new_s = first.times.onset_s + 0.6
    say(trial, "border", found_s=first.times.bottom_s, border="onset", time_s=new_s)
    moved = analyse(open_trial(trial))
    new = moved.repetitions[0]
    assert new.times.onset_s == new_s
    assert new.times.descent_s == pytest.approx(first.times.descent_s - 0.6, abs=0.02)
    course = moved.found.courses[0]  # type: ignore[union-attr]
    height_m = float(np.interp(new_s, course.time_s, course.height_m))
    bottom_m = float(np.interp(first.times.bottom_s, course.time_s, course.height_m))
    assert new.times.drop_m == pytest.approx(height_m - bottom_m, abs=0.003)
    assert new.times.drop_m < first.times.drop_m - 0.01
    assert new.loading["descent"].vertical_n != first.loading["descent"].vertical_n
    assert moved.figures[0].values["drop_cm"] == 100 * new.times.drop_m
    phases = moved.found.phases  # type: ignore[union-attr]
    assert ("setup", new_s) in [(one.phase, one.end_s) for one in phases]
    assert moved.repetitions[1].times == found.repetitions[1].times


def test_one_that_is_none_is_named_among_those_and_its_loss_belongs_to_no_repetition(
    trial: Path, found: Analysis
) -> None:
    assert found.contacts is not None
    assert [loss.repetition for loss in found.contacts.losses] == [3]
    say(trial, "no_repetition", found_s=bottoms(found)[2])
    less = analyse(open_trial(trial))
    assert bottoms(less) == bottoms(found)[:2]
    assert less.contacts is not None
    assert [loss.repetition for loss in less.contacts.losses] != [3]
    assert TAKEN_AWAY in [one.reason for one in less.found.refused]  # type: ignore[union-attr]
    with_it = analyse(open_trial(trial), as_found=True)
    assert bottoms(with_it) == bottoms(found)
    assert with_it.review is None


def test_one_that_was_refused_is_none_of_those_any_more(trial: Path, found: Analysis) -> None:
    deep = with_settings(["repetition.min_drop_m=0.5"])
    as_found = analyse(open_trial(trial), deep)
    refused = as_found.found.refused  # type: ignore[union-attr]
    assert (len(as_found.repetitions), len(refused)) == (0, 3)
    times = found.repetitions[1].times
    say(trial, "repetition", onset_s=times.onset_s, bottom_s=times.bottom_s, end_s=times.lockout_s)
    added = analyse(open_trial(trial), deep)
    assert bottoms(added) == [times.bottom_s]
    assert added.found.refused == (refused[0], refused[2])  # type: ignore[union-attr]
    assert added.repetitions[0].times.drop_m == pytest.approx(times.drop_m, abs=0.003)


def test_numbers_follow_the_time(trial: Path, found: Analysis) -> None:
    say(trial, "no_repetition", found_s=bottoms(found)[0])
    less = analyse(open_trial(trial))
    assert [one.label for one in less.repetitions] == ["1", "2"]
    assert [figures.number for figures in less.figures] == [1, 2]


def test_who_reviewed_and_what_was_not_used_is_said(trial: Path, found: Analysis) -> None:
    first, second, _ = bottoms(found)
    say(trial, "border", found_s=first, border="bottom", time_s=first + 0.1)
    say(trial, "border", found_s=first, border="bottom", time_s=first + 0.2, author="CD", utc=LATER)
    say(trial, "no_repetition", found_s=second, author="EF", blind=True)
    say(trial, "no_repetition", found_s=1000.0)
    say(trial, "repetition", onset_s=1000.0, bottom_s=1001.0, end_s=1002.0)  # no one stood there
    reviewed = analyse(open_trial(trial))
    assert bottoms(reviewed)[0] == first + 0.2
    assert len(reviewed.repetitions) == 3
    assert reviewed.review is not None
    assert list(in_words(reviewed.review)) == [
        "reviewed by AB, CD, 2026-03-15: 2 edits of repetitions, marked *",
        "not used: 2 edits by reviewers, which do not fit what is found now",
        "not used: edits by EF, which were made blinded",
    ]
    assert pickle.loads(pickle.dumps(open_trial(trial).reviews)) == open_trial(trial).reviews


def test_whose_edits_do_not_count_set_nothing_right(trial: Path, found: Analysis) -> None:
    """Edits of a repetition where no one was standing do not apply."""
    first = bottoms(found)[0]
    say(trial, "no_repetition", found_s=1000.0, utc=LATER)
    say(trial, "repetition", onset_s=2000.0, bottom_s=2001.0, end_s=2002.0, author="EF")
    say(trial, "border", found_s=2001.0, border="end", time_s=2003.0, author="EF")
    review = analyse(open_trial(trial)).review
    assert review is not None
    assert (review.by, review.utc, review.edits, review.in_vain) == ((), "", 0, 3)
    say(trial, "no_repetition", found_s=first, author="CD")
    say(trial, "no_repetition", found_s=first, author="GH")
    for shown, by, utc in (
        (open_trial(trial), ("CD",), NOW),
        (shareable(open_trial(trial), b"salt"), ("",), ""),
    ):
        review = analyse(shown).review
        assert review is not None
        assert (review.by, review.utc, review.edits, review.in_vain) == (by, utc, 1, 4)


@pytest.mark.parametrize(("border", "at", "far_s"), [("onset", 0, -60.0), ("end", 2, 1e6)])
def test_a_border_far_outside_the_trial_is_in_vain(
    trial: Path, found: Analysis, border: str, at: int, far_s: float
) -> None:
    """The repetition and the other edits of it are unchanged."""
    bottom_s = bottoms(found)[at]
    say(trial, "border", found_s=bottom_s, border=border, time_s=far_s)
    say(trial, "border", found_s=bottom_s, border="bottom", time_s=bottom_s + 0.1, author="CD")
    again = analyse(open_trial(trial))
    times, before = again.repetitions[at].times, found.repetitions[at].times
    assert times.bottom_s == bottom_s + 0.1
    assert (times.onset_s, times.lockout_s) == (before.onset_s, before.lockout_s)
    assert again.review is not None
    assert (again.review.by, again.review.in_vain) == (("CD",), 1)


def test_what_was_taken_back_does_not_count(trial: Path, found: Analysis) -> None:
    say(trial, "no_repetition", found_s=bottoms(found)[0])
    undo(trial, author="AB", utc=LATER)
    again = analyse(open_trial(trial))
    assert bottoms(again) == bottoms(found)
    assert again.review is None


def test_borders_that_hold_no_movement_can_be_measured_too(
    trial: Path, found: Analysis, tmp_path: Path
) -> None:
    """From the lowest point up and down again: upside down, without an error."""
    one, two = (repetition.times for repetition in found.repetitions[:2])
    for bottom_s in (one.bottom_s, two.bottom_s):
        say(trial, "no_repetition", found_s=bottom_s)
    top_s = (one.lockout_s + two.onset_s) / 2
    say(trial, "repetition", onset_s=one.bottom_s, bottom_s=top_s, end_s=two.bottom_s)
    upside_down = analyse(open_trial(trial)).repetitions[0]
    assert upside_down.times.drop_m < -0.1
    assert upside_down.times.onset_s < upside_down.times.descent_end_s
    assert upside_down.times.ascent_start_s < upside_down.times.lockout_s
    for page in ("coach", "lab"):
        assert write_report([trial], tmp_path / f"{page}.html", page=page) == []


def test_the_day_of_a_review_is_that_where_the_trial_was_recorded(
    trial: Path, found: Analysis
) -> None:
    say(trial, "no_repetition", found_s=found.repetitions[1].times.bottom_s)
    with h5py.File(trial, "r+") as file:
        file.attrs["utc_offset_s"] = 9 * 3600.0
    review = analyse(open_trial(trial)).review
    assert review
    assert (review.utc, review.day) == (NOW, "2026-03-15")
