"""The short form of `make score`: other frozen seeds, and its own lower limits."""

import json

import numpy as np
import pytest

from rig.measure.losses import ContactFindings, Loss
from rig.sim.frontend import FRONT_ENDS
from rig.sim.participant import Truth
from rig.sim.participant.intervals import Interval
from rig.sim.participant.truth import Crossing
from rig.sim.truthfile import TrialTruth
from tests.score.contacts import ContactScore, contact_score, true_losses
from tests.score.figures import FIGURES, Figure
from tests.score.limits import LIMITS
from tests.score.population import (
    COUNTS,
    COUNTS_OF_SHORT_FORM,
    FIRST_SEED,
    FIRST_SEED_OF_SHORT_FORM,
    cases,
)
from tests.score.run import Outcome, outcome
from tests.score.table import TABLE

pytestmark = pytest.mark.timeout(900)  # the first test computes everything

HELD = [figure for figure in FIGURES if figure.target and figure.name not in LIMITS]


@pytest.fixture(scope="module")
def found() -> list[Outcome]:
    """Each participant on one front end, alternately."""
    some = cases(COUNTS_OF_SHORT_FORM, FIRST_SEED_OF_SHORT_FORM)
    return [outcome(case) for case in some if case.front_end == list(FRONT_ENDS)[case.seed % 2]]


@pytest.mark.parametrize("figure", HELD, ids=[figure.name for figure in HELD])
def test_every_target_without_a_known_limit_is_reached(
    found: list[Outcome], figure: Figure
) -> None:
    value = figure.made(found)
    assert figure.reached(value), value


def test_the_kept_table_is_of_these_figures_and_says_every_limit() -> None:
    kept = json.loads(TABLE.read_text(encoding="utf-8"))
    for own in kept.values():
        assert list(own) == [figure.name for figure in FIGURES]
    missed = {name for own in kept.values() for name, one in own.items() if one["reached"] is False}
    assert missed <= set(LIMITS)


def test_there_are_enough_participants_on_seeds_of_their_own() -> None:
    seeds = {case.seed for case in cases(COUNTS, FIRST_SEED)}
    assert len(seeds) >= 300
    assert min(seeds) >= 500_000
    assert max(seeds) < FIRST_SEED_OF_SHORT_FORM


def truth_of(*crossings: Crossing, faults: tuple[Interval, ...] = ()) -> TrialTruth:
    """Ten seconds of standing without any contact."""
    time_s = np.arange(0.0, 10.0, 0.001)
    column, points = np.zeros(len(time_s)), np.zeros((len(time_s), 3))
    pairs = np.zeros((len(time_s), 2))
    truth = Truth(time_s, *[column] * 5, pairs, pairs, pairs, points, points > 0, column)
    return TrialTruth(truth, time_s, [], [], list(faults), list(crossings), {})


def findings(*losses: Loss) -> ContactFindings:
    return ContactFindings(losses, (), ())


LOST = (Crossing(1.0, 0, True), Crossing(4.0, 0, False), Crossing(4.2, 0, True))


def of(score: ContactScore) -> tuple[int, int, int, int, int]:
    return score.true, score.hit, score.found, score.right, score.false_standing


def test_a_loss_that_is_found_missed_or_false_is_scored_as_that() -> None:
    right, false = Loss("head", 4.003, 4.2), Loss("sacrum", 4.0, 4.2)
    score = contact_score(findings(right), truth_of(*LOST))
    assert of(score) == (1, 1, 1, 1, 0)
    assert score.onset_ms == [pytest.approx(3.0)]
    assert of(contact_score(findings(), truth_of(*LOST))) == (1, 0, 0, 0, 0)
    assert of(contact_score(findings(right, false), truth_of(*LOST))) == (1, 1, 2, 1, 1)


def test_a_fault_that_is_told_as_a_loss_is_scored_as_that() -> None:
    fault = Interval("broken_wire", 0.0, 4.0, 5.0, 0.1, 0, "both", "head")
    truth = truth_of(*LOST, faults=(fault,))
    score = contact_score(findings(Loss("head", 4.003, 4.2)), truth)
    assert (score.faults, score.faults_as_losses) == (1, 1)
    assert of(score) == (0, 0, 0, 0, 0)
    assert contact_score(findings(Loss("sacrum", 4.0, 4.2)), truth).faults_as_losses == 0


def test_what_is_shorter_than_the_debounce_changes_nothing_in_truth() -> None:
    flicker = [Crossing(4.1, 0, True), Crossing(4.11, 0, False)]
    short = [Crossing(6.0, 0, False), Crossing(6.015, 0, True)]
    (one,) = true_losses([*LOST[:2], *flicker, LOST[2], *short])
    assert (one.onset_s, one.end_s) == (4.0, 4.2)
