"""A session from step to step, with a given time."""

from dataclasses import replace

import pytest

from gui.flow.acts import act
from gui.flow.facts import Drill, Facts, Kept, Outcome
from gui.flow.flow import Ask, Flow
from gui.flow.gate import COUNTDOWN_S, STEADY_S
from gui.flow.memory import Memory
from gui.flow.pages import picture_of
from gui.flow.step import Light, Mark, Step
from gui.picture import Readiness
from gui.sure import SURE_S
from gui.tasks import (
    DiscardTrial,
    KeepConsent,
    LookUpPerson,
    Remember,
    WorkOut,
    WriteReport,
)
from rig.stream.api import Quantity, Record, Release, Take
from rig.stream.triggers import Trigger

BOTH = frozenset({"plates", "dowel"})
HINGE = Drill("dowel-hinge", "Dowel hinge", cues=("Hips back.", "As one unit."), rest_s=60, sets=2)
DRILLS = {
    "dowel-hinge": HINGE,
    "plates-only": replace(HINGE, name="plates-only", sensors=frozenset({"plates"})),
    "asks": replace(HINGE, name="asks", asks=("pain", "stop_reason")),
    "bridge": Drill("bridge", "Bridge", unscorable="nobody stands on the plates"),
}
ON = {"head": True, "thoracic": True, "sacrum": True}
SERIALS = {"plates": "4C6F1A20", "dowel": "D0"}
EMPTY = Facts(
    100.0, roles=BOTH, serials=SERIALS, connection=1, load_n=(0.0, 0.0, 0.0, 0.0), in_contact={}
)
STANDING = replace(EMPTY, load_n=(180.0, 120.0, 180.0, 120.0), in_contact=ON)
KNOWN = Kept(consent_version="1", touched_on=frozenset({"D0"}), weighed_on=frozenset({"4C6F1A20"}))
RECORD = Record("P07", "dowel-hinge", stop=Trigger.KEY, repetitions=5)
OUTCOME = Outcome("t.h5", "whole", (), 5, 1, ("measured: contact was lost",))


class Coach:
    """Acts on a flow as a coach and a rig do."""

    def __init__(self) -> None:
        self.flow = Flow(DRILLS)
        self.facts = EMPTY

    def does(self, *acts: str) -> list[Ask]:
        for said in acts:
            act(self.flow, *said.split(":"))
        return self.asked()

    def sees(self, facts: Facts, *, for_s: float = 0.0) -> list[Ask]:
        """Looks immediately, and every 0.1 s for a while."""
        for _ in range(round(for_s / 0.1) + 1):
            self.facts = replace(facts, now_s=self.facts.now_s + 0.1)
            self.flow.look(self.facts)
        return self.asked()

    def asked(self) -> list[Ask]:
        asks = list(self.flow.asks)
        self.flow.asks.clear()
        return asks

    def meets(self, name: str, kept: Kept = KNOWN) -> None:
        assert self.does(f"person:{name}") == [LookUpPerson(name)]
        self.flow.learn(kept)

    def is_ready(self, kept: Kept = KNOWN, drill: str = "dowel-hinge") -> None:
        self.sees(EMPTY)
        self.meets("P07", kept)
        self.does(f"drill:{drill}", "skip")
        self.captures(Quantity.ZERO)
        assert self.flow.at is Step.READY

    def captures(self, quantity: Quantity) -> None:
        """Presses, and the engine captures it."""
        (take,) = self.does("take")
        assert take.quantity is quantity
        self.flow.answered(take)

    def records(self) -> Ask:
        (ask,) = self.sees(STANDING, for_s=STEADY_S + COUNTDOWN_S + 0.3)
        self.flow.answered(RECORD)
        self.sees(replace(STANDING, recording=True, begun=True))
        return ask

    def saves(self) -> None:
        self.sees(STANDING)
        self.flow.saved(replace(OUTCOME, repetitions=None))
        self.flow.saved(OUTCOME)


@pytest.fixture
def coach() -> Coach:
    return Coach()


