"""Pictures of a trial show its samples, at any position."""

from dataclasses import replace

import numpy as np
import pytest

import rig
from gui.review.overlaying import BALANCE, UNITS, overlay_of
from gui.review.picture import BORDERS, QUANTITIES, Repetition, Wish
from gui.review.reading import RAW_S, TrialPictures, opened_of
from rig.measure import balance
from rig.measure.filters import zero_phase
from rig.trial.browsing import browsed
from tests.gui.review.conftest import MARK_S


@pytest.fixture
def looked(marked):
    with browsed(marked) as trial:
        yield TrialPictures(trial), rig.open_trial(marked), trial


def read_all(pictures):
    while pictures.share_read < 1:
        pictures.read_on()


@pytest.mark.parametrize("now_s", [0.4, 3.3, 9.871, 14.6, 17.9])
def test_a_moment_is_what_the_samples_say(looked, now_s):
    pictures, whole, _ = looked
    picture = pictures.frame(Wish(now_s, 0.0, 10.0)).picture
    plates = whole.plates
    smooth = zero_phase(plates.force_n, cutoff_hz=20.0, sample_rate_hz=1000.0)
    row = np.searchsorted(plates.time_s, now_s, side="right") - 1
    assert picture.balance.load_n == pytest.approx(smooth[row], abs=0.05)
    share = balance.heel_share(smooth[row : row + 1])[0]
    assert picture.balance.heel_share == pytest.approx(share, abs=1e-3)
    for contact in picture.contacts:
        assert contact.on == whole.in_contact(contact.point, np.array([now_s]))[0]
    counts = whole.dowel.counts[np.searchsorted(whole.dowel.time_s, now_s, side="right") - 1]
    shares = counts / whole.dowel.full_scale_counts
    assert [contact.share for contact in picture.contacts] == pytest.approx(shares.tolist())


def test_a_lost_contact_is_seen_when_it_was_lost(looked):
    pictures, whole, _ = looked
    lost_s = next(event.time_s for event in whole.events if event.kind == "contact_off")
    seen = [
        {one.point: one.on for one in pictures.frame(Wish(at_s, 0, 1)).picture.contacts}["head"]
        for at_s in (lost_s - 0.001, lost_s + 0.001)
    ]
    assert seen == [True, False]


def test_charts_are_the_samples_and_from_far_their_extremes(looked):
    pictures, whole, _ = looked
    near = pictures.frame(Wish(0.0, 2.0, 4.0)).picture.strips
    here = (whole.plates.time_s >= 2.0) & (whole.plates.time_s < 4.0)
    assert np.array_equal(near.load_n, whole.plates.force_n[here])
    assert not len(pictures.frame(Wish(0.0, 0.0, RAW_S + 1)).picture.strips.load_time_s)
    read_all(pictures)
    far = pictures.frame(Wish(0.0, 0.0, RAW_S + 1)).picture.strips
    assert len(far.load_time_s) < len(whole.plates.time_s) / 5
    assert far.load_n.max(0).tolist() == whole.plates.force_n.max(0).tolist()
    assert far.load_n.min(0).tolist() == whole.plates.force_n.min(0).tolist()


def test_cursors_say_what_the_very_sample_says(looked):
    pictures, whole, _ = looked
    (values,) = pictures.frame(Wish(0.0, 0.0, 1.0, (6.5,))).values
    row = np.searchsorted(whole.plates.time_s, 6.5, side="right") - 1
    force_n = whole.plates.force_n[row]
    assert values["left_heel"] == pytest.approx(force_n[0])
    assert values["in_all"] == pytest.approx(force_n.sum())
    cop_mm = balance.cop_mm(force_n[None, :], whole.plates.geometry)[0, 1]
    assert values["cop_y"] == pytest.approx(cop_mm)


def test_gaps_are_those_of_the_trial(trials):
    whole = rig.open_trial(trials["gap"])
    with browsed(trials["gap"]) as trial:
        pictures = TrialPictures(trial)
        read_all(pictures)
        assert len(pictures.gaps) == len(whole.gaps) == 2
        for gap in whole.gaps:
            board = whole.plates if gap.board == "plates" else whole.dowel
            row = int(np.searchsorted(board.sample, gap.first_sample))
            assert (board.time_s[row - 1], board.time_s[row]) in pictures.gaps


