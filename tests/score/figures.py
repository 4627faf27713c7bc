"""The figures that are kept, each with its target."""

from collections.abc import Callable
from typing import NamedTuple

from tests.score.motion import BOUNDARIES, NO_HOLD
from tests.score.values import (
    Outcomes,
    Value,
    boundary,
    boundary_of,
    cannot_tell,
    contact,
    cop_p95,
    cop_rmse,
    delay,
    drop,
    false_moving,
    false_standing,
    faults_as_losses,
    is_clean,
    is_hasty,
    losses_as_faults,
    precision,
    recall,
    same_said,
    sets_right,
    symmetry,
    unbearable,
    unmatched,
)


class Target(NamedTuple):
    """In words, and whether a value reaches it."""

    words: str
    reached: Callable[[float], bool]


class Figure(NamedTuple):
    """A kept figure: its name and unit, how it is computed, and its target if it has one."""

    name: str
    unit: str
    made: Callable[[Outcomes], Value]
    target: Target | None = None

    def reached(self, value: Value) -> bool | None:
        """Whether it is reached; None without a target, and if there was nothing to judge."""
        return self.target.reached(value.value) if self.target and value.of else None


def at_least(limit: float) -> Target:
    """A target for what should be large."""
    return Target(f"at least {limit:g}", lambda value: value >= limit)


def at_most(limit: float) -> Target:
    """A target for what should be small."""
    return Target(f"at most {limit:g}", lambda value: value <= limit)


def less_than(limit: float) -> Target:
    """A strict upper limit."""
    return Target(f"less than {limit:g}", lambda value: value < limit)


BOUNDARY_TARGETS = {"bottom": at_most(100), NO_HOLD: at_most(50)}
FIGURES = (
    Figure("loss recall", "of losses", recall, at_least(0.99)),
    Figure("loss precision", "of losses", precision, at_least(0.99)),
    Figure("loss onset p50", "ms", contact("onset_ms", 50)),
    Figure("loss onset p95", "ms", contact("onset_ms", 95), at_most(5)),
    Figure("sensor after force under 0.4 N p5", "ms", delay("late_ms", 5)),
    Figure("sensor after force under 0.4 N p50", "ms", delay("late_ms", 50)),
    Figure("sensor after force under 0.4 N p95", "ms", delay("late_ms", 95)),
    Figure("sensor after dowel off p5", "ms", delay("off_ms", 5)),
    Figure("sensor after dowel off p50", "ms", delay("off_ms", 50)),
    Figure("sensor after dowel off p95", "ms", delay("off_ms", 95)),
    Figure("false losses standing", "a minute", false_standing, less_than(0.1)),
    Figure("false losses moving", "a minute", false_moving, less_than(0.1)),
    Figure("faults taken for losses", "faults", faults_as_losses, at_most(0)),
    Figure("losses taken for faults", "losses", losses_as_faults),
    Figure("sets counted right", "%", sets_right, at_least(99)),
    Figure("not told within 1 s, left out of what follows", "repetitions", unmatched),
    *(
        Figure(
            f"{name.replace('_', ' ')} p{percent}",
            "ms",
            boundary(name, percent),
            BOUNDARY_TARGETS.get(name) if percent == 95 else None,
        )
        for name in (*BOUNDARIES, NO_HOLD)
        for percent in (50, 95)
    ),
    Figure("onset of clean sets p95", "ms", boundary_of(is_clean, "onset", 95)),
    Figure("onset of sets that chest or knees begin p95", "ms", boundary_of(is_hasty, "onset", 95)),
    Figure("lockout of clean sets p95", "ms", boundary_of(is_clean, "lockout", 95)),
    Figure("drop p50", "mm", drop(50)),
    Figure("drop p95", "mm", drop(95), at_most(15)),
    Figure("CoP AP RMSE, nominal figures", "mm", cop_rmse("nominal")),
    Figure("CoP AP RMSE, nominal figures, p95 of trials", "mm", cop_p95("nominal")),
    Figure("CoP AP RMSE, lab-tier calibration", "mm", cop_rmse("lab"), at_most(1)),
    Figure("CoP AP RMSE, lab-tier calibration, p95 of trials", "mm", cop_p95("lab")),
    Figure("trials that no ground could bear, left out of CoP", "trials", unbearable),
    Figure("symmetry p95, nominal figures", "points", symmetry("nominal")),
    Figure("symmetry p95, lab-tier calibration", "points", symmetry("lab")),
    Figure("control: both cannot tell", "% of pairs", cannot_tell, at_least(100)),
    Figure("control: the same rules speak", "% of pairs", same_said),
)
