"""How the kept figures are computed: each from all cases on one front end."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from rig.measure.technique.statement import CANNOT_TELL
from tests.score.population import CLEAN, CONTROL, STANDING
from tests.score.run import Outcome

Outcomes = Sequence[Outcome]
CLEAN_SETS = (CLEAN, CONTROL)
HASTY = ("early_chest", "early_knees")
TEMPO_RULES = ("tempo", "off_tempo")


class Value(NamedTuple):
    """A figure, and the number of items (losses, minutes, sets ...) behind it."""

    value: float
    of: float


def ratio(parts: Iterable[float], wholes: Iterable[float], *, times: float = 1.0) -> Value:
    """The sum of parts over the sum of wholes; NaN if there are none."""
    part, whole = sum(parts), sum(wholes)
    return Value(times * part / whole if whole else float("nan"), whole)


def percentile(errors: Iterable[Sequence[float]], percent: float) -> Value:
    """Of the absolute errors."""
    return signed_percentile((np.abs(one).tolist() for one in errors), percent)


def signed_percentile(errors: Iterable[Sequence[float]], percent: float) -> Value:
    """Of signed errors; NaN if there are none."""
    every = list(chain.from_iterable(errors))
    return Value(float(np.percentile(every, percent)) if every else float("nan"), len(every))


def recall(outcomes: Outcomes) -> Value:
    """The share of true losses of at least 50 ms that were found."""
    scores = [one.contacts for one in outcomes]
    return ratio((one.hit for one in scores), (one.true for one in scores))


def precision(outcomes: Outcomes) -> Value:
    """The share of found losses of at least 50 ms that are true."""
    scores = [one.contacts for one in outcomes]
    return ratio((one.right for one in scores), (one.found for one in scores))


def faults_as_losses(outcomes: Outcomes) -> Value:
    """Faults that were reported as losses of a point that they concern."""
    scores = [one.contacts for one in outcomes]
    return Value(sum(one.faults_as_losses for one in scores), sum(one.faults for one in scores))


def losses_as_faults(outcomes: Outcomes) -> Value:
    """True losses that were reported, at least in part, as a fault or a handled dowel."""
    scores = [one.contacts for one in outcomes]
    return Value(sum(one.losses_as_faults for one in scores), sum(one.true for one in scores))


def false_standing(outcomes: Outcomes) -> Value:
    """Per minute of clean standing, including brief ones."""
    scores = [one.contacts for one in outcomes if is_clean(one) or one.case.group == STANDING]
    minutes = (one.standing_s / 60 for one in scores)
    return ratio((one.false_standing for one in scores), minutes)


def false_moving(outcomes: Outcomes) -> Value:
    """Per minute of clean repetitions, including brief ones."""
    scores = [one.contacts for one in outcomes if is_clean(one)]
    return ratio((one.false_moving for one in scores), (one.moving_s / 60 for one in scores))


def sets_right(outcomes: Outcomes) -> Value:
    """Percent of sets with as many repetitions found as done."""
    sets = [one.motion for one in outcomes if one.motion.true]
    return ratio((one.true == one.found for one in sets), (1 for _ in sets), times=100)


def unmatched(outcomes: Outcomes) -> Value:
    """Repetitions that were done, but none was reported with a bottom within a second of theirs."""
    scores = [one.motion for one in outcomes]
    done = sum(one.true for one in scores)
    return Value(done - sum(len(one.drop_mm) for one in scores), done)


def cop_rmse(calibration: str) -> Callable[[Outcomes], Value]:
    """Over all trials that ground can support, each with the same weight."""

    def made(outcomes: Outcomes) -> Value:
        squares = _mean_squares(outcomes, calibration)
        return Value(float(np.sqrt(np.mean(squares))), len(squares))

    return made


def cop_p95(calibration: str) -> Callable[[Outcomes], Value]:
    """Of these trials' own errors."""

    def made(outcomes: Outcomes) -> Value:
        squares = _mean_squares(outcomes, calibration)
        return Value(float(np.sqrt(np.percentile(squares, 95))), len(squares))

    return made


def _mean_squares(outcomes: Outcomes, calibration: str) -> list[float]:
    return [one.ground[calibration].cop_mean_square_mm2 for one in outcomes if one.bearable]


def unbearable(outcomes: Outcomes) -> Value:
    """Trials in which the ground would have to pull."""
    return Value(sum(not one.bearable for one in outcomes), len(outcomes))


def cannot_tell(outcomes: Outcomes) -> Value:
    """Percent of control pairs for which both trials report that, and nothing else about either
    drill."""
    pairs = list(_pairs(outcomes))
    return ratio((all(map(_cannot_tell, pair)) for pair in pairs), (1 for _ in pairs), times=100)


def same_said(outcomes: Outcomes) -> Value:
    """Percent of control pairs for which the same rules trigger, except those of tempo."""
    pairs = list(_pairs(outcomes))
    same = (_rules(hinge) == _rules(squat) for hinge, squat in pairs)
    return ratio(same, (1 for _ in pairs), times=100)


def _pairs(outcomes: Outcomes) -> Iterator[tuple[Outcome, Outcome]]:
    control = sorted(
        (one for one in outcomes if one.case.group == CONTROL),
        key=lambda one: (one.case.seed, one.case.front_end, one.case.drill),
    )
    return zip(control[0::2], control[1::2], strict=True)


def _cannot_tell(one: Outcome) -> bool:
    naming = [level for _, level, text in one.statements if "hinge" in text or "squat" in text]
    return naming == [CANNOT_TELL]


def _rules(one: Outcome) -> set[str]:
    return {rule for rule, _, _ in one.statements if rule not in TEMPO_RULES}


def contact(name: str, percent: float) -> Callable[[Outcomes], Value]:
    """Of the absolute values of a list of a contact score."""
    return lambda outcomes: percentile((getattr(one.contacts, name) for one in outcomes), percent)


def delay(name: str, percent: float) -> Callable[[Outcomes], Value]:
    """Of the signed values of a list of a contact score."""
    return lambda outcomes: signed_percentile(
        (getattr(one.contacts, name) for one in outcomes), percent
    )


def boundary(name: str, percent: float) -> Callable[[Outcomes], Value]:
    """Of the absolute errors of a boundary."""
    return lambda outcomes: percentile((one.motion.errors_ms[name] for one in outcomes), percent)


def boundary_of(
    which: Callable[[Outcome], bool], name: str, percent: float
) -> Callable[[Outcomes], Value]:
    """The same for some sets."""
    made = boundary(name, percent)
    return lambda outcomes: made([one for one in outcomes if which(one)])


def is_clean(one: Outcome) -> bool:
    """Whether it has no deviation."""
    return one.case.group in CLEAN_SETS


def is_hasty(one: Outcome) -> bool:
    """Whether chest or knees begin it."""
    return one.case.deviation.startswith(HASTY)


def drop(percent: float) -> Callable[[Outcomes], Value]:
    """Of the absolute errors of the drop."""
    return lambda outcomes: percentile((one.motion.drop_mm for one in outcomes), percent)


def symmetry(calibration: str) -> Callable[[Outcomes], Value]:
    """The 95th percentile of the absolute errors, with a calibration."""
    return lambda outcomes: percentile(
        (one.ground[calibration].symmetry_points for one in outcomes), 95
    )
