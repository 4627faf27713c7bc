"""The table of regimes: a row for each, its figures with their limits."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.score.limits import MISSED
from tests.score.regimes.catalogue import REGIMES
from tests.score.regimes.figures import COVERED_PERCENT, Figure, failed, figures_of
from tests.score.regimes.judged import FIGURES, Judged

KEPT = Path(__file__).parent / "regimes.json"
NONE = "-"
INSIDE = "inside "
# Columns of the page; those of the intervals are one.
SHOWN = (
    "right %",
    "bottom p95 ms",
    "drop p95 mm",
    "onset p95 ms",
    "end p95 ms",
    "live %",
    "live wrong and sure %",
    "flagged %",
    "false a minute",
)
HEAD = ("regime", "sets", *SHOWN, f"true value inside, %: {', '.join(FIGURES)}")

SECTION = """\
## Regimes

Each way to move, to carry and to stand by itself, so that no average hides one: {sets} sets of
each, with seeds from {first_seed:,} on, on which nothing was ever tuned; half of them on each front
end. The simulated participant's forces go through plates and converter to newtons and into the
estimator and the live tracker; there is no wire. Onset and end are where the centre of mass passes
5 % of the greatest speed of that descent or ascent. In brackets: the limit, and bold is what misses
it.

{table}

A set is right if as many repetitions are found as were done, each at its place{doubted}. Errors
are sizes, at the 95th percentile of all repetitions; the bottom leaves holds out, but in the regime
of holds, where it is their middle. Inside: how often the true value is inside the stated interval
(k = 2), to be {least:g} to {most:g} % of cases. Live, in the first {live_sets} sets of
each: how often, half a second behind the end of a
repetition (slow: one second), the live count is the final one; and how often it is another one
without being told as not sure. Flagged: repetitions that a hand
touched and that were listed with a reason, or told without their figures.

{missed}
"""
DOUBTED = "; a slow one also if it is told as doubtful"


def document(found: dict[str, list[Judged]], first_seed: int, live_sets: int = 0) -> dict[str, Any]:
    """All figures, for programs and for the page."""
    regimes = {name: _entry(name, sets) for name, sets in found.items()}
    return {"first_seed": first_seed, "live_sets": live_sets, "regimes": regimes}


def _entry(name: str, found: Sequence[Judged]) -> dict[str, Any]:
    limits = REGIMES[name].limits
    return {
        "sets": len(found),
        "not_right": [one.seed for one in failed(found, limits)],
        "figures": {one.name: _kept(one) for one in figures_of(found, limits)},
    }


def _kept(figure: Figure) -> dict[str, Any]:
    value = None if figure.value is None else round(figure.value, 4)
    return {
        "value": value,
        "least": figure.least,
        "most": figure.most,
        "reached": figure.reached,
    }


def section(kept: dict[str, Any]) -> str:
    """The part of the page about regimes."""
    least, most = COVERED_PERCENT
    regimes = kept["regimes"]
    return SECTION.format(
        sets=min(one["sets"] for one in regimes.values()),
        first_seed=kept["first_seed"],
        live_sets=kept["live_sets"],
        table="\n".join((*head(), *(row(name, one) for name, one in regimes.items()))),
        doubted=DOUBTED,
        least=least,
        most=most,
        missed="\n".join(_missed(regimes)) or "Every limit is reached.",
    )


def head() -> Iterator[str]:
    """The first two lines of the table."""
    for cells in (HEAD, ["---"] * len(HEAD)):
        yield f"| {' | '.join(cells)} |"


def row(name: str, entry: dict[str, Any]) -> str:
    """A regime's line."""
    figures = entry["figures"]
    cells = [_cell(figures[shown]) for shown in SHOWN]
    inside = " ".join(_share(figures[INSIDE + one]) for one in FIGURES)
    return f"| {' | '.join((name.replace('_', ' '), str(entry['sets']), *cells, inside))} |"


def _cell(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        return NONE
    limits = [f"≥ {figure['least']:g}"] if figure["least"] is not None else []
    limits += [f"≤ {figure['most']:g}"] if figure["most"] is not None else []
    return _weighed(f"{figure['value']:.3g}", figure) + "".join(f" ({one})" for one in limits)


def _share(figure: dict[str, Any]) -> str:
    return NONE if figure["value"] is None else _weighed(f"{figure['value']:.0f}", figure)


def _weighed(text: str, figure: dict[str, Any]) -> str:
    return f"**{text}**" if figure["reached"] is False else text


def missing(entry: dict[str, Any]) -> list[str]:
    """The figures of a regime that miss their limits."""
    return [name for name, one in entry["figures"].items() if one["reached"] is False]


def _missed(regimes: dict[str, Any]) -> Iterator[str]:
    for name, entry in regimes.items():
        if names := missing(entry):
            reason = MISSED.get(name, "not yet known")
            yield f"- {name.replace('_', ' ')} ({', '.join(names)}): {reason}."


def write(found: dict[str, list[Judged]], first_seed: int, live_sets: int) -> None:
    """Stores the figures of all regimes."""
    written = json.dumps(document(found, first_seed, live_sets), indent=1)
    KEPT.write_text(written + "\n", encoding="utf-8")


def kept_section() -> str:
    """The section of the stored figures; empty if there are none."""
    return section(json.loads(KEPT.read_text(encoding="utf-8"))) if KEPT.exists() else ""
