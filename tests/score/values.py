"""What the kept figures are made of: each of all cases on one front end."""

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
    """A figure, and of how many (losses, minutes, sets ...) it was made."""

    value: float
    of: float


def ratio(parts: Iterable[float], wholes: Iterable[float], *, times: float = 1.0) -> Value:
    """The sum of parts by that of wholes; NaN of nothing."""
    part, whole = sum(parts), sum(wholes)
    return Value(times * part / whole if whole else float("nan"), whole)


def percentile(errors: Iterable[Sequence[float]], percent: float) -> Value:
    """Of the sizes of errors."""
    return signed_percentile((np.abs(one).tolist() for one in errors), percent)


def signed_percentile(errors: Iterable[Sequence[float]], percent: float) -> Value:
    """Of errors as they are; NaN of none."""
    every = list(chain.from_iterable(errors))
    return Value(float(np.percentile(every, percent)) if every else float("nan"), len(every))


def recall(outcomes: Outcomes) -> Value:
    """Of the true losses of at least 50 ms, those that were found."""
    scores = [one.contacts for one in outcomes]
    return ratio((one.hit for one in scores), (one.true for one in scores))


def precision(outcomes: Outcomes) -> Value:
    """Of the losses found of at least 50 ms, those that are true."""
    scores = [one.contacts for one in outcomes]
    return ratio((one.right for one in scores), (one.found for one in scores))


def faults_as_losses(outcomes: Outcomes) -> Value:
    """Faults that were told as losses of a point that they concern."""
    scores = [one.contacts for one in outcomes]
    return Value(sum(one.faults_as_losses for one in scores), sum(one.faults for one in scores))


def losses_as_faults(outcomes: Outcomes) -> Value:
    """True losses that were told, at least in part, as a fault or a dowel that was handled."""
    scores = [one.contacts for one in outcomes]
    return Value(sum(one.losses_as_faults for one in scores), sum(one.true for one in scores))


def false_standing(outcomes: Outcomes) -> Value:
    """A minute of clean standing, brief ones too."""
    scores = [one.contacts for one in outcomes if is_clean(one) or one.case.group == STANDING]
    minutes = (one.standing_s / 60 for one in scores)
    return ratio((one.false_standing for one in scores), minutes)


def false_moving(outcomes: Outcomes) -> Value:
    """A minute of clean repetitions, brief ones too."""
    scores = [one.contacts for one in outcomes if is_clean(one)]
    return ratio((one.false_moving for one in scores), (one.moving_s / 60 for one in scores))


def sets_right(outcomes: Outcomes) -> Value:
    """Percent of sets in which as many repetitions were found as were done."""
    sets = [one.motion for one in outcomes if one.motion.true]
    return ratio((one.true == one.found for one in sets), (1 for _ in sets), times=100)


def unmatched(outcomes: Outcomes) -> Value:
    """Repetitions that were done, and none was told with a bottom within a second of theirs."""
    scores = [one.motion for one in outcomes]
    done = sum(one.true for one in scores)
    return Value(done - sum(len(one.drop_mm) for one in scores), done)


def cop_rmse(calibration: str) -> Callable[[Outcomes], Value]:
    """Over all trials that ground can bear, each with the same weight."""

    def made(outcomes: Outcomes) -> Value:
        squares = _mean_squares(outcomes, calibration)
        return Value(float(np.sqrt(np.mean(squares))), len(squares))

    return made


def cop_p95(calibration: str) -> Callable[[Outcomes], Value]:
    """Of these trials' own."""

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
    """Percent of control pairs of which both trials say that, and nothing else of either drill."""
    pairs = list(_pairs(outcomes))
    return ratio((all(map(_cannot_tell, pair)) for pair in pairs), (1 for _ in pairs), times=100)


def same_said(outcomes: Outcomes) -> Value:
    """Percent of control pairs of which the same rules speak, those of tempo aside."""
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
    """Of the sizes of a list of a contact score."""
    return lambda outcomes: percentile((getattr(one.contacts, name) for one in outcomes), percent)


def delay(name: str, percent: float) -> Callable[[Outcomes], Value]:
    """Of a list of a contact score as it is."""
    return lambda outcomes: signed_percentile(
        (getattr(one.contacts, name) for one in outcomes), percent
    )


def boundary(name: str, percent: float) -> Callable[[Outcomes], Value]:
    """Of the sizes of errors of a boundary."""
    return lambda outcomes: percentile((one.motion.errors_ms[name] for one in outcomes), percent)


def boundary_of(
    which: Callable[[Outcome], bool], name: str, percent: float
) -> Callable[[Outcomes], Value]:
    """The same of some sets."""
    made = boundary(name, percent)
    return lambda outcomes: made([one for one in outcomes if which(one)])


def is_clean(one: Outcome) -> bool:
    """Whether nothing goes otherwise in it."""
    return one.case.group in CLEAN_SETS


def is_hasty(one: Outcome) -> bool:
    """Whether chest or knees begin it."""
    return one.case.deviation.startswith(HASTY)


def drop(percent: float) -> Callable[[Outcomes], Value]:
    """Of the sizes of errors of the drop."""
    return lambda outcomes: percentile((one.motion.drop_mm for one in outcomes), percent)


def symmetry(calibration: str) -> Callable[[Outcomes], Value]:
    """The 95th of the sizes of errors, with a calibration."""
    return lambda outcomes: percentile(
        (one.ground[calibration].symmetry_points for one in outcomes), 95
    )
