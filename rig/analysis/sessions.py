"""Trials of one person over sessions: which belong together, and what changed between them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from statistics import fmean
from typing import NamedTuple

from rig.analysis.drill import protocol_in
from rig.analysis.records import Analysis
from rig.measure.placement import heel_share_comparable
from rig.measure.quantity import Quantity
from rig.measure.technique.figures import FIGURES, Figure, spread_of
from rig.measure.validity import NOT_VALID
from rig.measure.variation import Variation, least_change, variation_of

LOSSES = "losses_per_repetition"
COMPARED = (
    *("descent_s", "hold_s", "ascent_s", "drop_cm", "ascent_peak_percent", "ascent_impulse_ns"),
    *("heel_standing_percent", "heel_bottom_percent", "right_percent", "cop_shift_bottom_mm"),
    LOSSES,
)
_LOSSES = Figure("contact losses in a repetition", "", 1, 0.2, "", "contact")

# Why a trial is left out of a comparison, and why a figure is not compared.
LEFT_NOT_VALID, LEFT_COPY, LEFT_REPLAY = "not_valid", "copy", "replay"
LEFT_NO_TIME, LEFT_NOTHING, LEFT_NOBODY = "no_time", "nothing", "nobody"
NEWTONS, PLACEMENT, LEVELS = "newtons", "placement", "levels"
SHARES: frozenset[Quantity] = frozenset({"heel_share", "symmetry", "cop"})


def figure_of(name: str) -> Figure:
    """What a figure of COMPARED is."""
    return _LOSSES if name == LOSSES else FIGURES[name]


class Kind(NamedTuple):
    """What must be the same in trials that are compared."""

    participant: str
    protocol: str
    version: int
    condition: str
    load: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Session:
    """The trials of a day, in order."""

    day: date
    trials: tuple[Analysis, ...]

    def values(self, name: str) -> list[float]:
        """A figure of each trial that has it: the mean of its repetitions."""
        return [value for one in self.trials if (value := value_of(one, name)) is not None]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in the first and the last session that have it: means, and how many trials.

    `least` is the smallest change that is more than the variation of repeated trials, or than the
    rig resolves; None where too few were repeated to tell. `variation` is what it came from.
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
        """None where it cannot be told."""
        return None if self.least is None else abs(self.difference) > self.least


@dataclass(frozen=True, slots=True)
class Series:
    """Trials of one kind over sessions, in order.

    `scored` are the figures that the drill has scored; `refused` are those of them that are not
    compared, each with the reason.
    """

    kind: Kind
    sessions: tuple[Session, ...]
    scored: tuple[str, ...]
    refused: dict[str, str]

    def change(self, name: str) -> Change | None:
        """Between the first session and the last; None where fewer than two have the figure."""
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


def kind_of(analysis: Analysis) -> Kind:
    """What it must share with another trial to be compared with it."""
    trial, protocol = analysis.trial, protocol_in(analysis.trial)
    load = f"{protocol.load.kind} {protocol.load.mass_kg:g}" if protocol else ""
    version = protocol.version if protocol else 0
    said = (trial.participant, trial.protocol, version, trial.condition, load)
    return Kind(*said, trial.simulated)


def sorted_series(analyses: Sequence[Analysis]) -> Sorted:
    """Trials by kind, in the order of their first ones, and the sessions of each by day."""
    kept, left = _kept(analyses)
    kinds = dict.fromkeys(map(kind_of, kept))
    series = [_series(kind, [one for one in kept if kind_of(one) == kind]) for kind in kinds]
    return Sorted(tuple(series), tuple(left))


def _kept(analyses: Sequence[Analysis]) -> tuple[list[Analysis], list[tuple[Analysis, str]]]:
    """In order of time, and what is left out."""
    kept: list[Analysis] = []
    left = []
    for one in analyses:
        if reason := _why_left(one, {other.trial.trial_id for other in kept}):
            left.append((one, reason))
        else:
            kept.append(one)
    return sorted(kept, key=_when), left


def _why_left(analysis: Analysis, seen: set[str]) -> str:
    trial = analysis.trial
    if not trial.participant:  # nobody without a pseudonym is somebody else's equal
        return LEFT_NOBODY
    if trial.validity.level == NOT_VALID:
        return LEFT_NOT_VALID
    if trial.replay_of:
        return LEFT_REPLAY
    if trial.trial_id in seen:
        return LEFT_COPY
    if trial.start_time_utc is None:
        return LEFT_NO_TIME
    return "" if analysis.repetitions else LEFT_NOTHING


def _when(analysis: Analysis) -> float:
    start = analysis.trial.start_time_utc
    return start.timestamp() if start else math.nan


def _day(analysis: Analysis) -> date:
    start = analysis.trial.start_time_utc
    return start.astimezone().date() if start else date.min


def _series(kind: Kind, analyses: Sequence[Analysis]) -> Series:
    sessions = tuple(Session(day, tuple(one)) for day, one in groupby(analyses, _day))
    return Series(kind, sessions, _scored(analyses[-1]), dict(_refused(analyses)))


def _scored(analysis: Analysis) -> tuple[str, ...]:
    protocol = protocol_in(analysis.trial)
    said: Sequence[Quantity] | None = protocol.scored if protocol else None
    return tuple(name for name in COMPARED if said is None or figure_of(name).quantity in said)


def _refused(analyses: Sequence[Analysis]) -> Iterator[tuple[str, str]]:
    """A share is free of newtons, but not of how equal the cells are: that is another thing once
    they are calibrated."""
    plates = [found for one in analyses if (found := one.trial.plates)]
    tiers = {(found.newtons.calibrated, found.newtons.tier) for found in plates}
    calibrated = {is_calibrated for is_calibrated, _ in tiers}
    fitted = {dowel.own_levels for one in analyses if (dowel := one.trial.dowel)}
    for name in COMPARED:
        figure = figure_of(name)
        in_newtons = figure.unit == "N s" and (len(tiers) > 1 or False in calibrated)
        if in_newtons or (figure.quantity in SHARES and len(calibrated) > 1):
            yield name, NEWTONS
        elif figure.quantity == "heel_share" and not _stood_alike(analyses):
            yield name, PLACEMENT
        elif figure.quantity == "contact" and len(fitted) > 1:
            yield name, LEVELS


def _stood_alike(analyses: Sequence[Analysis]) -> bool:
    """Whether feet and cells were where they were in the first one."""
    feet = [one.trial.feet for one in analyses]
    cells = {plates.geometry for one in analyses if (plates := one.trial.plates)}
    return len(cells) == 1 and all(heel_share_comparable(feet[0], other) for other in feet)
