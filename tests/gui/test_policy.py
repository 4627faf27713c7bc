"""When a lost contact is called out: every rule, on the test's own clock."""

from itertools import count

import pytest

from gui.cue.policy import LATEST_S, WIRE_HOLDS_S, Cue, CuePolicy, Happened
from gui.settings import CueSettings
from gui.sound.tone import LINK_LOST, POINT_HZ, Tone, lost, summed_up
from rig.measure.handling import SETTLE_S
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP
from rig.measure.repetition.live import NOBODY, UNKNOWN

HEAD, THORACIC, SACRUM = lost("head"), lost("thoracic"), lost("sacrum")
CLEAN = summed_up({})


class Story:
    """A sequence of events, one second apart by default."""

    def __init__(self, when: str, n: int = 2) -> None:
        self.policy = CuePolicy(CueSettings(when, n))  # type: ignore[arg-type]
        self.policy.begin(POINT_HZ)
        self.now_s, self._samples = 100.0, count(1)

    def off(self, point: str, *, after_s: float = 1.0, late_s: float = 0.0):
        self.sample = next(self._samples)
        return self._hear("contact_off", point, after_s=after_s, late_s=late_s)

    def on(self, point: str, *, after_s: float = 1.0):
        assert self._hear("contact_on", point, after_s=after_s) == ()

    def blink(self, point: str):
        heard = self.off(point)
        self.on(point)
        return heard

    def handled(self, since: int) -> None:
        self.sample = since
        assert self._hear("dowel_handled", "", after_s=0.0) == ()

    def broken(self, point: str) -> None:
        assert self._hear("wire_broken", point, after_s=0.0) == ()

    def phase(self, name: str, repetition: int):
        return self._hear("phase", name, value=repetition)

    def repetition(self, number: int):
        """One, with a loss at its bottom; returns what was heard then."""
        for name in (SETUP, DESCENT, BOTTOM):
            assert self.phase(name, number) == ()
        heard = self.blink("sacrum")
        assert self.phase(ASCENT, number) == self.phase(LOCKOUT, number) == ()
        return heard

    def _hear(self, kind, point, *, value=0.0, after_s=1.0, late_s=0.0):
        self.now_s += after_s
        sample = getattr(self, "sample", 0)
        event = Happened(kind, self.now_s, point, sample, value, self.now_s - late_s)
        return self.policy.hear(event, self.now_s).tones


def test_each_loss_is_called_out_at_once_with_the_pitch_of_its_point() -> None:
    story = Story("each")
    assert [story.blink(point) for point in POINT_HZ] == [HEAD, THORACIC, SACRUM]
    assert story.blink("head") == HEAD
    pitches = [tones[0].pitch_hz for tones in (HEAD, THORACIC, SACRUM)]
    assert pitches == sorted(pitches, reverse=True)
    assert LINK_LOST.pitch_hz > 1.5 * pitches[0]
    assert all(tones[0].times == 1 != LINK_LOST.times for tones in (HEAD, THORACIC, SACRUM))


def test_off_says_nothing() -> None:
    story = Story("off")
    story.policy.begin_set(story.now_s)
    assert story.repetition(1) == story.blink("head") == story.policy.end_set() == ()


def test_nth_calls_out_in_every_nth_repetition_only() -> None:
    story = Story("nth", 3)
    heard = [story.repetition(number) for number in range(1, 8)]
    assert heard == [(), (), SACRUM, (), (), SACRUM, ()]


def test_nth_calls_out_a_loss_in_the_moment_before_its_descent_is_known() -> None:
    story = Story("nth", 2)
    story.repetition(1)
    assert story.off("head") == ()
    onset_s = story.now_s - 0.1
    descent = Happened("phase", onset_s, DESCENT, value=2.0)
    cue = story.policy.hear(descent, story.now_s + 0.1)
    assert cue.tones == HEAD
    assert [loss.point for loss in cue.losses] == ["head"]


def test_nth_does_not_call_out_a_loss_of_the_rest_before() -> None:
    story = Story("nth", 2)
    story.repetition(1)
    assert story.off("head") == ()
    descent = Happened("phase", story.now_s + 0.1, DESCENT, value=2.0)
    assert story.policy.hear(descent, story.now_s + 0.2) == Cue()


def test_nth_says_nothing_where_no_repetition_is_known() -> None:
    story = Story("nth", 2)
    assert story.blink("head") == ()
    story.phase(LOCKOUT, 2)
    for name in (UNKNOWN, NOBODY):
        story.phase(name, 2)
        assert story.blink("head") == ()
    story.phase(LOCKOUT, 0)
    assert story.blink("head") == ()


