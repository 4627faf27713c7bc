"""Statements: their text, their evidence, and when there is none."""

from dataclasses import replace

import pytest

from rig.measure.dowel import WIRE_BROKEN, Disturbance
from rig.measure.feet import LiftedFoot
from rig.measure.losses import Absence, ContactFindings, Loss
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, SETUP
from rig.measure.technique.figures import (
    FIGURES,
    Baseline,
    RepetitionFigures,
    Spread,
    baseline_of,
)
from rig.measure.technique.observed import Observed
from rig.measure.technique.rules import RULES, statements
from rig.measure.technique.statement import (
    CANNOT_TELL,
    COMPARED,
    MEASURED,
    PATTERN,
    Evidence,
    Statement,
)
from tests.words import forbidden_in

VALUES = {
    "standing_sd_percent": 0.1,
    "descent_s": 2.0,
    "hold_s": 1.0,
    "ascent_s": 2.0,
    "drop_cm": 17.0,
    "ascent_peak_percent": 106.0,
    "ascent_impulse_ns": 22.0,
    "heel_standing_percent": 52.0,
    "heel_bottom_percent": 66.0,
    "left_percent": 48.0,
    "right_percent": 52.0,
    "cop_shift_early_mm": 4.0,
    "cop_shift_bottom_mm": -12.0,
}


def repetition(number: int, **changed: float) -> RepetitionFigures:
    """One every 7 s from 10 s on, each 5 s long."""
    onset_s = 3 + 7.0 * number
    return RepetitionFigures(number, onset_s, onset_s + 5, VALUES | changed)


REPS = [repetition(1), repetition(2), repetition(3)]
NO_LOSS = ContactFindings((), (), ())
WELL = Observed(REPS, NO_LOSS)


def loss(point: str, onset_s: float, seconds: float, number: int, phase: str) -> Loss:
    return Loss(point, onset_s, onset_s + seconds, phase, number, first=True)


def said_by(rule: str, observed: Observed, **also: object) -> list[Statement]:
    return [one for one in statements(observed, **also) if one.rule == rule]  # type: ignore[arg-type]


def texts(rule: str, observed: Observed) -> list[str]:
    return [one.text for one in said_by(rule, observed)]


def test_a_clean_set_says_what_was_measured_and_no_more() -> None:
    found = statements(WELL)
    assert [one.rule for one in found] == [
        "contacts_kept",
        "tempo",
        "drop",
        "effort",
        "heel_share",
        "symmetry",
        "hinge_or_squat",
    ]
    assert {one.level for one in found} == {MEASURED, CANNOT_TELL}
    assert all(one.evidence for one in found if one.level != CANNOT_TELL)
    assert [one.text for one in found] == [
        "All three contacts kept in 3 of 3 repetitions.",
        "Descent 2.0 s, hold 1.0 s, ascent 2.0 s; mean of 3 repetitions.",
        "Drop of the centre of mass 17 cm; mean of 3 repetitions.",
        "Push-up peak 106 % of weight, push-up impulse 22 N s; mean of 3 repetitions.",
        "Heel share standing 52 %, heel share at the bottom 66 %; mean of 3 repetitions.",
        "Load on the left foot 48.0 %, load on the right foot 52.0 %: (R - L) / (R + L) = +4.0 %; "
        "mean of 3 repetitions.",
        "Plates alone cannot tell a hinge from a squat.",
    ]


def test_evidence_names_the_figure_its_repetition_and_phase() -> None:
    (drop,) = said_by("drop", WELL)
    assert drop.evidence[1] == Evidence("drop_cm", 17.0, "cm", 2, BOTTOM)


def test_without_plates_or_dowel_nothing_is_said_about_them() -> None:
    assert statements(Observed([], NO_LOSS, plates=False)) == []
    assert texts("contacts_kept", Observed(REPS, None)) == []


# Contacts


def test_a_loss_is_said_with_its_phase_length_and_cue() -> None:
    found = ContactFindings((loss("thoracic", 18.0, 0.24, 2, DESCENT),), (), ())
    (one,) = said_by("contact_lost", replace(WELL, contacts=found))
    assert one.text == (
        "Thoracic contact lost in the descent of repetition 2 for 0.24 s; it went first."
    )
    assert one.cue == "Keep the stick on the upper back."
    assert one.evidence == (
        Evidence("thoracic_contact_lost", pytest.approx(0.24), "s", 2, DESCENT),
    )


