"""From values to places in a drawing."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.runs import runs_of
from rig.report.charts.drawing import Mark, line, px, words
from rig.report.words import number

Float = NDArray[np.floating[Any]]
ROUND_STEPS = (1.0, 2.0, 5.0, 10.0)


class Range(NamedTuple):
    """From the least value to the largest that is drawn."""

    least: float
    largest: float

    @property
    def span(self) -> float:
        """From the least to the largest."""
        return self.largest - self.least

    def share(self, value: float) -> float:
        """The position of a value in it: 0 at the least, 1 at the largest."""
        return (value - self.least) / self.span

    def ticks(self, most: int) -> list[float]:
        """Round values in it, at most `most` and one more."""
        rough = self.span / most
        size = 10.0 ** math.floor(math.log10(rough))
        step = next(round_ * size for round_ in ROUND_STEPS if round_ * size >= rough * 0.999)
        first = math.ceil(self.least / step - 1e-9)
        last = math.floor(self.largest / step + 1e-9)
        return [count * step for count in range(first, last + 1)]


def around(values: list[float], *, least_span: float, share: float = 0.08) -> Range:
    """A range that holds values with some margin around them."""
    there = [value for value in values if math.isfinite(value)] or [0.0]
    middle, half = (max(there) + min(there)) / 2, (max(there) - min(there)) / 2 * (1 + 2 * share)
    half = max(half, least_span / 2)
    return Range(middle - half, middle + half)


@dataclass(frozen=True, slots=True)
class Panel:
    """A rectangle of a drawing in which values have places: x to the right, y up."""

    left: float
    top: float
    width: float
    height: float
    across: Range
    up: Range

    def x(self, value: float) -> float:
        """The place of a value from left to right."""
        return self.left + self.across.share(value) * self.width

    def y(self, value: float) -> float:
        """The place of a value from the top down."""
        return self.bottom - self.up.share(value) * self.height

    @property
    def bottom(self) -> float:
        """The lower border."""
        return self.top + self.height

    @property
    def right(self) -> float:
        """The right border."""
        return self.left + self.width

    def rows(self, *, most: int = 4) -> Iterator[Mark]:
        """Lines across at round values with their numbers."""
        ticks = self.up.ticks(most)
        for value in ticks:
            y = self.y(value)
            yield line("zero" if value == 0 else "grid", (self.left, y), (self.right, y))
            yield words("tick", self.left - 5, y + 3.5, text=_tick(value, ticks), anchor="end")

    def above(self, label: str) -> Mark:
        """The label of the numbers on the left."""
        return words("label", self.left, self.top - 7, text=label)

    def columns(self, *, most: int = 8) -> Iterator[Mark]:
        """Numbers below at round values."""
        ticks = self.across.ticks(most)
        for value in ticks:
            x = self.x(value)
            yield line("grid", (x, self.bottom), (x, self.bottom + 4))
            yield words("tick", x, self.bottom + 15, text=_tick(value, ticks), anchor="middle")

    def below(self, label: str) -> Mark:
        """The label of the numbers below."""
        return words("label", self.right, self.bottom + 28, text=label, anchor="end")

    def path(self, x: Float, y: Float) -> str:
        """A curve (N,) in SVG syntax; it is broken where a value is not known."""
        across = self.left + (x - self.across.least) * (self.width / self.across.span)
        down = self.bottom - (y - self.up.least) * (self.height / self.up.span)
        places = [f"{px(a)} {px(b)}" for a, b in zip(across.tolist(), down.tolist(), strict=True)]
        pieces = runs_of(np.isfinite(y))
        return "".join("M" + "L".join(places[rows.start : rows.end]) for rows in pieces)


def thinned(x: Float, y: Float, *, columns: int) -> tuple[Float, Float]:
    """A curve (N,) with the least and the largest value of each of so many columns, so that no peak
    is lost; a short one is unchanged."""
    if len(x) <= 2 * columns:
        return x, y
    begins = np.linspace(0, len(x), columns, endpoint=False).astype(np.intp)
    ends = np.stack((np.minimum.reduceat(y, begins), np.maximum.reduceat(y, begins)), axis=1)
    ends[1::2] = ends[1::2, ::-1]  # there and back, so that the line does not jump
    return np.repeat(x[begins], 2), ends.ravel()


def _tick(value: float, ticks: list[float]) -> str:
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    return number(value, max(0, -math.floor(math.log10(step) + 1e-9)))
