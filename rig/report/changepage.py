"""Several trials of one person: what changed between sessions, and whether that is more than
chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rig.analysis.alike import COMPARED, figure_of
from rig.analysis.drill import protocol_in
from rig.analysis.records import Analysis
from rig.analysis.sessions import Change, Series, Sorted, sorted_series
from rig.report.charts.drawing import Drawing, Mark
from rig.report.charts.trend import trend, trend_legend
from rig.report.glance import Table
from rig.report.head import drill_of, judged, load_of
from rig.report.words import NOTHING, day, local, number, say
from rig.trial.trial import Trial

MAIN = (
    *("losses_per_repetition", "descent_s", "drop_cm"),
    *("heel_bottom_percent", "right_percent", "cop_shift_bottom_mm"),
)
COACH_TRIALS = 8


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """The contents for trials that may be compared."""

    what: str
    changes: Table | None
    how: str
    trends: list[Drawing]


@dataclass(frozen=True, slots=True)
class ChangePage:
    """The contents for all trials together."""

    who: str
    trials: Table
    series: list[SeriesPage]
    warning: str
    calibrations: list[str]
    legend: list[tuple[Mark, str]]


def change_page(analyses: Sequence[Analysis], *, laboratory: bool) -> ChangePage:
    """For two trials or more of the same participant, or without any."""
    found = sorted_series(analyses)
    series = [_series(one, laboratory=laboratory) for one in found.series]
    trials = [one.trial for one in analyses]
    return ChangePage(
        trials[0].participant or say("head.nobody"),
        _trials(analyses, found, most=None if laboratory else COACH_TRIALS),
        series,
        " ".join(_warnings(trials)),
        _calibrations(trials),
        trend_legend() if any(one.trends for one in series) else [],
    )


def _warnings(trials: Sequence[Trial]) -> Iterator[str]:
    simulated = [trial.simulated for trial in trials]
    imported = [trial.imported_from is not None for trial in trials]
    if any(simulated):
        yield say("head.simulated" if all(simulated) else "head.partly_simulated")
    if any(imported):
        yield say("head.all_imported" if all(imported) else "head.partly_imported")


def _calibrations(trials: Sequence[Trial]) -> list[str]:
    """What newtons are based on in trials with plates."""
    facts = [plates.newtons for trial in trials if (plates := trial.plates)]
    tiers = dict.fromkeys(one.tier or NOTHING for one in facts if one.calibrated)
    words = [say("rests.tiers", tiers=", ".join(tiers))] if tiers else []
    own = [one for one in facts if not one.imported]
    words += [say("rests.uncalibrated")] * (not all(one.calibrated for one in own))
    return words + [say("rests.imported")] * (len(own) < len(facts))


def _trials(analyses: Sequence[Analysis], found: Sorted, *, most: int | None) -> Table:
    """All of them, or those left out and the latest; the drill is shown only if it differs."""
    left = {id(one): say(f"change.{why}") for one, why in found.left}
    several = len({drill_of(one.trial) for one in analyses}) > 1
    names = ("when", "validity", "repetitions", "losses", "compared")
    first_shown = sorted(analyses, key=lambda one: (id(one) not in left, -_order(one)))
    shown = sorted(first_shown[:most], key=_order)
    more = len(analyses) - len(shown)
    return Table(
        say("table.caption_trials"),
        tuple(say(f"table.{name}") for name in names),
        tuple(
            (_when(one, several=several), *_trial(one), left.get(id(one), say("change.yes")))
            for one in shown
        ),
        say("table.more_trials", count=more) if more else "",
    )


def _order(analysis: Analysis) -> float:
    start = analysis.trial.start_time_utc
    return start.timestamp() if start else 0.0


def _when(analysis: Analysis, *, several: bool) -> str:
    start = analysis.trial.start_local
    when = local(start) if start else say("head.no_time")
    return f"{when}: {drill_of(analysis.trial)}" if several else when


def _trial(analysis: Analysis) -> tuple[str, ...]:
    trial, contacts = analysis.trial, analysis.contacts
    level = judged(trial.validity).level
    return (
        _provenance(trial, level),
        _counted(analysis) if analysis.found else NOTHING,
        str(sum(len(one.losses) for one in analysis.repetitions)) if contacts else NOTHING,
    )


def _provenance(trial: Trial, level: str) -> str:
    if trial.simulated:
        level = say("change.simulated_trial", level=level)
    return say("change.imported_trial", level=level) if trial.imported_from else level


def _counted(analysis: Analysis) -> str:
    count, review = len(analysis.repetitions), analysis.review
    if review and review.edits:
        return say("change.reviewed", count=count, who=", ".join(review.by))
    return str(count)


def _series(series: Series, *, laboratory: bool) -> SeriesPage:
    names = [name for name in (COMPARED if laboratory else MAIN) if name in series.scored]
    what = _what(series)
    if len(series.sessions) < 2:
        return SeriesPage(what, None, say("change.one_day"), [])
    changes = {name: series.change(name) for name in names}
    drawn = [name for name, change in changes.items() if change]
    return SeriesPage(
        what,
        _changes(series, changes, laboratory=laboratory),
        _how(list(changes.values())),
        [trend(series, name, changes[name]) for name in drawn],
    )


def _what(series: Series) -> str:
    trial = series.sessions[0].trials[0].trial
    protocol = protocol_in(trial)
    parts = [drill_of(trial), series.kind.condition]
    if protocol and protocol.load.kind != "none":
        parts.append(load_of(protocol.load))
    if series.kind.simulated:
        parts.append(say("change.simulated"))
    if series.kind.imported:
        parts.append(say("change.imported"))
    return ", ".join(part for part in parts if part)


def _changes(series: Series, changes: dict[str, Change | None], *, laboratory: bool) -> Table:
    ends = (series.sessions[0], series.sessions[-1])
    days = [say("change.first", day=day(one.day), count=len(one.trials)) for one in ends]
    names = ["difference", *(["typical"] if laboratory else []), "least", "verdict"]
    headings = (say("change.figure"), *days, *(say(f"change.{name}") for name in names))
    rows = tuple(
        (say(f"figure.{name}"), *_change(series, name, change, laboratory=laboratory))
        for name, change in changes.items()
    )
    return Table(say("table.caption_change"), headings, rows)


def _change(
    series: Series, name: str, change: Change | None, *, laboratory: bool
) -> tuple[str, ...]:
    decimals = figure_of(name).decimals
    if change is None:
        why = series.refused.get(name, "not_twice")
        return (*([NOTHING] * (5 if laboratory else 4)), say(f"change.{why}"))
    typical = change.variation.typical_error if change.variation else None
    return (
        number(change.before, decimals),
        number(change.after, decimals),
        number(change.difference, decimals, sign=True),
        *([number(typical, decimals + 1)] if laboratory else []),
        number(change.least, decimals),
        say(f"change.{_verdict(change)}"),
    )


def _verdict(change: Change) -> str:
    words = {None: "too_few", True: "more", False: "within"}
    return words[change.more_than_variation]


def _how(changes: Sequence[Change | None]) -> str:
    repeats = [one.variation.degrees for one in changes if one and one.variation]
    return say("change.how", repeats=min(repeats)) if repeats else say("change.how_few")
