"""The table of regimes: a row for each, its figures beside what they are to reach."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tests.score.regimes.catalogue import REGIMES, Limits
from tests.score.regimes.judged import FIGURES, Judged

COVERED_PERCENT = (90.0, 99.0)
NONE = "-"
HEAD = (
    "regime",
    "sets",
    "right %",
    "bottom p95 ms",
    "drop p95 mm",
    "onset p95 ms",
    "end p95 ms",
    "inside k=2 %: onset, bottom, end, drop, descent, ascent",
    "live %",
    "flagged %",
    "false a minute",
)


class Figure(NamedTuple):
    """A value, and whether it reaches its limit; None: there is none, or nothing to judge."""

    text: str
    reached: bool | None = None

    def __str__(self) -> str:
        return f"**{self.text}**" if self.reached is False else self.text


def figures_of(found: Sequence[Judged], limits: Limits) -> dict[str, Figure]:
    """Every figure of the sets of a regime, by the heads of the table."""
    edges = limits.edge_ms
    values = (
        Figure(f"{len(found)}"),
        _least(_percent([one.right for one in found if one.true]), limits.right_percent),
        _most(_p95(_turning(found), "bottom_s"), limits.bottom_ms),
        _most(_p95(found, "drop_m"), limits.drop_mm),
        _most(_p95(found, "onset_s"), edges),
        _most(_p95(found, "lockout_s"), edges),
        _coverage(found),
        _least(_percent([hit for one in found for hit in one.live]), limits.live_percent),
        _least(_flagged(found), limits.flagged_percent),
        _most(_false_a_minute(found), limits.false_a_minute, strictly=True),
    )
    return dict(zip(HEAD[1:], values, strict=True))


def rows_of(found: dict[str, list[Judged]]) -> Iterator[str]:
    """The table as Markdown."""
    for row in (HEAD, ["---"] * len(HEAD)):
        yield f"| {' | '.join(row)} |"
    for name, sets in found.items():
        yield row_of(name, sets)


def row_of(name: str, found: Sequence[Judged]) -> str:
    """A row; what misses its limit is bold."""
    figures = figures_of(found, REGIMES[name].limits).values()
    return f"| {name.replace('_', ' ')} | {' | '.join(map(str, figures))} |"


def failed_seeds(found: Sequence[Judged]) -> str:
    """The sets that are not right, and of what was found in them how many were true."""
    failed = [one for one in found if not one.right]
    return ", ".join(f"{one.seed} ({one.found} of {one.true})" for one in failed)


def _turning(found: Sequence[Judged]) -> list[Judged]:
    """The same without repetitions that are held, unless there are no others."""
    turning = [one._replace(pairs=[pair for pair in one.pairs if not pair.held]) for one in found]
    return turning if any(one.pairs for one in turning) else list(found)


def _p95(found: Sequence[Judged], name: str) -> float | None:
    errors = [abs(pair.error[name]) for one in found for pair in one.pairs]
    finite = [1e3 * error for error in errors if np.isfinite(error)]
    return float(np.percentile(finite, 95)) if finite else None


def _coverage(found: Sequence[Judged]) -> Figure:
    shares = [_covered(found, name) for name in FIGURES]
    told = [share for share in shares if share is not None]
    least, most = COVERED_PERCENT
    reached = all(least <= share <= most for share in told) if told else None
    order = ("onset_s", "bottom_s", "lockout_s", "drop_m", "descent_s", "ascent_s")
    by_name = dict(zip(FIGURES, shares, strict=True))
    words = (NONE if by_name[name] is None else f"{by_name[name]:.0f}" for name in order)
    return Figure(" ".join(words) if told else NONE, reached)


def _covered(found: Sequence[Judged], name: str) -> float | None:
    pairs = [pair for one in found for pair in one.pairs if name in pair.width]
    return _percent([abs(pair.error[name]) <= pair.width[name] for pair in pairs])


def _flagged(found: Sequence[Judged]) -> float | None:
    touched = sum(one.touched for one in found)
    return 100 * sum(one.flagged for one in found) / touched if touched else None


def _false_a_minute(found: Sequence[Judged]) -> float | None:
    minutes = sum(one.seconds for one in found) / 60
    return sum(one.false for one in found) / minutes if minutes else None


def _percent(hits: Sequence[bool]) -> float | None:
    return 100 * sum(hits) / len(hits) if hits else None


def _least(value: float | None, limit: float | None) -> Figure:
    return _figure(value, limit, lambda own, bound: own >= bound)


def _most(value: float | None, limit: float | None, *, strictly: bool = False) -> Figure:
    return _figure(value, limit, lambda own, bound: own < bound or (own == bound and not strictly))


def _figure(
    value: float | None, limit: float | None, reaches: Callable[[float, float], bool]
) -> Figure:
    if value is None:
        return Figure(NONE)
    return Figure(f"{value:.3g}", None if limit is None else reaches(value, limit))
