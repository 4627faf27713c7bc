"""The figures that are kept: each of all cases on one front end, with its target."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from rig.measure.technique.statement import CANNOT_TELL
from tests.score.motion import BOUNDARIES, NO_HOLD
from tests.score.population import CLEAN, CONTROL, STANDING
from tests.score.run import Outcome

Outcomes = Sequence[Outcome]
TEMPO_RULES = ("tempo", "off_tempo")


class Value(NamedTuple):
    """A figure, and of how many (losses, minutes, sets ...) it was made."""

    value: float
    of: float


class Target(NamedTuple):
    """In words, and whether a value reaches it."""

    words: str
    reached: Callable[[float], bool]


class Figure(NamedTuple):
    """What is kept: its name and unit, how it is made, and its target if it has one."""

    name: str
    unit: str
    made: Callable[[Outcomes], Value]
    target: Target | None = None

    def reached(self, value: Value) -> bool | None:
        """Whether it is; None without a target, and where there was nothing to judge."""
        return self.target.reached(value.value) if self.target and value.of else None


def at_least(limit: float) -> Target:
    """A target for what should be large."""
    return Target(f"at least {limit:g}", lambda value: value >= limit)


def at_most(limit: float) -> Target:
    """A target for what should be small."""
    return Target(f"at most {limit:g}", lambda value: value <= limit)


def ratio(parts: Iterable[float], wholes: Iterable[float], *, times: float = 1.0) -> Value:
    """The sum of parts by that of wholes; NaN of nothing."""
    part, whole = sum(parts), sum(wholes)
    return Value(times * part / whole if whole else float("nan"), whole)


def percentile(errors: Iterable[Sequence[float]], percent: float) -> Value:
    """Of the sizes of errors."""
    sizes = np.abs(list(chain.from_iterable(errors)))
    return Value(float(np.percentile(sizes, percent)) if len(sizes) else float("nan"), len(sizes))


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


def false_standing(outcomes: Outcomes) -> Value:
    """A minute of clean standing, brief ones too."""
    scores = [one.contacts for one in outcomes if one.case.group in (STANDING, CLEAN, CONTROL)]
    minutes = (one.standing_s / 60 for one in scores)
    return ratio((one.false_standing for one in scores), minutes)


def false_moving(outcomes: Outcomes) -> Value:
    """A minute of clean repetitions, brief ones too."""
    scores = [one.contacts for one in outcomes if one.case.group in (CLEAN, CONTROL)]
    return ratio((one.false_moving for one in scores), (one.moving_s / 60 for one in scores))


def sets_right(outcomes: Outcomes) -> Value:
    """Percent of sets in which as many repetitions were found as were done."""
    sets = [one.motion for one in outcomes if one.motion.true]
    return ratio((one.true == one.found for one in sets), (1 for _ in sets), times=100)


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


def _contact(name: str, percent: float) -> Callable[[Outcomes], Value]:
    return lambda outcomes: percentile((getattr(one.contacts, name) for one in outcomes), percent)


def _boundary(name: str, percent: float) -> Callable[[Outcomes], Value]:
    return lambda outcomes: percentile((one.motion.errors_ms[name] for one in outcomes), percent)


def _drop(percent: float) -> Callable[[Outcomes], Value]:
    return lambda outcomes: percentile((one.motion.drop_mm for one in outcomes), percent)


def _symmetry(calibration: str) -> Callable[[Outcomes], Value]:
    return lambda outcomes: percentile(
        (one.ground[calibration].symmetry_points for one in outcomes), 95
    )


BOUNDARY_TARGETS = {"bottom": at_most(50), NO_HOLD: at_most(50)}
FIGURES = (
    Figure("loss recall", "of losses", recall, at_least(0.99)),
    Figure("loss precision", "of losses", precision, at_least(0.99)),
    Figure("loss onset p50", "ms", _contact("onset_ms", 50)),
    Figure("loss onset p95", "ms", _contact("onset_ms", 95), at_most(5)),
    Figure("sensor later than force under 0.4 N p50", "ms", _contact("late_ms", 50)),
    Figure("sensor later than force under 0.4 N p95", "ms", _contact("late_ms", 95)),
    Figure("sensor apart from dowel off p50", "ms", _contact("off_ms", 50)),
    Figure("sensor apart from dowel off p95", "ms", _contact("off_ms", 95)),
    Figure("false losses standing", "a minute", false_standing, at_most(0.1)),
    Figure("false losses moving", "a minute", false_moving, at_most(0.1)),
    Figure("faults taken for losses", "faults", faults_as_losses, at_most(0)),
    Figure("sets counted right", "%", sets_right, at_least(99)),
    *(
        Figure(
            f"{name.replace('_', ' ')} p{percent}",
            "ms",
            _boundary(name, percent),
            BOUNDARY_TARGETS.get(name) if percent == 95 else None,
        )
        for name in (*BOUNDARIES, NO_HOLD)
        for percent in (50, 95)
    ),
    Figure("drop p50", "mm", _drop(50)),
    Figure("drop p95", "mm", _drop(95), at_most(15)),
    Figure("CoP AP RMSE, nominal figures", "mm", cop_rmse("nominal")),
    Figure("CoP AP RMSE, nominal figures, p95 of trials", "mm", cop_p95("nominal")),
    Figure("CoP AP RMSE, lab-tier calibration", "mm", cop_rmse("lab"), at_most(1)),
    Figure("CoP AP RMSE, lab-tier calibration, p95 of trials", "mm", cop_p95("lab")),
    Figure("trials that no ground could bear, left out of CoP", "trials", unbearable),
    Figure("symmetry p95, nominal figures", "points", _symmetry("nominal")),
    Figure("symmetry p95, lab-tier calibration", "points", _symmetry("lab")),
    Figure("control: both cannot tell", "% of pairs", cannot_tell, at_least(100)),
    Figure("control: the same rules speak", "% of pairs", same_said),
)
