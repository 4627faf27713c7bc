"""The figures of the sets of a regime, each with its limit."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from tests.score.regimes.catalogue import Limits
from tests.score.regimes.judged import FIGURES, Judged

COVERED_PERCENT = (90.0, 99.0)


class Figure(NamedTuple):
    """A kept figure: a value in its unit, and its limits, strictly `below` the upper one if set.
    None: there was no data, or no limit."""

    name: str
    value: float | None
    least: float | None = None
    most: float | None = None
    below: bool = False

    @property
    def reached(self) -> bool | None:
        """Whether it is within its limits; None without any, and if there is no value."""
        if self.value is None or (self.least is None and self.most is None):
            return None
        above = self.least is None or self.value >= self.least
        if self.most is None:
            return above
        return above and (self.value < self.most if self.below else self.value <= self.most)


def figures_of(found: Sequence[Judged], limits: Limits) -> Iterator[Figure]:
    """Every figure of the sets of a regime."""
    right = [_is_right(one, limits) for one in found if one.true]
    yield Figure("right %", _percent(right), least=limits.right_percent)
    yield Figure("bottom p95 ms", _p95(_turning(found), "bottom_s"), most=limits.bottom_ms)
    yield Figure("drop p95 mm", _p95(found, "drop_m"), most=limits.drop_mm)
    yield Figure("onset p95 ms", _p95(found, "onset_s"), most=limits.edge_ms)
    yield Figure("end p95 ms", _p95(found, "lockout_s"), most=limits.edge_ms)
    yield Figure("live %", _live_percent(found), least=limits.live_percent)
    yield Figure("live wrong and sure %", _live_wrong_percent(found))
    yield Figure("flagged %", _flagged_percent(found), least=limits.flagged_percent)
    yield Figure("false a minute", _false_a_minute(found), most=limits.false_a_minute, below=True)
    for name in FIGURES:
        yield _covered(found, name)


def failed(found: Sequence[Judged], limits: Limits) -> list[Judged]:
    """The sets that are not right."""
    return [one for one in found if not _is_right(one, limits)]


def _is_right(one: Judged, limits: Limits) -> bool:
    return one.right or (limits.or_doubted and one.doubted)


def _covered(found: Sequence[Judged], name: str) -> Figure:
    """How many true values are within the stated interval."""
    pairs = [pair for one in found for pair in one.pairs if name in pair.width]
    inside = [abs(pair.error[name]) <= pair.width[name] for pair in pairs]
    least, most = COVERED_PERCENT
    return Figure(f"inside {name}", _percent(inside), least, most)


def _turning(found: Sequence[Judged]) -> list[Judged]:
    """The same without held repetitions, unless there are no others."""
    turning = [one._replace(pairs=[pair for pair in one.pairs if not pair.held]) for one in found]
    return turning if any(one.pairs for one in turning) else list(found)


def _p95(found: Sequence[Judged], name: str) -> float | None:
    """Of the absolute errors, in milliseconds or millimetres."""
    errors = np.array([pair.error[name] for one in found for pair in one.pairs])
    finite = np.abs(errors[np.isfinite(errors)])
    return float(1e3 * np.percentile(finite, 95)) if len(finite) else None


def _live_percent(found: Sequence[Judged]) -> float | None:
    return _percent([hit.right for one in found for hit in one.live])


def _live_wrong_percent(found: Sequence[Judged]) -> float | None:
    return _percent([hit.sure and not hit.right for one in found for hit in one.live])


def _flagged_percent(found: Sequence[Judged]) -> float | None:
    return _ratio(sum(one.flagged for one in found), sum(one.touched for one in found), 100)


def _false_a_minute(found: Sequence[Judged]) -> float | None:
    return _ratio(sum(one.false for one in found), sum(one.seconds for one in found), 60)


def _percent(hits: Sequence[bool]) -> float | None:
    return _ratio(sum(hits), len(hits), 100)


def _ratio(part: float, whole: float, times: float) -> float | None:
    return times * part / whole if whole else None