def test_a_known_person_records_after_four_actions(coach: Coach) -> None:
    coach.sees(EMPTY)
    coach.meets("P07")
    assert coach.flow.at is Step.PROTOCOL
    coach.does("drill:dowel-hinge")
    assert coach.flow.at is Step.BOARDS
    coach.does("skip")
    assert coach.does("take") == [Take(Quantity.ZERO, "P07")]
    assert coach.does("take") == []  # it is armed
    coach.flow.answered(Take(Quantity.ZERO, "P07"))
    assert coach.flow.at is Step.READY
    assert coach.records() == RECORD
    assert coach.flow.at is Step.RECORD


def test_who_is_new_is_weighed_and_touched(coach: Coach) -> None:
    coach.flow.assessor = "AB"
    coach.sees(EMPTY)
    coach.does("person:P08")
    coach.flow.learn(Kept())
    assert "No consent of P08" in picture_of(coach.flow).page.sentence
    assert coach.does("consent:1") == [KeepConsent("P08", "AB", "1")]
    coach.flow.learn(Kept(consent_version="1"))
    coach.does("drill:dowel-hinge", "skip")
    coach.captures(Quantity.ZERO)
    for step, quantity in (
        (Step.WEIGH, Quantity.WEIGHT),
        (Step.TOUCH, Quantity.UNTOUCHED),
        (Step.TOUCH, Quantity.TOUCHED),
    ):
        assert coach.flow.at is step
        assert coach.flow.preparing is quantity
        assert coach.does("take") == [Take(quantity, "P08", "AB")]
        waits = Readiness(quantity.value, armed=True, waits="not still")
        assert not coach.sees(replace(EMPTY, readiness=waits), for_s=1.0)
        assert picture_of(coach.flow).page.why == "not still"
        coach.flow.answered(Take(quantity, "P08", "AB"))
    assert coach.flow.at is Step.READY


def test_nothing_is_taken_that_was_not_asked_for(coach: Coach) -> None:
    coach.sees(EMPTY)
    coach.meets("P07")
    coach.does("drill:dowel-hinge", "skip")
    ready = Readiness("zero", armed=False, waits="")
    assert not coach.sees(replace(EMPTY, readiness=ready), for_s=5.0)
    assert picture_of(coach.flow).page.light is Light.GOOD


def test_a_refusal_is_said_and_the_step_stays(coach: Coach) -> None:
    coach.sees(EMPTY)
    coach.meets("P07")
    (take,) = coach.does("drill:dowel-hinge", "skip", "take")
    coach.flow.answered(take, "no space left")
    picture = picture_of(coach.flow)
    assert picture.at is Step.ZERO
    assert (picture.notice, picture.loud) == ("no space left", True)
    assert coach.does("take") == [take]


def test_a_step_that_is_left_releases_what_it_would_take(coach: Coach) -> None:
    coach.sees(EMPTY)
    coach.meets("P07")
    (take,) = coach.does("drill:dowel-hinge", "skip", "take")
    assert coach.does("skip") == [Release()]
    coach.flow.answered(take, "not taken")  # its reply comes later, and is about nothing shown
    assert picture_of(coach.flow).notice == ""
    assert coach.flow.at is Step.READY


def test_the_sensor_check_names_who_answered_instead(coach: Coach) -> None:
    coach.sees(EMPTY)
    coach.meets("P07")
    coach.does("drill:dowel-hinge")
    coach.sees(EMPTY)
    coach.sees(replace(EMPTY, load_n=(0.0, 90.0, 0.0, 0.0)))
    page = picture_of(coach.flow).page
    assert page.light is Light.WRONG
    assert "left toe answered instead of the left heel" in page.why
    for pressed in range(4):
        coach.sees(EMPTY)
        load_n = [2.0] * 4
        load_n[pressed] = 90.0
        coach.sees(replace(EMPTY, load_n=tuple(load_n)))
    for point in ON:
        coach.sees(EMPTY)
        coach.sees(replace(EMPTY, in_contact={point: True}))
    assert coach.flow.at is Step.ZERO
    assert picture_of(coach.flow).marks[Step.BOARDS] is Mark.DONE