def test_where_nothing_was_measured_nothing_is_shown(trials):
    with browsed(trials["dowel"]) as trial:
        picture = TrialPictures(trial).frame(Wish(1.0, 0.0, 2.0, (1.0,))).picture
        assert picture.balance is None
        assert len(picture.contacts) == 3
    with browsed(trials["plates"]) as trial:
        picture = TrialPictures(trial).frame(Wish(90.0, 0.0, 2.0)).picture
        assert picture.balance is None
        assert picture.contacts == ()


def test_what_was_recorded_of_marks_and_losses(looked):
    _, whole, trial = looked
    opened = opened_of(0, trial, "P07")
    assert opened.unreal == "SIMULATED"
    (mark_s,) = opened.marks_s
    assert mark_s == pytest.approx(MARK_S, abs=0.3)
    (loss,) = opened.contact_off
    changes = [e.time_s for e in whole.events if e.point == "head" and "contact" in e.kind]
    assert loss == ("head", changes[1], changes[2])


def repetition(found):
    """In the window's form, from the analysis."""
    times = found.times
    borders = times.onset_s, times.bottom_s, times.lockout_s
    return Repetition(times.number, *borders, times.bottom_s, (0, 0, 0), times.drop_m)


def test_height_goes_as_deep_as_the_whole_trial_says(looked):
    _, whole, trial = looked
    found = rig.analyse(whole)
    course = found.found.courses[0]
    repetitions = [repetition(one) for one in found.repetitions]
    overlay = overlay_of(trial, repetitions, quantity="height", aligned="bottom")
    assert [curve.number for curve in overlay.curves] == [1, 2, 3]
    for one, curve in zip(repetitions, overlay.curves, strict=True):
        at_s = np.array(curve.time_s) + one.bottom_s
        wanted_cm = 100 * np.interp(at_s, course.time_s, course.height_m)
        assert np.array(curve.values) == pytest.approx(wanted_cm, abs=0.5)
    deeper = [replace(one, drop_m=one.drop_m + 0.02) for one in repetitions]
    for curve in overlay_of(trial, deeper, quantity="height", aligned="bottom").curves:
        assert np.isnan(curve.values).all()


@pytest.mark.parametrize("aligned", BORDERS)
@pytest.mark.parametrize("quantity", BALANCE)
def test_repetitions_lie_over_each_other_at_their_border(looked, quantity, aligned):
    _, whole, trial = looked
    repetitions = [
        Repetition(n, 2.0 * n, 2.0 * n + 0.75, 2.0 * n + 1.5, 0.0, (0, 0, 0), 0.2)
        for n in range(1, 5)
    ]
    overlay = overlay_of(trial, repetitions, quantity=quantity, aligned=aligned)
    for one, curve in zip(repetitions, overlay.curves, strict=True):
        assert curve.number == one.number
        at_s = np.array(curve.time_s) + one.border_s(aligned)
        assert at_s[0] == pytest.approx(one.onset_s - 0.5, abs=0.002)
        assert at_s[-1] == pytest.approx(one.end_s + 0.5, abs=0.011)
        if quantity == "force":
            total = np.interp(at_s, whole.plates.time_s, whole.plates.force_n.sum(1))
            assert np.array(curve.values) == pytest.approx(total, abs=12)


def test_every_quantity_that_is_offered_has_a_unit():
    assert set(QUANTITIES) == set(UNITS) == {"height", *BALANCE}


def test_of_very_many_the_first_are_laid_over_each_other(looked):
    _, _, trial = looked
    many = [Repetition(n, 1.0, 1.5, 2.0, 1.5, (0, 0, 0), 0.2) for n in range(40, 0, -1)]
    overlay = overlay_of(trial, many, quantity="heel", aligned="onset")
    assert [curve.number for curve in overlay.curves] == list(range(11, 41))
    assert overlay.left_out == 10
