"""Repetitions and tempo, as they are counted and as they are shown."""

import pytest

from gui.counting import Counting
from gui.picture import Progress
from gui.views.count import CountView, tempo_words, words_of
from tests.gui.pixels import pixels

ONE = [("descent", 0.0), ("bottom", 2.1), ("ascent", 2.9), ("lockout", 4.3)]


def go(counting, number, phases=ONE, *, at_s=0.0, shallow=False):
    """A repetition, reported as by the engine: a shallow one does not count."""
    for phase, time_s in phases:
        counting.take(phase, number - (shallow and phase == "lockout"), at_s + time_s)


@pytest.fixture
def counting():
    counting = Counting()
    counting.take("setup", 1, 0.0)
    return counting


def test_it_counts_what_is_over_and_keeps_the_last_tempo(counting):
    counting.expect(5, (2, 1, 2))
    assert counting.progress == Progress("setup", 0, 5, None, (2, 1, 2))
    go(counting, 1, ONE[:3])
    assert (counting.progress.phase, counting.progress.repetition) == ("ascent", 0)
    counting.take("lockout", 1, 4.3)
    assert counting.progress.repetition == 1
    assert counting.progress.last_tempo_s == pytest.approx((2.1, 0.8, 1.4))
    go(counting, 2, [(p, 2 * t) for p, t in ONE], at_s=10.0)
    assert counting.progress.repetition == 2
    assert counting.progress.last_tempo_s == pytest.approx((4.2, 1.6, 2.8))


def test_without_a_pause_nothing_was_held(counting):
    go(counting, 1, [("descent", 0.0), ("ascent", 2.0), ("lockout", 3.5)])
    assert counting.progress.last_tempo_s == pytest.approx((2.0, 0.0, 1.5))


def test_going_on_down_after_a_stop_is_still_down(counting):
    phases = [("descent", 0.0), ("bottom", 1.0), ("descent", 1.5), *ONE[1:]]
    go(counting, 1, phases)
    assert counting.progress.last_tempo_s == pytest.approx((2.1, 0.8, 1.4))


def test_a_stop_on_the_way_down_was_no_hold(counting):
    phases = [("descent", 0.0), ("bottom", 1.0), ("descent", 1.5), ("ascent", 3.0)]
    go(counting, 1, [*phases, ("lockout", 4.0)])
    assert counting.progress.last_tempo_s == pytest.approx((3.0, 0.0, 1.0))


def test_a_dip_that_is_none_has_neither_number_nor_tempo(counting):
    go(counting, 1, shallow=True)
    assert counting.progress.repetition == 0
    assert counting.progress.last_tempo_s is None
    go(counting, 1)
    assert counting.progress.repetition == 1


def test_a_trial_counts_from_its_begin(counting):
    go(counting, 1)
    counting.begin()
    assert counting.progress.repetition == 0
    go(counting, 2)
    assert counting.progress.repetition == 1


@pytest.mark.parametrize("shallow", [False, True])
def test_what_was_under_way_when_the_trial_began_does_not_count(counting, shallow):
    go(counting, 1)
    go(counting, 2, ONE[:2])
    counting.begin()
    go(counting, 2, ONE[2:], shallow=shallow)
    assert counting.progress.repetition == 0
    assert counting.progress.last_tempo_s is None
    go(counting, 2 if shallow else 3)
    assert counting.progress.repetition == 1


def test_what_is_wanted_again_goes_on_being_counted(counting):
    counting.expect(5, (2, 1, 2))
    go(counting, 1)
    counting.expect(5, (2, 1, 2))
    assert counting.progress.repetition == 1
    counting.expect(8, (2, 1, 2))
    assert counting.progress.repetition == 0


def test_boards_that_begin_anew_count_anew(counting):
    go(counting, 1)
    counting.forget()
    counting.take("setup", 1, 0.0)
    assert counting.progress.repetition == 0
    go(counting, 1)
    assert counting.progress.repetition == 1


def test_a_count_that_may_still_change_is_told_so_but_not_while_somebody_moves(counting):
    counting.take("descent", 1, 1.0)
    counting.doubt(is_sure=False)
    assert counting.progress.is_sure
    go(counting, 1)
    counting.doubt(is_sure=False)
    assert not counting.progress.is_sure
    assert words_of(counting.progress)[0] == "1 ?"
    counting.doubt(is_sure=True)
    assert words_of(counting.progress)[0] == "1"


def test_the_words():
    full = Progress("ascent", 3, 5, (2.1, 0.8, 1.4), (2, 1, 2))
    assert words_of(full) == ("3 of 5", "↑ ascent", "2.1-0.8-1.4 s", "2-1-2 s")
    assert words_of(Progress("lockout", 3, of=5, is_sure=False))[0] == "3 of 5 ?"
    assert words_of(Progress("unknown", 2)) == ("2", "? stand still", "-", "-")
    assert tempo_words((2.0, 0.0, 1.0)) == "2-0-1 s"


def test_a_count_is_large_and_drawn_anew_only_when_it_changes(shown, written):
    view = shown(CountView(), 400, 160)
    view.show_progress(Progress("descent", 3, 5))
    pixels(view)
    assert {"3 of 5", "↓ descent"} <= set(written)
    drawn = []
    view.update = lambda *_: drawn.append(1)
    view.show_progress(Progress("descent", 3, 5))
    assert not drawn
    view.show_progress(Progress("bottom", 3, 5))
    assert drawn
