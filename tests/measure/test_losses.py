"""Losses of contact in a whole trial, and what only looks like one."""

from dataclasses import replace

import numpy as np
import pytest

from rig.measure.contact import ContactDetector, nominal_levels
from rig.measure.dowel import LINK_LOST, SHORT, STUCK, WIRE_BROKEN, DowelSamples
from rig.measure.livelosses import LiveDisturbance, LiveDisturbances
from rig.measure.losses import DOWEL_HANDLED, DOWEL_OFF, ContactFindings, contact_findings
from rig.measure.phase import ASCENT, DESCENT, PhaseSpan

HEAD, THORACIC, SACRUM = 0, 1, 2
CONTACT, IDLE = 3900, 184
LEVELS = nominal_levels(4096)
SECONDS = 10.0


class Signal:
    """A dowel in contact for ten seconds, with its converter's noise, and changes to it."""

    def __init__(self, *, idle_noise: float = 1.0) -> None:
        rng = np.random.default_rng(3)
        shape = (round(SECONDS * 1000), 3)
        self._sample = np.arange(5, 5 + shape[0], dtype=np.uint64)
        self._idle = (IDLE + idle_noise * rng.standard_normal(shape)).round().astype(int)
        self.counts = (CONTACT + 3 * rng.standard_normal(shape)).round().astype(int)
        self._kept = np.ones(shape[0], bool)

    def off(self, point: int, start_s: float, end_s: float) -> "Signal":
        rows = slice(round(start_s * 1000), round(end_s * 1000))
        self.counts[rows, point] = self._idle[rows, point]
        return self

    def at(self, point: int, start_s: float, end_s: float, counts: int) -> "Signal":
        self.counts[round(start_s * 1000) : round(end_s * 1000), point] = counts
        return self

    def gap(self, start_s: float, end_s: float) -> "Signal":
        self._kept[round(start_s * 1000) : round(end_s * 1000)] = False
        return self

    @property
    def samples(self) -> DowelSamples:
        kept = self._kept
        time_s = np.arange(len(kept)) / 1000
        return DowelSamples(self._sample[kept], self.counts[kept], time_s[kept])

    def findings(self, *spans: PhaseSpan) -> ContactFindings:
        return contact_findings(self.samples, LEVELS, spans)


def kinds(found: ContactFindings) -> list[str]:
    return [one.kind for one in found.disturbances]


def spans_of(found: ContactFindings) -> list[tuple[str, float, float]]:
    return [(loss.point, round(loss.onset_s, 3), round(loss.end_s, 3)) for loss in found.losses]


def test_a_loss_has_its_point_and_its_times() -> None:
    (loss,) = Signal().off(SACRUM, 2.0, 2.3).findings().losses
    assert loss.point == "sacrum"
    assert loss.onset_s == pytest.approx(2.0, abs=1e-9)
    assert loss.end_s == pytest.approx(2.3, abs=1e-9)
    assert loss.duration_s == pytest.approx(0.3)
    assert loss.onset_seen
    assert loss.end_seen
    assert (loss.phase, loss.repetition, loss.first) == ("", 0, False)


def test_clean_standing_and_a_dowel_that_is_not_there_yet_are_no_loss() -> None:
    assert Signal().findings() == ContactFindings((), (), ())
    nothing_yet = Signal().off(HEAD, 0, 10).off(THORACIC, 0, 10).off(SACRUM, 0, 10)
    found = nothing_yet.findings()
    assert found.losses + found.brief + found.disturbances == ()
    assert found.absent(5.0, 5.1) == ("head", "sacrum", "thoracic")


def test_a_board_that_sent_nothing_has_no_findings() -> None:
    nothing = Signal().gap(0.0, SECONDS).samples
    assert contact_findings(nothing, LEVELS) == ContactFindings((), (), ())


def test_who_is_absent_when() -> None:
    found = Signal().off(HEAD, 0.0, 3.0).off(SACRUM, 2.0, 4.0).findings()
    assert found.absent(0.0, 1.0) == ("head",)
    assert found.absent(1.0, 2.5) == ("head", "sacrum")
    assert found.absent(4.0, 9.0) == ()
    assert [loss.point for loss in found.losses] == ["sacrum"]


