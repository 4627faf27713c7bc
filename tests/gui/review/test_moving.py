"""Where one is in a trial, what is shown of it, and what one jumps to; time is stepped."""

import numpy as np
import pytest

from gui.review import edited
from gui.review.blinding import blind_order
from gui.review.envelope import BLOCK_ROWS, Envelope
from gui.review.moments import jump
from gui.review.picture import BOTTOM, END, ONSET, Repetition, Said
from gui.review.playing import SPEEDS, Playback
from gui.review.viewing import SPANS_S, ViewSpan

ONE = Repetition(1, 2.0, 4.0, 6.0, found_s=4.0, tempo_s=(1.5, 0.5, 2.0), drop_m=0.2)
TWO = Repetition(2, 8.0, 10.0, 12.0, found_s=10.0, tempo_s=(1.5, 0.5, 2.0), drop_m=0.2)


@pytest.mark.parametrize("speed", SPEEDS)
def test_it_plays_at_its_speed_and_stops_at_the_end(speed):
    playback = Playback(0.5, 8.5)
    playback.speed = speed
    playback.step(1.0)
    assert playback.now_s == 0.5
    playback.toggle()
    playback.step(1.0)
    assert playback.now_s == pytest.approx(0.5 + speed)
    playback.step(1000.0)
    assert playback.now_s == 8.5
    assert not playback.playing
    playback.toggle()
    assert playback.now_s == 0.5


def test_speeds_end_at_a_tenth_and_at_four():
    playback = Playback(0.0, 1.0)
    playback.change_speed(-10)
    assert playback.speed == 0.1
    playback.change_speed(10)
    assert playback.speed == 4.0


def test_charts_stay_within_the_trial():
    span = ViewSpan(1.0, 31.0)
    span.move(-100.0)
    assert span.begin_s == 1.0
    span.move(100.0)
    assert span.end_s == 31.0


def test_a_zoom_holds_the_time_under_the_mouse():
    span = ViewSpan(0.0, 100.0)
    span.move(40.0)
    held_share = (43.0 - span.begin_s) / span.span_s
    span.zoom(-1, 43.0)
    assert span.span_s == 5.0
    assert (43.0 - span.begin_s) / span.span_s == pytest.approx(held_share)
    span.zoom(-20, 43.0)
    assert span.span_s == SPANS_S[0]
    span.zoom(20, 43.0)
    assert (span.begin_s, span.end_s) == (0.0, 100.0)


def test_whole_and_back_with_the_moment_in_it():
    span = ViewSpan(0.0, 100.0)
    span.show_whole(70.0)
    assert span.span_s == 100.0
    span.show_whole(70.0)
    assert span.begin_s <= 70.0 <= span.end_s
    assert span.span_s == 10.0


def test_the_page_turns_when_the_moment_leaves_it():
    span = ViewSpan(0.0, 100.0)
    span.follow(9.9)
    assert span.begin_s == 0.0
    span.follow(10.1)
    assert span.begin_s == pytest.approx(9.1)
    span.follow(3.0)
    assert span.begin_s == pytest.approx(2.0)


def test_a_jump_goes_to_the_next_and_the_one_before():
    moments = [5.0, 1.0, 3.0]
    assert jump(moments, 1.0) == 3.0
    assert jump(moments, 3.0, back=True) == 1.0
    assert jump(moments, 2.0) == 3.0
    assert jump(moments, 5.0) is None
    assert jump(moments, 1.0, back=True) is None


def test_an_envelope_holds_every_extreme():
    draw = np.random.default_rng(3)
    values = draw.normal(size=(1010, 2)).astype("f4")
    values[407, 1], values[999, 0] = 50.0, -50.0
    time_s = np.arange(1010) / 1000
    envelope = Envelope(1010, 2)
    for first in range(0, 1010, 20 * BLOCK_ROWS):
        assert envelope.next_row == first
        envelope.add(
            time_s[first : first + 20 * BLOCK_ROWS], values[first : first + 20 * BLOCK_ROWS]
        )
    assert envelope.next_row == 1010
    times, both = envelope.between(0.0, 9.0)
    assert len(times) == len(both) == 2 * 51
    assert (both.min(0) == values.min(0)).all()
    assert (both.max(0) == values.max(0)).all()
    _, early = envelope.between(0.0, 0.4)
    assert early.max() < 50


def said(border, time_s, found_s=4.1):
    return Said("border", "AB", "", time_s=time_s, found_s=found_s, border=border)


def test_borders_that_were_set_are_those_that_count():
    one, two = edited.edited([ONE, TWO], [said(ONSET, 2.5), said(ONSET, 2.25), said(END, 6.5)])
    assert (one.onset_s, one.bottom_s, one.end_s, one.moved) == (2.25, 4.0, 6.5, True)
    assert one.tempo_s == (1.25, 0.5, 2.5)
    assert two == TWO


def test_an_edit_of_what_is_not_found_any_more_changes_nothing():
    assert edited.edited([ONE, TWO], [said(ONSET, 2.5, found_s=7.0)]) == (ONE, TWO)


@pytest.mark.parametrize(
    ("at", "border", "time_s", "breaks"),
    [
        (0, ONSET, 3.0, False),
        (0, ONSET, 4.5, True),
        (0, BOTTOM, 1.0, True),
        (0, END, 3.0, True),
        (0, END, 9.0, True),
        (1, ONSET, 5.0, True),
        (1, ONSET, 7.0, False),
    ],
)
def test_borders_keep_their_order(at, border, time_s, breaks):
    assert edited.breaks_order([ONE, TWO], at, border, time_s) is breaks


def test_marks_are_set_and_taken_away():
    acts = [Said("mark", "AB", "", time_s=2.0), Said("unmark", "AB", "", time_s=5.0)]
    assert edited.marks([5.0, 7.0], acts) == (2.0, 7.0)


def test_a_blinded_order_tells_nothing_and_stays():
    ids = [f"trial-{number}" for number in range(20)]
    order = blind_order(ids, "CD")
    assert sorted(order) == list(range(20))
    assert order != list(range(20))
    assert order == blind_order(ids, "CD") != blind_order(ids, "EF")
    shuffled = ids[::-1]
    assert [shuffled[at] for at in blind_order(shuffled, "CD")] == [ids[at] for at in order]