def test_boards_that_were_checked_are_not_checked_again(coach: Coach) -> None:
    coach.is_ready()
    coach.does("next_person")
    coach.meets("P09")
    assert coach.flow.at is Step.ZERO  # protocol and boards stay


def test_on_another_dowel_contact_is_taken_anew(coach: Coach) -> None:
    coach.is_ready()
    other = replace(EMPTY, connection=2, serials=SERIALS | {"dowel": "D1"})
    assert coach.sees(other) == [LookUpPerson("P07")]
    coach.flow.learn(KNOWN)
    assert coach.flow.at is Step.BOARDS
    coach.does("skip")
    assert coach.flow.at is Step.TOUCH
    coach.sees(replace(EMPTY, connection=3))
    coach.flow.learn(KNOWN)  # the first one again
    coach.does("go:boards", "skip")
    assert coach.flow.at is Step.READY


def test_other_plates_take_a_zero_and_a_weight_of_their_own(coach: Coach) -> None:
    coach.is_ready()
    coach.sees(replace(EMPTY, connection=2, serials=SERIALS | {"plates": "4C6F1A21"}))
    coach.flow.learn(KNOWN)
    coach.does("skip")
    assert coach.flow.at is Step.ZERO
    coach.captures(Quantity.ZERO)
    assert coach.flow.at is Step.WEIGH


def test_a_cable_that_was_out_takes_nothing_anew_but_the_check(coach: Coach) -> None:
    coach.is_ready()
    assert (
        coach.sees(replace(EMPTY, roles=frozenset({"plates"}), serials={"plates": "4C6F1A20"}))
        == []
    )
    assert coach.sees(replace(EMPTY, connection=2)) == []
    coach.does("skip")
    assert coach.flow.at is Step.READY


def test_boards_that_come_after_the_person_are_asked_for_too(coach: Coach) -> None:
    coach.sees(replace(EMPTY, roles=frozenset(), serials={}, connection=0))
    coach.meets("P07")
    assert not coach.flow.path.done & {Step.WEIGH, Step.TOUCH}
    assert coach.sees(EMPTY) == [LookUpPerson("P07")]
    coach.flow.learn(KNOWN)
    assert coach.flow.path.done >= {Step.WEIGH, Step.TOUCH}


def test_while_another_person_is_looked_for_nothing_is_asked_of_the_last(coach: Coach) -> None:
    coach.is_ready()
    coach.does("next_person", "other")
    assert coach.sees(replace(EMPTY, connection=2, serials={"plates": "4C6F1A21"})) == []
    assert coach.flow.at is Step.PARTICIPANT


def test_a_drill_without_the_dowel_needs_no_touch(coach: Coach) -> None:
    coach.is_ready(replace(KNOWN, touched_on=frozenset()), "plates-only")
    assert picture_of(coach.flow).marks[Step.TOUCH] is Mark.UNUSED
    assert coach.records().protocol == "plates-only"


def test_a_drill_that_cannot_be_scored_is_refused_with_the_reason(coach: Coach) -> None:
    coach.sees(EMPTY)
    coach.meets("P07")
    coach.does("drill:bridge")
    picture = picture_of(coach.flow)
    assert picture.at is Step.PROTOCOL
    assert "nobody stands on the plates" in picture.notice


@pytest.mark.parametrize(
    ("amiss", "words"),
    [
        (replace(STANDING, roles=frozenset({"plates"})), "dowel"),
        (replace(STANDING, load_n=(5.0, 5.0, 5.0, 5.0)), "Both feet"),
        (replace(STANDING, in_contact=ON | {"sacrum": False}), "sacrum"),
    ],
)
def test_whatever_is_amiss_in_the_countdown_begins_it_anew(
    coach: Coach, amiss: Facts, words: str
) -> None:
    coach.is_ready()
    assert not coach.sees(STANDING, for_s=STEADY_S + COUNTDOWN_S - 0.5)
    assert not coach.sees(amiss)
    assert words in picture_of(coach.flow).page.why
    assert not coach.sees(STANDING, for_s=STEADY_S + COUNTDOWN_S - 0.5)
    assert coach.sees(STANDING, for_s=1.0)[0] == RECORD


