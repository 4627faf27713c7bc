"""A participant's plan in a regime, and the usual set that most plans change."""

from typing import Any, NamedTuple

import numpy as np

Draw = np.random.Generator
Said = dict[str, Any]

ANY_LAW = ("lean", "minimum_jerk", "submovements", "sticking")


class Plan(NamedTuple):
    """Settings of a participant, and what of it is recorded: from `before_s` before its first
    repetition to `after_s` after its last, or `seconds` of standing.

    Repetitions (numbers from 1) that `uncounted` lists are none; those of `optional` may be counted
    or not; those of `touched` are touched by a hand.
    """

    settings: Said
    before_s: float = 3.0
    after_s: float = 2.0
    seconds: float = 0.0
    uncounted: tuple[int, ...] = ()
    optional: tuple[int, ...] = ()
    touched: tuple[int, ...] = ()


def between(draw: Draw, least: float, most: float) -> float:
    """A number, rounded as a person would write it."""
    return round(float(draw.uniform(least, most)), 3)


def one_of(draw: Draw, *values: Any) -> Any:
    """One of some values."""
    return values[int(draw.integers(len(values)))]


def set_of(draw: Draw, *, descent: tuple[float, float] = (1.0, 4.0), **said: Any) -> Said:
    """A set of three to six repetitions in a usual tempo with any law; `said` takes precedence."""
    own: Said = {
        "drill": one_of(draw, "hinge", "squat"),
        "repetitions": int(draw.integers(3, 7)),
        "law": one_of(draw, *ANY_LAW),
        "pace": "rest",
        "stand_s": 4.0,
        "descent_s": between(draw, *descent),
        "ascent_s": between(draw, 0.9, 2.5),
        "hold_s": one_of(draw, 0.0, between(draw, 0.1, 0.6)),
        "rest_s": between(draw, 0.4, 2.5),
        "drop_m": between(draw, 0.10, 0.20),
        "tempo_spread": 0.06,
        "depth_spread": 0.03,
        "mistake_each": 0,
    }
    return own | said


def usual(draw: Draw, **said: Any) -> Plan:
    """A set like that, with a stand before and after it."""
    return Plan(set_of(draw, **said), between(draw, 1.5, 4.0), between(draw, 1.0, 3.0))


def written(kind: str, **said: Any) -> str:
    """A deviation in URL form."""
    return ",".join((kind, *(f"{name}={value}" for name, value in said.items())))
