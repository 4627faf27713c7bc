"""The figures in statements and baselines: one table of their names."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, stdev
from types import MappingProxyType
from typing import NamedTuple

from rig.measure.phase import ASCENT, BOTTOM, DESCENT, SETUP
from rig.measure.quantity import Quantity
from rig.measure.technique.statement import Evidence


class Figure(NamedTuple):
    """A figure: its words, unit and decimals, the least difference that the rig can resolve, its
    phase, and the quantity that a protocol must score for it to be used."""

    words: str
    unit: str
    decimals: int
    resolves: float
    phase: str
    quantity: Quantity


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        "standing_sd_percent": Figure("variation", "% of weight", 1, 0.5, SETUP, "stillness"),
        "descent_s": Figure("descent", "s", 1, 0.2, DESCENT, "tempo"),
        "hold_s": Figure("hold", "s", 1, 0.2, BOTTOM, "tempo"),
        "ascent_s": Figure("ascent", "s", 1, 0.2, ASCENT, "tempo"),
        "drop_cm": Figure("drop of the centre of mass", "cm", 0, 2.0, BOTTOM, "drop"),
        "ascent_peak_percent": Figure("push-up peak", "% of weight", 0, 2.0, ASCENT, "effort"),
        "ascent_impulse_ns": Figure("push-up impulse", "N s", 0, 5.0, ASCENT, "effort"),
        "heel_standing_percent": Figure("heel share standing", "%", 0, 3.0, SETUP, "heel_share"),
        "heel_bottom_percent": Figure(
            "heel share at the bottom", "%", 0, 3.0, BOTTOM, "heel_share"
        ),
        "left_percent": Figure("load on the left foot", "%", 1, 2.0, "", "symmetry"),
        "right_percent": Figure("load on the right foot", "%", 1, 2.0, "", "symmetry"),
        "cop_shift_early_mm": Figure(
            "toe-ward shift of the centre of pressure in the first third of the descent",
            "mm",
            0,
            10.0,
            DESCENT,
            "cop",
        ),
        "cop_shift_bottom_mm": Figure(
            "toe-ward shift of the centre of pressure at the bottom", "mm", 0, 10.0, BOTTOM, "cop"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class RepetitionFigures:
    """A repetition: its number, begin and end, and its figures by their names in FIGURES, without
    those that are unknown. `k2` is half the width of an interval (k = 2) of those that have one."""

    number: int
    onset_s: float
    lockout_s: float
    values: Mapping[str, float]
    k2: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean and standard deviation (n - 1) of `n` values; the deviation of one value is 0. `k2` is
    half the width of the mean's interval; 0 if none was computed. Errors within a set are
    correlated, hence it is no narrower than that of a value."""

    mean: float
    sd: float
    n: int
    k2: float = 0.0


@dataclass(frozen=True, slots=True)
class Baseline:
    """A person's own earlier figures, by their names in FIGURES."""

    spreads: Mapping[str, Spread] = field(default_factory=dict)


def baseline_of(repetitions: Sequence[RepetitionFigures]) -> Baseline:
    """The spread of each figure over repetitions."""
    return Baseline({name: spread for name in FIGURES if (spread := spread_of(repetitions, name))})


def spread_of(repetitions: Sequence[RepetitionFigures], name: str) -> Spread | None:
    """The spread of a figure over the repetitions that have it; None if none has."""
    values = [one.values[name] for one in repetitions if name in one.values]
    if not values:
        return None
    k2 = [one.k2[name] for one in repetitions if name in one.k2]
    known = fmean(k2) if len(k2) == len(values) else 0.0
    return Spread(fmean(values), stdev(values) if len(values) > 1 else 0.0, len(values), known)


def evidence_of(repetitions: Sequence[RepetitionFigures], name: str) -> tuple[Evidence, ...]:
    """A figure of each repetition that has it."""
    figure = FIGURES[name]
    return tuple(
        Evidence(name, one.values[name], figure.unit, one.number, figure.phase)
        for one in repetitions
        if name in one.values
    )


def spoken(name: str, value: float, k2: float = 0.0) -> str:
    """A value with its unit, as read out; with its interval, rounded up, if it has one."""
    figure = FIGURES[name]
    if not k2:
        return f"{value:.{figure.decimals}f} {figure.unit}"
    step = 10.0**-figure.decimals
    half = math.ceil(k2 / step) * step
    return f"{value:.{figure.decimals}f} ± {half:.{figure.decimals}f} {figure.unit}"