def test_a_loss_of_which_an_end_was_not_seen_lasted_at_least_so_long() -> None:
    cut = replace(loss("head", 20.0, 0.3, 2, BOTTOM), end_seen=False, first=False)
    found = replace(WELL, contacts=ContactFindings((cut,), (), ()))
    assert texts("contact_lost", found) == [
        "Head contact lost at the bottom of repetition 2 for at least 0.30 s."
    ]


def test_losses_outside_of_a_repetition_are_not_technique() -> None:
    outside = Loss("head", 1.0, 2.0)
    before = loss("head", 9.0, 0.2, 1, SETUP)
    found = replace(WELL, contacts=ContactFindings((outside, before), (outside,), ()))
    assert texts("contact_lost", found) == []
    assert texts("brief_losses", found) == []


def test_brief_losses_are_apart() -> None:
    short = [loss(point, 18.0, 0.03, 2, ASCENT) for point in ("head", "sacrum", "head")]
    found = replace(WELL, contacts=ContactFindings((), tuple(short), ()))
    assert texts("contact_lost", found) == []
    assert texts("brief_losses", found) == [
        "Contacts lost for less than 50 ms, reported apart: head 2, sacrum 1."
    ]


def test_a_repetition_that_began_without_a_contact_says_so() -> None:
    found = ContactFindings((), (), (), (Absence("head", 0.0, 12.0),))
    (one,) = said_by("not_ready", replace(WELL, contacts=found))
    assert one.text == "Repetition 1 began without all three contacts: not head."
    assert "all three touch" in one.cue
    assert texts("contacts_kept", replace(WELL, contacts=found)) == [
        "All three contacts kept in 2 of 3 repetitions."
    ]


def test_a_broken_wire_is_no_missing_contact() -> None:
    broken = Disturbance(WIRE_BROKEN, ("head",), 0.0, 12.0)
    absences = (Absence("head", 0.0, 12.0),)
    found = replace(WELL, contacts=ContactFindings((), (), (broken,), absences))
    assert texts("not_ready", found) == []
    both = replace(found.contacts, absences=(*absences, Absence("sacrum", 0.0, 12.0)))
    (one,) = said_by("not_ready", replace(found, contacts=both))
    assert one.text == "Repetition 1 began without all three contacts: not sacrum."
    assert one.evidence[0].value == 1


def test_what_was_disturbed_is_not_judged() -> None:
    broken = Disturbance(WIRE_BROKEN, ("head",), 18.0, 19.0)
    found = replace(WELL, contacts=ContactFindings((), (), (broken,)))
    assert texts("contacts_kept", found) == ["All three contacts kept in 2 of 2 repetitions."]
    assert texts("contacts_not_seen", found) == [
        "Contacts of repetition 2 were not judged throughout: wire broken."
    ]


# Plates


def test_a_foot_that_was_lifted_in_a_repetition() -> None:
    feet = [LiftedFoot("left", 1.0, 2.0), LiftedFoot("right", 18.0, 18.4)]
    assert texts("foot_lifted", replace(WELL, lifted=feet)) == [
        "Right foot lifted in repetition 2 for 0.4 s."
    ]


def test_a_stand_that_was_not_still() -> None:
    restless = replace(WELL, repetitions=[repetition(1, standing_sd_percent=1.4)])
    (one,) = said_by("not_still", restless)
    assert "1.4 % of weight" in one.text
    assert one.cue == "Stand still before you begin."


def test_tempo_against_the_protocol() -> None:
    asked = replace(WELL, tempo_s=(3, 1, 2))
    (one,) = said_by("off_tempo", asked)
    assert one.text == "Descent 2.0 s, the protocol asks 3 s; mean of 3 repetitions."
    assert one.cue == "Count it: 3 s down."
    assert said_by("off_tempo", replace(WELL, tempo_s=(2, 1, 2))) == []


def test_a_tempo_that_may_be_the_one_asked_for_is_not_corrected() -> None:
    def asked(k2_s: float) -> list[str]:
        reps = [replace(one, k2={"descent_s": k2_s}) for one in REPS]
        found = said_by("off_tempo", replace(WELL, repetitions=reps, tempo_s=(3, 1, 2)))
        return [one.text for one in found]

    assert asked(0.02) == [
        "Descent 2.0 ± 0.1 s, the protocol asks 3 s; mean of 3 repetitions."  # rounded up
    ]
    assert asked(0.4) == []