def test_the_phase_is_that_of_the_onset_and_the_first_point_to_go_is_said() -> None:
    spans = (PhaseSpan(DESCENT, 1.0, 3.0, 4), PhaseSpan(ASCENT, 3.0, 5.0, 4))
    signal = Signal().off(SACRUM, 2.9, 3.4).off(HEAD, 3.2, 3.5).off(THORACIC, 7.0, 7.2)
    found = signal.findings(*spans).losses
    assert [(loss.point, loss.phase, loss.repetition, loss.first) for loss in found] == [
        ("sacrum", DESCENT, 4, True),
        ("head", ASCENT, 4, False),
        ("thoracic", "", 0, False),
    ]


def test_losses_under_50_ms_are_apart_and_those_under_the_debounce_are_none() -> None:
    signal = Signal().off(HEAD, 1.0, 1.019).off(HEAD, 2.0, 2.049).off(HEAD, 3.0, 3.051)
    found = signal.findings()
    assert [round(loss.onset_s, 3) for loss in found.brief] == [2.0]
    assert [round(loss.onset_s, 3) for loss in found.losses] == [3.0]


def test_a_loss_that_lasts_until_the_end_of_the_trial_says_so() -> None:
    (loss,) = Signal().off(HEAD, 9.0, 10.0).findings().losses
    assert (loss.onset_seen, loss.end_seen) == (True, False)
    assert loss.end_s == pytest.approx(10.0)


# What is no loss


def handled(signal: Signal, start_s: float, *, apart_s: float, back_s: float) -> Signal:
    for point in (HEAD, THORACIC, SACRUM):
        signal.off(point, start_s + point * apart_s / 2, start_s + back_s + 0.03 * point)
    return signal


def test_kinds_are_the_words_of_the_files_and_reports() -> None:
    words = {LINK_LOST, WIRE_BROKEN, SHORT, STUCK, DOWEL_HANDLED, DOWEL_OFF}
    assert words == {"link_lost", "wire_broken", "short", "stuck", "dowel_handled", "dowel_off"}


def test_a_dowel_that_is_lifted_is_no_loss() -> None:
    found = handled(Signal(), 2.0, apart_s=0.030, back_s=0.8).findings()
    assert found.losses + found.brief == ()
    (one,) = found.disturbances
    assert (one.kind, one.points) == (DOWEL_HANDLED, ("head", "thoracic", "sacrum"))
    assert one.start_s == pytest.approx(2.0)
    assert 2.8 < one.end_s < 3.6


def test_points_that_go_further_apart_are_losses() -> None:
    found = handled(Signal(), 2.0, apart_s=0.064, back_s=0.8).findings()
    assert [loss.point for loss in found.losses] == ["head", "thoracic", "sacrum"]
    (nowhere,) = found.disturbances
    assert nowhere.kind == DOWEL_OFF
    assert (nowhere.start_s, nowhere.end_s) == (pytest.approx(2.064), pytest.approx(2.8))


def test_a_point_that_goes_just_before_the_others_is_lifted_with_them() -> None:
    signal = Signal().off(SACRUM, 1.96, 3.0).off(HEAD, 2.0, 3.0).off(THORACIC, 2.01, 3.0)
    assert signal.findings().losses == ()
    assert kinds(signal.findings()) == [DOWEL_HANDLED]


def peeled(signal: Signal, away_s: float) -> Signal:
    """One point after another, the last one 3 s after the first, all off for `away_s`."""
    until_s = 5.0 + away_s
    return signal.off(HEAD, 2.0, until_s).off(THORACIC, 3.4, until_s).off(SACRUM, 5.0, until_s)


def test_a_dowel_that_is_put_away_is_none_however_slowly_it_was_peeled_off() -> None:
    found = peeled(Signal(), 2.5).findings()
    assert found.losses + found.brief == ()
    assert kinds(found) == [DOWEL_HANDLED]
    assert found.disturbances[0].start_s == pytest.approx(2.0)
    soon_back = peeled(Signal(), 1.0).findings()
    assert [loss.point for loss in soon_back.losses] == ["head", "thoracic", "sacrum"]


def test_a_loss_long_before_the_dowel_is_put_away_stays_one() -> None:
    signal = Signal().off(HEAD, 0.5, 9.0).off(THORACIC, 5.4, 9.0).off(SACRUM, 6.0, 9.0)
    found = signal.findings()
    assert spans_of(found) == [("head", 0.5, 5.4)]
    assert kinds(found) == [DOWEL_HANDLED]