def test_nth_counts_anew_in_each_set() -> None:
    story = Story("nth", 3)
    for number in (1, 2):
        assert story.repetition(number) == ()
    story.phase(NOBODY, 2)
    assert [story.repetition(number) for number in (3, 4, 5)] == [(), (), SACRUM]
    story.policy.begin_set(story.now_s)
    assert [story.repetition(number) for number in (6, 7, 8)] == [(), (), SACRUM]


def test_after_the_set_a_trial_is_summed_up_when_it_is_over() -> None:
    story = Story("after the set")
    assert story.blink("thoracic") == ()  # before it
    story.policy.begin_set(story.now_s)
    for number in range(1, 9):
        assert story.repetition(number) == ()
    story.blink("head")
    assert story.phase(NOBODY, 8) == (), "the trial is not over"
    summary = story.policy.end_set()
    assert [(tone.pitch_hz, tone.times) for tone in summary] == [
        (POINT_HZ["head"], 1),
        (POINT_HZ["sacrum"], 5),
    ]


def test_a_loss_since_the_trial_began_counts_though_it_was_heard_before_that_was_known() -> None:
    story = Story("after the set")
    story.blink("head")
    began_s = story.now_s
    story.blink("sacrum")
    story.policy.begin_set(began_s)
    assert story.policy.end_set() == summed_up({"sacrum": 1})


def test_without_a_trial_a_set_is_over_when_the_person_steps_off() -> None:
    story = Story("after the set")
    for number in (1, 2):
        story.repetition(number)
    assert story.phase(NOBODY, 2) == summed_up({"sacrum": 2})
    story.phase(SETUP, 3)
    assert story.phase(NOBODY, 2) == (), "nobody moved"
    for name in (SETUP, DESCENT, BOTTOM, ASCENT):
        story.phase(name, 3)
    story.phase(LOCKOUT, 3)
    assert story.phase(NOBODY, 3) == CLEAN


def test_a_set_in_which_nothing_was_lost_rises_and_no_other_does() -> None:
    pitches = [tone.pitch_hz for tone in CLEAN]
    assert pitches == sorted(pitches)
    assert summed_up(dict.fromkeys(POINT_HZ, 1)) == tuple(
        Tone(pitch_hz, 0.1) for pitch_hz in POINT_HZ.values()
    )


def test_a_dowel_that_is_handled_sounds_no_more_until_it_is_back_and_has_settled() -> None:
    story = Story("each")
    assert story.off("head") == HEAD
    first = story.sample
    story.off("thoracic", after_s=0.01)
    story.off("sacrum", after_s=0.01)
    story.handled(first)
    story.on("head")
    assert story.off("head") == (), "being put back"
    story.on("head")
    story.on("thoracic", after_s=0.1)
    assert story.off("thoracic", after_s=SETTLE_S / 2) == ()
    story.on("thoracic", after_s=0.1)
    story.on("sacrum", after_s=0.1)
    assert story.off("sacrum", after_s=SETTLE_S) == SACRUM


def test_what_was_handling_or_a_wire_is_not_summed_up() -> None:
    story = Story("after the set")
    story.policy.begin_set(story.now_s)
    story.blink("thoracic")
    story.off("head")
    first = story.sample
    story.off("sacrum", after_s=0.0)
    story.handled(first)
    story.on("head")
    story.on("sacrum")
    story.off("head")
    story.broken("head")
    assert story.policy.end_set() == summed_up({"thoracic": 1})


def test_a_broken_wire_sounds_no_more_until_it_has_held() -> None:
    story = Story("each")
    assert story.off("head") == HEAD
    story.broken("head")
    for _ in range(3):
        story.on("head")
        assert story.off("head", after_s=WIRE_HOLDS_S / 2) == ()
        story.broken("head")
        assert story.blink("sacrum") == SACRUM, "the others do"
    story.on("head")
    assert story.off("head", after_s=WIRE_HOLDS_S) == HEAD


def test_a_cue_that_comes_too_late_does_not_come_but_counts() -> None:
    story = Story("each")
    assert story.off("head", late_s=LATEST_S * 0.9) == HEAD
    assert story.off("sacrum", late_s=LATEST_S * 1.1) == ()
    story.policy.settings = CueSettings("after the set")
    assert story.policy.end_set() == summed_up({"head": 1, "sacrum": 1})


def test_other_boards_begin_as_they_are() -> None:
    story = Story("each")
    for point in POINT_HZ:
        story.off(point, after_s=0.0)
    story.handled(1)
    story.policy.begin(POINT_HZ)
    assert story.off("thoracic") == THORACIC


@pytest.mark.parametrize("when", ["off", "each", "nth", "after the set"])
def test_what_it_does_not_know_says_nothing(when: str) -> None:
    story = Story(when)
    for kind in ("mark", "ttl_rise", "link_lost", "cue", ""):
        assert story._hear(kind, "head") == ()
    assert story.off("elbow") == ()