def test_a_baseline_speaks_where_the_difference_is_real() -> None:
    def against(**spread: float) -> list[str]:
        usual = Spread(**{"mean": 2.0, "sd": 0.1, "n": 12} | spread)  # type: ignore[arg-type]
        return texts("baseline", replace(WELL, baseline=Baseline({"descent_s": usual})))

    assert against() == []
    assert against(mean=2.6) == [
        "Descent 2.0 s; your baseline is 2.6 s, standard deviation 0.1 s, 12 repetitions."
    ]
    assert against(mean=2.6, sd=0.4) == []
    assert against(mean=2.6, n=4) == []
    assert against(mean=2.15, sd=0.01) == []  # closer than the rig can resolve


def test_a_baseline_is_of_the_persons_own_repetitions() -> None:
    baseline = baseline_of([repetition(1, drop_cm=15.0), repetition(2, drop_cm=19.0)])
    assert baseline.spreads["drop_cm"] == Spread(17.0, pytest.approx(2.83, abs=0.01), 2)
    assert set(baseline.spreads) == set(FIGURES)


def test_an_early_shift_to_the_toes_lists_what_it_can_go_with() -> None:
    shifted = replace(WELL, repetitions=[repetition(n, cop_shift_early_mm=42.0) for n in (1, 2)])
    (one,) = said_by("toes_early", shifted)
    assert one.level == PATTERN
    assert "42 mm" in one.text
    assert "can go with" in one.text
    blip = replace(WELL, repetitions=[repetition(n, cop_shift_early_mm=15.0) for n in (1, 2)])
    assert said_by("toes_early", blip) == []


def test_what_is_of_low_confidence_is_off_unless_it_is_asked_for() -> None:
    usual = Baseline({"cop_shift_bottom_mm": Spread(-12.0, 3.0, 12)})
    to_the_toes = [repetition(n, cop_shift_bottom_mm=15.0) for n in (1, 2)]
    observed = Observed(to_the_toes, NO_LOSS, baseline=usual)
    assert said_by("toes_at_bottom", observed) == []
    (one,) = said_by("toes_at_bottom", observed, also=("toes_at_bottom",))
    assert one.level == COMPARED
    assert "may mean nothing" in one.text
    to_the_heels = replace(observed, repetitions=[repetition(1, cop_shift_bottom_mm=-40.0)])
    assert said_by("toes_at_bottom", to_the_heels, also=("toes_at_bottom",)) == []


def test_a_protocol_silences_what_it_does_not_score() -> None:
    only = replace(WELL, scored=frozenset({"tempo"}))
    assert [one.rule for one in statements(only)] == ["tempo", "hinge_or_squat"]
    usual = Baseline({"drop_cm": Spread(30.0, 1.0, 12), "descent_s": Spread(5.0, 0.1, 12)})
    (one,) = said_by("baseline", replace(only, baseline=usual))
    assert one.text.startswith("Descent")


def test_all_that_can_be_said_stays_within_the_words() -> None:
    """A set in which everything goes wrong triggers every rule."""
    worst = [
        repetition(n, standing_sd_percent=3, cop_shift_early_mm=50, cop_shift_bottom_mm=30)
        for n in (1, 2)
    ]
    contacts = ContactFindings(
        (loss("sacrum", 11.0, 0.5, 1, DESCENT),),
        (loss("head", 12.0, 0.03, 1, BOTTOM),),
        (Disturbance(WIRE_BROKEN, ("head",), 18.0, 19.0),),
        (Absence("thoracic", 0.0, 10.5),),
    )
    held = ContactFindings((), (), ())
    usual = Baseline({name: Spread(-500.0, 0.1, 12) for name in FIGURES})
    observed = Observed(
        worst,
        contacts,
        lifted=[LiftedFoot("left", 11.0, 11.5)],
        tempo_s=(9, 9, 9),
        baseline=usual,
    )
    everything = [rule.name for rule in RULES]
    said = statements(observed, also=everything) + statements(replace(observed, contacts=held))
    assert {one.rule for one in said} == set(everything)
    for one in said:
        assert forbidden_in(f"{one.text} {one.cue}") == [], one