def test_a_loss_on_the_way_down_is_why_the_dowel_was_put_away() -> None:
    """The points still touching pressed as before: that point did not leave with the others."""
    down = PhaseSpan(DESCENT, 1.0, 3.0, 1)
    signal = Signal().off(SACRUM, 2.5, 9.0).off(HEAD, 4.0, 9.0).off(THORACIC, 5.0, 9.0)
    found = signal.findings(down)
    assert spans_of(found) == [("sacrum", 2.5, 4.0)]
    assert (found.losses[0].phase, found.losses[0].repetition) == (DESCENT, 1)


def test_a_point_that_came_back_in_between_was_lost_before() -> None:
    signal = Signal().off(HEAD, 2.0, 2.6).off(HEAD, 4.0, 9.0)
    found = signal.off(THORACIC, 4.5, 9.0).off(SACRUM, 5.0, 9.0).findings()
    assert spans_of(found) == [("head", 2.0, 2.6)]
    assert kinds(found) == [DOWEL_HANDLED]


def test_what_slides_while_the_dowel_is_put_back_is_no_loss() -> None:
    signal = handled(Signal(), 2.0, apart_s=0.01, back_s=0.8).off(HEAD, 2.95, 3.1)
    assert signal.findings().losses == ()


def test_a_loss_before_the_dowel_is_lifted_stays_one() -> None:
    signal = Signal().off(SACRUM, 2.0, 3.5).off(HEAD, 2.6, 3.5).off(THORACIC, 2.61, 3.5)
    found = signal.findings()
    assert spans_of(found) == [("sacrum", 2.0, 2.6)]
    assert not found.losses[0].end_seen
    assert kinds(found) == [DOWEL_HANDLED]


def test_a_point_that_stays_off_when_the_dowel_is_back_is_lost_from_then_on() -> None:
    signal = handled(Signal(), 2.0, apart_s=0.01, back_s=0.8).off(HEAD, 2.0, 6.0)
    (loss,) = signal.findings().losses
    assert (loss.point, loss.onset_seen) == ("head", False)
    assert loss.end_s == pytest.approx(6.0)


def test_a_broken_wire_is_no_loss_however_it_flickers() -> None:
    signal = Signal().at(HEAD, 2.0, 2.4, 0).at(HEAD, 2.45, 2.5, 0).at(HEAD, 2.55, 3.0, 3)
    found = signal.findings()
    assert found.losses + found.brief == ()
    (one,) = found.disturbances
    assert (one.kind, one.points) == (WIRE_BROKEN, ("head",))
    assert (one.start_s, one.end_s) == (pytest.approx(2.0), pytest.approx(3.0))


def test_a_wire_that_breaks_in_a_loss_ends_what_is_known_of_it() -> None:
    found = Signal().off(HEAD, 2.0, 4.0).at(HEAD, 2.5, 3.0, 0).findings()
    assert spans_of(found) == [("head", 2.0, 2.5), ("head", 3.0, 4.0)]
    assert [(loss.onset_seen, loss.end_seen) for loss in found.losses] == [
        (True, False),
        (False, True),
    ]


def test_a_short_is_a_fault_and_not_contact_that_came_back() -> None:
    found = Signal().off(HEAD, 2.0, 4.0).at(HEAD, 2.5, 3.0, 4092).findings()
    assert kinds(found) == [SHORT]
    assert [loss.end_seen for loss in found.losses] == [False, True]


def test_two_points_that_go_together_while_the_wire_of_the_third_is_broken() -> None:
    signal = Signal().at(HEAD, 1.0, 9.0, 0).off(THORACIC, 2.0, 3.0).off(SACRUM, 2.01, 3.0)
    found = signal.findings()
    assert found.losses == ()
    assert kinds(found) == [WIRE_BROKEN, DOWEL_HANDLED]


@pytest.mark.parametrize("counts", [CONTACT, 2000, IDLE])
def test_a_stuck_channel_says_nothing(counts: int) -> None:
    found = Signal().off(HEAD, 6.0, 8.0).at(HEAD, 2.0, 4.0, counts).findings()
    assert kinds(found) == [STUCK]
    assert spans_of(found) == [("head", 6.0, 8.0)]


