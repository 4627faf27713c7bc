"""An analysis in words, as rig analyze prints it."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.table import Table

from rig.analysis.comparing import Comparable
from rig.analysis.records import WHOLE, AnalysedRepetition, Analysis, Standing
from rig.analysis.reviewed import in_words
from rig.analysis.scoring import scoring_of
from rig.analysis.stated import filters_of, stance_of
from rig.cli.console import out
from rig.cli.newtons import imported_words, level_words, newton_words, weight_words
from rig.measure.losses import ContactFindings
from rig.measure.phase import BOTTOM
from rig.measure.technique.keeping import KEPT, keeping
from rig.plain import plain

as_found_option = click.option(
    "--as-found",
    is_flag=True,
    help="Repetitions as they were found, without edits of reviewers.",
)
HEADINGS = ("", "onset s", "tempo s", "drop cm", "heel %", "R-L %", "CoP mm", "peak %", "N s")
# The figure in each cell of a row.
CELLS = (
    "number",
    "onset_s",
    "descent_s",
    "drop_m",
    "heel_share",
    "symmetry_percent",
    "cop_path_mm",
    "ascent_peak_n",
    "ascent_impulse_ns",
)
LEGEND = (
    "tempo: down-held-up; heel: share in the repetition (at the bottom); R-L: (R - L) / (R + L); "
    "CoP: its path, {filter}; peak and impulse of the push-up"
)


def print_analysis(analysis: Analysis, heel_shares: Comparable) -> None:
    """A table of the repetitions, and lines for all else."""
    trial = analysis.trial
    words = [plain(trial.path.name), trial.participant, trial.protocol, trial.validity.level]
    _print(", ".join(word for word in words if word))
    scoring = scoring_of(trial)
    if analysis.repetitions:
        table = Table(box=None, pad_edge=False)
        for heading in HEADINGS:
            table.add_column(heading, no_wrap=True)
        table.add_column("first lost")
        for one in analysis.repetitions:
            first = _first_lost(one, analysis.contacts) if analysis.contacts else "not known"
            cells = zip(_cells(one), CELLS, strict=True)
            shown = [cell if scoring.has(figure) else "-" for cell, figure in cells]
            table.add_row(*shown, first if "contact" in scoring.scored else "-")
        out.print(table)
        _print(LEGEND.format(filter=filters_of(analysis)["repetition"].words))
    for line in (*_lines(analysis), *_about_heel_shares(heel_shares)):
        _print(line)
    _print("")


def _print(line: str) -> None:
    out.print(line, soft_wrap=True, markup=False)


def _cells(one: AnalysedRepetition) -> Iterator[str]:
    times, whole, bottom = one.times, one.loading[WHOLE], one.loading[BOTTOM]
    yield one.label
    yield f"{times.onset_s:.2f}"
    tempo_s = f"{times.descent_s:.1f}-{times.hold_s:.1f}-{times.ascent_s:.1f}"
    yield "-" if times.withheld else tempo_s
    yield _known(times.drop_m * 100, times.uncertainty.get("drop_m", math.nan) * 100)
    yield f"{_number(whole.heel_share * 100)} ({_number(bottom.heel_share * 100)})"
    yield _number(whole.symmetry_percent)
    yield _number(whole.cop_path_mm)
    yield _number(times.ascent_peak_n / times.weight_n * 100)
    yield _number(times.ascent_impulse_ns)


def _known(value: float, k2: float) -> str:
    """A figure with half the width of its interval."""
    return f"{_number(value)} +-{_number(k2)}" if math.isfinite(k2) else _number(value)


def _first_lost(one: AnalysedRepetition, contacts: ContactFindings) -> str:
    """By the same rule that counts the repetitions that kept all contacts."""
    if first := one.first_loss:
        return f"{first.point}, {first.depth_m * 100:z.0f} cm"
    found = keeping(contacts, one.times.onset_s, one.times.lockout_s)
    if found.points:
        return f"{', '.join(found.points)}, from before"
    return "none" if found.state == KEPT else found.state


def _lines(analysis: Analysis) -> Iterator[str]:
    yield from _about_movement(analysis)
    scoring = scoring_of(analysis.trial)
    yield from (f"not scored: {line}" for line in scoring.lines)
    if analysis.contacts and "contact" in scoring.scored:
        yield from _about_contacts(analysis.contacts)
    if analysis.standing:
        yield from _about_standing(analysis.standing)
        yield f"  {'; '.join(_stated(analysis))}"
    for lifted in analysis.lifted if "steps" in scoring.scored else ():
        yield f"{lifted.foot} foot lifted: {_span(lifted.start_s, lifted.end_s)}"
    for said in analysis.statements:
        yield f"{said.level}: {said.text}"
    if analysis.trial.validity.reasons:
        yield f"recording: {'; '.join(analysis.trial.validity.reasons)}"
    if analysis.trial.trust:
        yield f"trust: {'; '.join(one.text for one in analysis.trial.trust)}"
    yield from _about_rules(analysis)


def _about_movement(analysis: Analysis) -> Iterator[str]:
    if not analysis.found:
        yield "no plates: repetitions, load and balance are not known"
        return
    count = len(analysis.repetitions)
    yield f"{count} repetition{'' if count == 1 else 's'}"
    if analysis.review:
        yield from in_words(analysis.review)
    for refused in analysis.found.refused:
        yield f"no repetition: {_span(refused.start_s, refused.end_s)}, {refused.reason}"


def _about_contacts(contacts: ContactFindings) -> Iterator[str]:
    counts = Counter(loss.point for loss in contacts.losses)
    words = ", ".join(f"{count} {point}" for point, count in counts.items())
    yield f"contacts lost: {words or 'none'}; shorter than 50 ms, apart: {len(contacts.brief)}"
    for loss in contacts.losses:
        place = f", {loss.phase} of repetition {loss.repetition}" if loss.repetition else ""
        yield f"  {loss.point}: {_span(loss.onset_s, loss.end_s)}{place}"
    for one in contacts.disturbances:
        kind = one.kind.replace("_", " ")
        yield f"  not judged: {', '.join(one.points)}, {_span(one.start_s, one.end_s)}, {kind}"


def _about_standing(standing: Standing) -> Iterator[str]:
    quiet, loading = standing.quiet, standing.loading
    place = f"X {_number(loading.cop_x_mm)} mm, Y {_number(loading.cop_y_mm)} mm"
    if math.isfinite(loading.cop_y_percent):
        place += f" ({loading.cop_y_percent:z.0f} % of the foot)"
    yield (
        f"standing still for {quiet.duration_s:.1f} s: {quiet.weight_n:.0f} N "
        f"(left {loading.left_n:.0f}, right {loading.right_n:.0f}), "
        f"heel {_number(loading.heel_share * 100)} %, CoP {place}"
    )
    if sway := standing.sway:
        yield (
            f"sway: ellipse {sway.ellipse_area_mm2:.0f} mm2 (95 % prediction), "
            f"path {sway.path_mm:.0f} mm, {sway.mean_velocity_mm_s:.1f} mm/s, "
            f"{sway.mean_frequency_hz:.2f} Hz"
        )


def _stated(analysis: Analysis) -> Iterator[str]:
    """The basis of figures of standing."""
    yield filters_of(analysis)["standing"].words
    if stance := stance_of(analysis.trial):
        yield f"sideways by a {stance.words}"


def _about_rules(analysis: Analysis) -> Iterator[str]:
    trial, parameters = analysis.trial, analysis.parameters
    rules = {
        "contact": parameters.contact.version,
        "repetition": parameters.repetition.version,
        "balance": parameters.balance.version,
    }
    changed = [f"{name}={value:g}" for name, value in parameters.changed().items()]
    words = ", ".join(f"{name} {version}" for name, version in rules.items())
    yield f"by the rules {words}" + (f"; with {', '.join(changed)}" if changed else "")
    if math.isfinite(trial.weighed_n):
        yield weight_words(trial.weighed_n)
    if trial.plates:
        yield newton_words(trial.plates.newtons)
    if trial.dowel:
        yield level_words(trial.dowel.levels_utc)
    if trial.simulated:
        yield "SIMULATED: nothing here was measured on anyone"
    if trial.imported_from:
        yield from imported_words(trial.imported_from)


def _about_heel_shares(heel_shares: Comparable) -> Iterator[str]:
    if with_these := _names(heel_shares.comparable):
        yield f"heel share: may be compared with {with_these}"
    if not_with := _names(heel_shares.not_comparable):
        yield (
            f"heel share: not to be compared with {not_with}: foot length and heel offset must be "
            "known in both, and match"
        )


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(plain(path.name) for path in paths)


def _span(start_s: float, end_s: float) -> str:
    return f"{start_s:.2f} .. {end_s:.2f} s"


def _number(value: float) -> str:
    return f"{value:z.0f}" if math.isfinite(value) else "-"
