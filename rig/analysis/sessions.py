"""Trials of one person over sessions: which belong together, and what changed between them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

from rig.analysis.alike import COMPARED, LOSSES, Kind, figure_of, kind_of, refused, why_left
from rig.analysis.comparing import Copies
from rig.analysis.drill import protocol_in
from rig.analysis.records import Analysis
from rig.measure.quantity import Quantity
from rig.measure.technique.figures import spread_of
from rig.measure.variation import Variation, least_change, variation_of


@dataclass(frozen=True, slots=True)
class Session:
    """The trials of one day, local to the recording, in order."""

    day: date
    trials: tuple[Analysis, ...]

    def values(self, name: str) -> list[float]:
        """A figure of each trial that has it: the mean of its repetitions."""
        return [value for one in self.trials if (value := value_of(one, name)) is not None]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in the first and the last session that have it: means, and how many trials.

    `least` is the smallest change that exceeds the variation of repeated trials and the resolution
    of the rig; None if too few were repeated. `variation` is its basis.
    """

    name: str
    before: float
    after: float
    trials: tuple[int, int]
    least: float | None
    variation: Variation | None

    @property
    def difference(self) -> float:
        """How much more it is now."""
        return self.after - self.before

    @property
    def more_than_variation(self) -> bool | None:
        """None if it cannot be determined."""
        return None if self.least is None else abs(self.difference) > self.least


@dataclass(frozen=True, slots=True)
class Series:
    """Trials of one kind over sessions, in order.

    `scored` are the figures that the drill scores; `refused` are those of them that are not
    compared, each with the reason.
    """

    kind: Kind
    sessions: tuple[Session, ...]
    scored: tuple[str, ...]
    refused: dict[str, str]

    def change(self, name: str) -> Change | None:
        """Between the first session and the last; None if fewer than two have the figure."""
        values = [had for session in self.sessions if (had := session.values(name))]
        if name in self.refused or len(values) < 2:
            return None
        first, last = values[0], values[-1]
        trials, variation = (len(first), len(last)), variation_of(values)
        least = (
            max(least_change(variation, *trials), figure_of(name).resolves) if variation else None
        )
        return Change(name, fmean(first), fmean(last), trials, least, variation)


class Sorted(NamedTuple):
    """Trials sorted into series, and those left out of any, each with the reason."""

    series: tuple[Series, ...]
    left: tuple[tuple[Analysis, str], ...]


def value_of(analysis: Analysis, name: str) -> float | None:
    """A figure of a trial: the mean of its repetitions, or the losses in one."""
    if name != LOSSES:
        spread = spread_of(analysis.figures, name)
        return spread.mean if spread else None
    if analysis.contacts is None or not analysis.repetitions:
        return None
    return sum(len(one.losses) for one in analysis.repetitions) / len(analysis.repetitions)


def sorted_series(analyses: Sequence[Analysis]) -> Sorted:
    """Trials by kind, in the order of their first ones, and the sessions of each by day."""
    kept, left = _kept(analyses)
    kinds = dict.fromkeys(map(kind_of, kept))
    series = [_series(kind, [one for one in kept if kind_of(one) == kind]) for kind in kinds]
    return Sorted(tuple(series), tuple(left))


def _kept(analyses: Sequence[Analysis]) -> tuple[list[Analysis], list[tuple[Analysis, str]]]:
    """In order of time, and what is left out."""
    kept: list[Analysis] = []
    left, copies = [], Copies(one.trial for one in analyses)
    for one in analyses:
        if reason := why_left(one, copies):
            left.append((one, reason))
        else:
            kept.append(one)
    return sorted(kept, key=_when), left


def _when(analysis: Analysis) -> float:
    start = analysis.trial.start_time_utc
    return start.timestamp() if start else math.nan


def _day(analysis: Analysis) -> date:
    """The day where it was recorded: a reader elsewhere gets the same sessions."""
    start = analysis.trial.start_local
    return start.date() if start else date.min


def _series(kind: Kind, analyses: Sequence[Analysis]) -> Series:
    sessions = tuple(Session(day, tuple(one)) for day, one in groupby(analyses, _day))
    return Series(kind, sessions, _scored(analyses[-1]), dict(refused(analyses)))


def _scored(analysis: Analysis) -> tuple[str, ...]:
    protocol = protocol_in(analysis.trial)
    said: Sequence[Quantity] | None = protocol.scored if protocol else None
    return tuple(name for name in COMPARED if said is None or figure_of(name).quantity in said)
