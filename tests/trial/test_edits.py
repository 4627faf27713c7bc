"""Repetitions as corrected by reviewers, and edits that are not applicable."""

import pytest

from rig.measure.repetition import Borders
from rig.trial.edits import edited, that_count
from rig.trial.reviews import Added, Edit, Marked, Moved, Removed

ONE = Borders(4.0, 2.0, 4.0, 6.0)
TWO = Borders(10.0, 8.0, 10.0, 12.0)
STOOD_S = ((1.0, 20.0),)
BY = {"act_id": "x", "author": "AB", "utc": "2026-03-14T15:00:00+00:00"}


def border(name: str, time_s: float, found_s: float = 4.1) -> Moved:
    return Moved(**BY, found_s=found_s, border=name, time_s=time_s)  # type: ignore[arg-type]


def added(onset_s: float, bottom_s: float, end_s: float) -> Added:
    return Added(**BY, onset_s=onset_s, bottom_s=bottom_s, end_s=end_s)


def removed(found_s: float) -> Removed:
    return Removed(**BY, found_s=found_s)


def test_borders_that_were_set_last_are_those_that_count() -> None:
    borders, in_vain = edited(
        [ONE, TWO], [border("onset", 2.5), border("onset", 2.25), border("end", 6.5)], STOOD_S
    )
    assert borders == [Borders(4.0, 2.25, 4.0, 6.5, by_hand=True), TWO]
    assert in_vain == []


def test_one_is_added_and_known_by_its_first_bottom() -> None:
    moved = border("bottom", 14.9, found_s=15.0)
    borders, _ = edited([ONE, TWO], [added(14.0, 15.0, 16.0), moved], STOOD_S)
    assert borders == [ONE, TWO, Borders(15.0, 14.0, 14.9, 16.0, by_hand=True)]


def test_they_stand_in_the_order_of_time() -> None:
    borders, _ = edited([ONE, TWO], [added(6.5, 7.0, 7.5)], STOOD_S)
    assert [one.bottom_s for one in borders] == [4.0, 7.0, 10.0]


def test_one_that_is_none_goes_and_makes_room() -> None:
    borders, in_vain = edited([ONE, TWO], [removed(4.1), added(3.0, 5.0, 7.0)], STOOD_S)
    assert [one.bottom_s for one in borders] == [5.0, 10.0]
    assert not in_vain


@pytest.mark.parametrize(
    "edit",
    [
        border("onset", 2.5, found_s=7.0),  # no longer found
        removed(7.0),
        border("onset", 4.0),  # no way down
        border("bottom", 1.0),
        border("end", 3.0),
        border("end", 9.0),  # overlaps the next one
        border("onset", 5.0, found_s=10.0),
        added(5.0, 6.0, 7.0),
        added(2.5, 3.0, 3.5),  # within another one
        added(1.0, 7.0, 13.0),  # around it
        added(14.0, 14.01, 14.02),
        added(21.0, 22.0, 23.0),  # no one was standing there
        border("onset", -1e6),
        border("end", 1e6, found_s=10.0),
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing_and_is_named(edit: Edit) -> None:
    assert edited([ONE, TWO], [edit], STOOD_S) == ([ONE, TWO], [edit])


def test_a_border_a_little_beside_where_somebody_stood_counts() -> None:
    assert edited([ONE, TWO], [border("onset", 0.8)], STOOD_S).in_vain == []


def test_blinded_edits_do_not_count_nor_what_is_no_edit() -> None:
    blinded = Removed(**BY, found_s=4.0, blind=True)
    acts = [blinded, Marked(**BY, time_s=4.0), removed(4.0)]
    assert that_count(acts) == acts[2:]