def test_an_open_sensor_that_stands_still_is_not_stuck() -> None:
    """Its divider has no gain: one count for seconds is normal for a quiet converter."""
    found = Signal(idle_noise=0).off(HEAD, 2.0, 8.0).findings()
    assert kinds(found) == []
    assert spans_of(found) == [("head", 2.0, 8.0)]


def test_a_quiet_channel_that_often_stands_still_is_not_stuck() -> None:
    signal = Signal()
    steps = np.repeat([3996, 4000, 4000, 3996, 4004] * 40, 50)
    signal.counts[:, HEAD] = steps
    signal.at(HEAD, 3.0, 3.7, 4000)
    assert kinds(signal.findings()) == []


def test_a_gap_is_no_loss_and_no_loss_goes_across_one() -> None:
    assert Signal().gap(2.0, 3.0).findings().losses == ()
    found = Signal().off(HEAD, 2.0, 5.0).gap(3.0, 4.0).findings()
    assert kinds(found) == [LINK_LOST]
    assert spans_of(found) == [("head", 2.0, 3.0), ("head", 4.0, 5.0)]
    assert [(loss.onset_seen, loss.end_seen) for loss in found.losses] == [
        (True, False),
        (False, True),
    ]


def test_what_is_off_behind_a_gap_was_not_seen_to_go() -> None:
    (loss,) = Signal().off(HEAD, 2.5, 4.0).gap(2.0, 3.0).findings().losses
    assert not loss.onset_seen
    assert loss.onset_s == pytest.approx(3.0)


def test_points_that_are_off_behind_a_gap_do_not_say_that_they_went_together() -> None:
    signal = Signal().gap(2.0, 3.0)
    for point in (HEAD, THORACIC, SACRUM):
        signal.off(point, 2.5, 4.0)
    assert DOWEL_HANDLED not in kinds(signal.findings())


def test_a_lost_frame_changes_nothing() -> None:
    found = Signal().off(HEAD, 2.0, 5.0).gap(3.0, 3.02).findings()
    assert spans_of(found) == [("head", 2.0, 5.0)]
    assert kinds(found) == []


def test_a_board_of_another_full_scale() -> None:
    samples = Signal().off(HEAD, 2.0, 3.0).at(SACRUM, 5.0, 6.0, 8).samples
    larger = replace(samples, counts=samples.counts * 2, full_scale_counts=8192)
    found = contact_findings(larger, nominal_levels(8192))
    assert [loss.point for loss in found.losses] == ["head"]
    assert kinds(found) == [WIRE_BROKEN]


# Live


def told_live(signal: Signal, block: int) -> list[tuple[int, LiveDisturbance]]:
    """With the samples at which it was known."""
    dowel = signal.samples
    detector, live = ContactDetector(LEVELS), LiveDisturbances(4096)
    told = []
    for first in range(0, len(dowel.sample), block):
        sample, counts = dowel.sample[first : first + block], dowel.counts[first : first + block]
        for one in live.follow(detector.detect(sample, counts), counts):
            told.append((int(sample[one.decided_row]), one))
    return told


@pytest.mark.parametrize("block", [1, 7, 10_000])
def test_live_a_handled_dowel_and_a_broken_wire_are_told_as_soon_as_they_are_known(
    block: int,
) -> None:
    signal = handled(Signal(), 2.0, apart_s=0.02, back_s=0.8).at(SACRUM, 5.0, 6.0, 0)
    (when, lifted), (then, broken) = told_live(signal, block)
    assert (lifted.kind, lifted.point, lifted.sample) == (DOWEL_HANDLED, None, 2005)
    assert when == 2005 + 20 + 20  # the last point's loss, and its debounce
    assert (broken.kind, broken.point, broken.sample) == (WIRE_BROKEN, SACRUM, 5005)
    assert then == 5005 + 20


def test_live_losses_are_let_be() -> None:
    signal = Signal().off(HEAD, 2.0, 4.0).off(SACRUM, 2.1, 4.0).off(THORACIC, 2.2, 4.0)
    assert told_live(signal.off(HEAD, 6.0, 7.0), 100) == []


def test_live_two_points_that_go_together_after_the_third_wire_broke() -> None:
    signal = Signal().at(HEAD, 1.0, 9.0, 0).off(THORACIC, 2.0, 3.0).off(SACRUM, 2.01, 3.0)
    assert [one.kind for _, one in told_live(signal, 100)] == [WIRE_BROKEN, DOWEL_HANDLED]