def test_a_recording_that_is_refused_is_not_asked_for_again(coach: Coach) -> None:
    coach.is_ready()
    coach.sees(STANDING, for_s=5.0)
    coach.flow.answered(RECORD, "the disk is full")
    assert not coach.sees(STANDING, for_s=20.0)
    assert picture_of(coach.flow).notice == "the disk is full"
    assert coach.does("start")[0] == RECORD


def test_the_next_set_waits_for_the_rest_to_be_over(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.saves()
    coach.does("next_set")
    assert picture_of(coach.flow).page.headline == "Rest: 60 s"
    assert not coach.sees(STANDING, for_s=55.0)
    assert coach.sees(STANDING, for_s=15.0)[0] == RECORD
    coach.flow.answered(RECORD)
    coach.sees(replace(STANDING, recording=True, begun=True, repetitions=3))
    page = picture_of(coach.flow).page
    assert page.headline == "3 of 5"
    assert "Set 2 of 2" in page.sentence


def test_a_page_of_the_result_is_asked_for(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.saves()
    assert "report" in [choice.name for choice in picture_of(coach.flow).page.choices]
    assert coach.does("report") == [WriteReport("t.h5")]
    coach.flow.answered(WriteReport("t.h5"))
    assert "beside the trial" in picture_of(coach.flow).notice


def test_a_discard_is_asked_for_twice(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.saves()
    assert not coach.does("discard")
    assert coach.does("mark")  # something else in between: it restarts
    assert not coach.does("discard")
    coach.sees(STANDING, for_s=SURE_S + 1.0)
    assert not coach.does("discard")
    assert coach.does("discard") == [DiscardTrial("t.h5")]
    assert coach.flow.at is Step.READY


def test_the_result_is_told_in_words(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.saves()
    picture = picture_of(coach.flow)
    assert picture.page.headline == "Whole"
    assert picture.page.light is Light.GOOD
    assert "Repetitions: 5. Losses of contact: 1" in picture.page.sentence
    assert picture.details == ("measured: contact was lost",)


def test_nothing_is_recorded_of_who_withdrew(coach: Coach) -> None:
    coach.is_ready()
    coach.does("go:participant")
    assert not coach.does("withdraw")
    assert coach.does("withdraw") == [KeepConsent("P07", "", withdrawn=True)]
    coach.flow.learn(Kept(withdrawn_on="2026-11-20"))
    assert "withdrew" in picture_of(coach.flow).page.why
    coach.does("go:ready")
    assert not coach.sees(STANDING, for_s=20.0)
    assert not coach.does("start")
    assert "withdrew" in picture_of(coach.flow).page.why


def test_changing_among_todays_people_takes_two_actions(coach: Coach) -> None:
    coach.is_ready()
    coach.does("go:participant")
    coach.meets("P08")
    coach.does("go:participant")
    assert [one.value for one in picture_of(coach.flow).page.choices][:2] == ["P08", "P07"]
    coach.meets("P07")
    assert coach.flow.at is Step.READY


def test_any_step_can_be_left_and_taken_up_again_but_a_recording(coach: Coach) -> None:
    coach.is_ready()
    for step in Step:
        coach.does(f"go:{step.value}")
        assert coach.flow.at is step
        if step is Step.RECORD:
            coach.flow.path.at = Step.READY
    coach.does("go:ready")
    coach.records()
    coach.does("go:participant")
    assert coach.flow.at is Step.RECORD


def test_a_session_that_was_left_can_be_gone_on_with(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.saves()
    coach.does("next_set")
    memory = coach.flow.memory("2026-03-14")
    later = Coach()
    later.flow.recall(memory)
    first = picture_of(later.flow).page.choices[0]
    assert "P07, Dowel hinge, set 2" in first.words
    assert later.does("go_on") == [LookUpPerson("P07")]
    later.flow.learn(KNOWN)
    assert later.flow.at is Step.BOARDS
    assert later.flow.set_number == 2


def test_a_memory_of_a_drill_that_is_gone_offers_only_the_people(coach: Coach) -> None:
    coach.flow.recall(Memory("2026-03-14", "P07", "gone", 2, ("P07", "P08")))
    assert [one.value for one in picture_of(coach.flow).page.choices] == ["P07", "P08"]


def test_what_was_refused_stays_on_the_screen_until_the_next_action(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.saves()
    coach.does("discard", "discard")
    remember = Remember(Memory("2026-01-01", "", "", 1, ()))
    for task in (DiscardTrial(OUTCOME.path), remember, LookUpPerson("P07")):
        coach.flow.answered(task)
    assert "discarded" in picture_of(coach.flow).notice
    coach.flow.answered(RECORD, "the disk is full")
    coach.flow.answered(remember)
    assert picture_of(coach.flow).notice == "the disk is full"
    coach.does("start")
    assert not picture_of(coach.flow).notice


def test_what_is_found_late_of_the_last_set_does_not_end_this_one(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.sees(STANDING)
    coach.flow.saved(replace(OUTCOME, repetitions=None))
    coach.does("next_set", "start")
    coach.flow.answered(RECORD)
    coach.sees(replace(STANDING, recording=True, begun=True))
    coach.flow.saved(OUTCOME)
    assert coach.flow.at is Step.RECORD
    assert coach.flow.outcome is None


def test_boards_that_were_connected_anew_are_checked_anew(coach: Coach) -> None:
    coach.is_ready()
    coach.sees(replace(STANDING, roles=frozenset()))
    assert coach.flow.at is Step.READY
    coach.sees(replace(STANDING, connection=2))
    assert coach.flow.at is Step.BOARDS
    assert picture_of(coach.flow).page.headline == "Press the plate: left heel"


def test_an_engine_that_dies_in_a_set_leaves_a_way_on(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.sees(replace(EMPTY, roles=frozenset(), connection=0))
    assert coach.flow.at is Step.RESULT
    assert "next_person" in [one.name for one in picture_of(coach.flow).page.choices]


def questions(coach: Coach, repetitions: int) -> list[str]:
    """The questions after a set of so many, each answered with the second possible answer."""
    coach.is_ready(drill="asks")
    coach.flow.answered(RECORD)
    coach.sees(replace(STANDING, recording=True, begun=True))
    coach.flow.saved(replace(OUTCOME, repetitions=None))
    asked = []
    while coach.flow.asked_now:
        shown = picture_of(coach.flow).page
        answer = shown.choices[1]
        assert (answer.name, shown.choices[-1].name) == ("answer", "skip")
        (note,) = coach.does(f"answer:{answer.value}")
        assert note.path == OUTCOME.path
        asked.append(f"{note.about} {note.text}")
        coach.flow.saved(replace(OUTCOME, repetitions=repetitions))
    assert picture_of(coach.flow).page.choices[0].name == "next_set"
    return asked


def test_a_protocol_has_the_person_asked_after_a_set(coach: Coach) -> None:
    assert questions(coach, HINGE.repetitions) == ["pain 1"]


def test_a_set_that_ended_early_is_asked_why(coach: Coach) -> None:
    assert questions(coach, HINGE.repetitions - 1) == ["pain 1", "stop_reason tired"]


def test_a_question_may_be_let_be(coach: Coach) -> None:
    coach.is_ready(drill="asks")
    coach.records()
    coach.saves()
    assert coach.flow.asked_now == "pain"
    assert coach.does("answer:11", "skip", "answer:3") == []
    assert coach.flow.asked_now == ""
    coach.does("go:ready", "go:result")
    assert coach.flow.asked_now == ""


def test_the_zero_after_is_offered_and_shown_in_the_result(coach: Coach) -> None:
    coach.is_ready()
    coach.records()
    coach.saves()
    coach.flow.saved(replace(OUTCOME, zero_pending=True))
    (zero,) = (one for one in picture_of(coach.flow).page.choices if one.name == "go")
    coach.does(f"go:{zero.value}")
    coach.captures(Quantity.ZERO)
    assert coach.asked() == [WorkOut(OUTCOME.path)]
    coach.flow.saved(OUTCOME)
    coach.does("go:result")
    assert all(one.name != "go" for one in picture_of(coach.flow).page.choices)
