"""The page about all recordings, in Markdown."""

import math
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

from rig.analysis.records import Analysis
from tests.validation.errors import (
    FIGURES,
    Pair,
    false_ones,
    listed_of,
    minutes,
    pairs_of,
    rmse_of,
)
from tests.validation.run import Run
from tests.validation.truth import Sway

NAMES = {"onset": "ms", "bottom": "ms", "end": "ms", "drop": "mm"}
SWAY = tuple(Sway.__struct_fields__)
NOTHING = "-"
TABLE = (
    *("recording", "s", "true", "found", "missed (listed)", "false", "false a minute"),
    *(f"{name}, {unit}" for name, unit in NAMES.items()),
    *("inside k = 2", "force, N", "CoP AP, mm", "CoP ML, mm", "verdict"),
)


def page(runs: Sequence[Run]) -> str:
    """The whole page."""
    template = files("tests.validation").joinpath("page.md").read_text("utf-8")
    return template.format(
        count=len(runs),
        sources=_table(("recording", "source", "licence", "known by"), map(_source, runs)),
        recordings=_table(TABLE, map(_row, runs)),
        total=_total(runs),
        sway=_sway(runs) or "No recording has a published sway.",
        details="\n\n".join(map(_details, runs)),
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "/").replace("\n", " ")


def _source(one: Run) -> tuple[str, ...]:
    truth = one.truth
    return one.name, truth.source, truth.licence, truth.known_by or NOTHING


def _row(one: Run) -> tuple[str, ...]:
    if one.analysis is None:
        return one.name, *[NOTHING] * (len(TABLE) - 2), one.error
    pairs, false, rmse = pairs_of(one), false_ones(one, pairs_of(one)), rmse_of(one)
    true = one.truth.repetitions
    found = len(one.analysis.repetitions)
    missed = None if true is None else true - (found - (false or 0))
    listed = len(listed_of(one.analysis, pairs))
    return (
        one.name,
        _number(minutes(one) * 60, 1),
        *(NOTHING if count is None else str(count) for count in (true, found)),
        NOTHING if missed is None else f"{missed} ({listed})" if missed else "0",
        NOTHING if false is None else str(false),
        NOTHING if false is None else _number(false / minutes(one), 2),
        *(_errors([pair.error(name) for pair in pairs]) for name in NAMES),
        _inside(pairs),
        *(_number(value, 2) for value in (rmse.force_n, rmse.cop_ap_mm, rmse.cop_ml_mm)),
        one.analysis.trial.validity.level,
    )


def _errors(errors: Sequence[float]) -> str:
    """Their median, and the greatest, with its sign."""
    known = sorted(error for error in errors if not math.isnan(error))
    if not known:
        return NOTHING
    middle = known[len(known) // 2] if len(known) % 2 else sum(known[len(known) // 2 - 1 :][:2]) / 2
    return f"{middle:+.0f} ({max(known, key=abs):+.0f})"


def _inside(pairs: Sequence[Pair]) -> str:
    told = [inside for pair in pairs for name in NAMES if (inside := pair.inside(name)) is not None]
    return f"{sum(told)} of {len(told)}" if told else NOTHING


def _total(runs: Sequence[Run]) -> str:
    counted = [one for one in runs if one.truth.repetitions is not None and one.analysis]
    true = sum(one.truth.repetitions or 0 for one in counted)
    false = sum(false_ones(one, pairs_of(one)) or 0 for one in counted)
    found = sum(len(one.analysis.repetitions) for one in counted if one.analysis)
    whole = sum(map(minutes, counted))
    rate = false / whole if whole else math.nan
    return (
        f"{found - false} of {true} repetitions found in {whole:.1f} minutes, {false} false ones "
        f"({_number(rate, 2)} a minute)."
    )


def _sway(runs: Sequence[Run]) -> str:
    rows = [_sway_row(one, one.truth.sway) for one in runs if one.truth.sway is not None]
    heads = ("recording", *(f"{name}: published, found" for name in SWAY))
    return _table(heads, rows) if rows else ""


def _sway_row(one: Run, published: Sway) -> tuple[str, ...]:
    standing = one.analysis.standing if one.analysis else None
    found = standing.sway if standing else None
    cells = []
    for name in SWAY:
        true = getattr(published, name)
        value = getattr(found, name) if found else math.nan
        off = f" ({100 * (value / true - 1):+.1f} %)" if true and math.isfinite(value) else ""
        cells.append(f"{NOTHING if true is None else f'{true:g}'}, {_number(value, 4)}{off}")
    return (one.name, *cells)


def _details(one: Run) -> str:
    lines = [f"### {one.name}"]
    if one.truth.note:
        lines += ["", one.truth.note]
    if one.analysis is None:
        return "\n".join([*lines, "", f"Not imported or not analysed: {one.error}"])
    source = one.analysis.trial.imported_from
    lines += ["", "Assumed: " + " ".join(source.assumptions if source else ())]
    lines += ["", "Verdict: " + "; ".join(_verdict(one.analysis))]
    if rows := [_pair(number, pair) for number, pair in enumerate(pairs_of(one), 1)]:
        heads = ("", *(f"{name}: true, found, off" for name in NAMES))
        lines += ["", _table(heads, rows)]
    lines += [f"- {number}: {words}" for number, words in _doubts(one.analysis)]
    refused = one.analysis.found.refused if one.analysis.found else ()
    lines += [""] * bool(refused)
    lines += [f"- no repetition {r.start_s:.2f} to {r.end_s:.2f} s: {r.reason}" for r in refused]
    return "\n".join(lines)


def _doubts(analysis: Analysis) -> Iterator[tuple[int, str]]:
    """The doubts of the analysis about repetitions that it counts, by their numbers."""
    for one in analysis.repetitions:
        words = (getattr(one.times, "withheld", ""), *getattr(one.times, "doubts", ()))
        if said := "; ".join(word for word in words if word):
            yield one.times.number, said


def _verdict(analysis: Analysis) -> Iterator[str]:
    yield analysis.trial.validity.level
    yield from analysis.trial.validity.reasons
    yield from (one.text for one in getattr(analysis.trial, "trust", ()))


def _pair(number: int, pair: Pair) -> tuple[str, ...]:
    kind = "false" if pair.true is None else "missed" if pair.found is None else str(number)
    return kind, *(_part(pair, name) for name in NAMES)


def _part(pair: Pair, name: str) -> str:
    field = "drop_mm" if name == "drop" else f"{name}_s"
    true = getattr(pair.true, field, None)
    digits = 0 if name == "drop" else 2
    off = pair.error(name)
    words = [NOTHING if true is None else f"{true:.{digits}f}", _found(pair, name, digits)]
    return ", ".join([*words, *([] if math.isnan(off) else [f"{off:+.0f} {NAMES[name]}"])])


def _found(pair: Pair, name: str, digits: int) -> str:
    if pair.found is None:
        return NOTHING
    value = float(getattr(pair.found, FIGURES[name])) * (1000 if name == "drop" else 1)
    return _number(value, digits)


def _number(value: float, digits: int) -> str:
    return NOTHING if math.isnan(value) else f"{value:.{digits}f}"
