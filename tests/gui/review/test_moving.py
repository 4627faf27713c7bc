"""Position in a trial, what is shown of it, and jumps; time is stepped."""

import math
from dataclasses import replace

import numpy as np
import pytest

from gui.language import text
from gui.review import edited
from gui.review.blinding import blind_order
from gui.review.choosing import OverlayChoice
from gui.review.editing import expect_sense, with_edits
from gui.review.envelope import BLOCK_ROWS, Envelope
from gui.review.moments import jump
from gui.review.picture import BORDERS, END, ONSET, QUANTITIES, Findings, Repetition, Said
from gui.review.playing import SPEEDS, Playback
from gui.review.viewing import SPANS_S, ViewSpan
from gui.review.way import Way
from rig.errors import UsageError
from rig.trial.reviews import Added, Moved, Removed

ONE = Repetition(1, 2.0, 4.0, 6.0, found_s=4.0, tempo_s=(1.5, 0.5, 2.0), drop_m=0.2)
STOOD_S = ((1.0, 13.0),)
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


def test_charts_go_with_the_moment_and_cursors_stay():
    way = Way(0.0, 100.0)
    way.put_cursor("B")
    way.seek(20.0)
    way.put_cursor("A")
    assert way.wish == (20.0, 19.0, 29.0, (20.0, 0.0))
    way.playback.toggle()
    way.step(9.5)
    assert way.wish == (29.5, pytest.approx(28.5), pytest.approx(38.5), (20.0, 0.0))


@pytest.mark.parametrize(
    ("turn", "name", "among"),
    [
        (OverlayChoice.with_next_quantity, "quantity", QUANTITIES),
        (OverlayChoice.with_next_border, "aligned", BORDERS),
    ],
)
def test_after_the_last_choice_comes_the_first(turn, name, among):
    choice, seen = OverlayChoice(), []
    for _ in among:
        seen.append(getattr(choice, name))
        choice = turn(choice)
    assert tuple(seen) == among
    assert choice == OverlayChoice()


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


def border(name, time_s, found_s=4.1):
    act = {"act_id": "x", "author": "AB", "utc": "2026-03-14T15:00:00Z"}
    return Moved(**act, found_s=found_s, border=name, time_s=time_s)


def test_borders_stand_where_they_were_set_before_the_analysis_knows_of_it():
    found = Findings((ONE, TWO), stood_s=STOOD_S)
    one, two = with_edits(found, [border(ONSET, 2.5), border(END, 6.5)]).repetitions
    assert (one.borders_s, one.moved, one.set_by) == ((2.5, 4.0, 6.5), True, "AB, 2026-03-14")
    assert math.isnan(one.drop_m)
    assert two == TWO
    known = replace(ONE, onset_s=2.5, end_s=6.5, drop_m=0.18, moved=True)
    anew = with_edits(replace(found, by_hand=(known,)), [border(ONSET, 2.5), border(END, 6.5)])
    assert anew.repetitions == (replace(known, set_by="AB, 2026-03-14"), TWO)


def test_one_that_is_none_changes_the_numbers_of_those_behind_it_and_of_their_ratings():
    gone = Removed(act_id="x", author="AB", utc="2026-03-14T15:00:00Z", found_s=4.0)
    (two,) = with_edits(Findings((ONE, TWO)), [gone]).repetitions
    assert two == replace(TWO, number=1)
    said = [
        Said("rating", "AB", "", repetition=number, found_s=found_s, value=4)
        for number, found_s in ((1, 4.0), (2, 10.0))
    ]
    said.append(Said("rating", "AB", "", value=2))  # of the whole trial
    assert [(one.repetition, one.value) for one in edited.ratings(said, [two])] == [(1, 4), (0, 2)]


@pytest.mark.parametrize(
    ("act", "why"),
    [
        ({"what": "border", "found_s": 4.0, "border": ONSET, "time_s": 4.5}, "border_order"),
        ({"what": "repetition", "onset_s": 5.0, "bottom_s": 5.5, "end_s": 7.0}, "no_room"),
        ({"what": "no_repetition", "found_s": 7.0}, "no_repetition_here"),
        ({"what": "repetition", "onset_s": 12.5, "bottom_s": 14.0, "end_s": 15.0}, "nobody_stood"),
        ({"what": "border", "found_s": 10.0, "border": END, "time_s": 1e6}, "nobody_stood"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_with_what_to_do(act, why):
    found = Findings((ONE, TWO), stood_s=STOOD_S)
    with pytest.raises(UsageError) as refused:
        expect_sense(found, [], act)
    assert str(refused.value) == text(f"review.{why}")
    expect_sense(found, [], {"what": "mark", "time_s": 4.5})
    expect_sense(found, [border(END, 4.9)], {**act, "what": "mark", "time_s": 1.0})


def test_one_where_nobody_stood_is_not_shown_for_it_is_not_measured():
    """As in an analysis, where it has no number."""
    before = Added(act_id="x", author="AB", utc="2026-03-14", onset_s=0.1, bottom_s=0.5, end_s=0.9)
    found = Findings((ONE, TWO), stood_s=STOOD_S)
    assert with_edits(found, [before]).repetitions == (ONE, TWO)


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
