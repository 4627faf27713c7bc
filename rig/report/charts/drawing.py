"""The elements of a chart. Colours and fonts are those of the page's style, by class names."""

from dataclasses import dataclass, field
from typing import Literal

START: Literal["start"] = "start"
Anchor = Literal["start", "middle", "end"]
SWATCH_PX = (18, 10)


@dataclass(frozen=True, slots=True)
class Mark:
    """An SVG element: its name, class and attributes, the text in it, and its tooltip."""

    element: str
    kind: str
    attributes: dict[str, str]
    text: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart of this size in pixels; `says` is its text for screen readers, `legend` explains its
    marks, each drawn in SWATCH_PX."""

    width: int
    height: int
    title: str
    says: str
    marks: list[Mark] = field(default_factory=list)
    legend: list[tuple[Mark, str]] = field(default_factory=list)


def rect(kind: str, x: float, y: float, *, width: float, height: float, told: str = "") -> Mark:
    """A rectangle from its upper left corner."""
    sides = {"x": px(x), "y": px(y), "width": px(max(width, 0)), "height": px(max(height, 0))}
    return Mark("rect", kind, sides, told=told)


def line(kind: str, start: tuple[float, float], end: tuple[float, float], told: str = "") -> Mark:
    """A straight line."""
    names = ("x1", "y1", "x2", "y2")
    ends = dict(zip(names, map(px, (*start, *end)), strict=True))
    return Mark("line", kind, ends, told=told)


def dot(kind: str, x: float, y: float, *, radius: float = 3.0, told: str = "") -> Mark:
    """A dot around its middle."""
    return Mark("circle", kind, {"cx": px(x), "cy": px(y), "r": px(radius)}, told=told)


def curve(kind: str, path: str, told: str = "") -> Mark:
    """A path in SVG syntax."""
    return Mark("path", kind, {"d": path}, told=told)


def words(kind: str, x: float, y: float, *, text: str, anchor: Anchor = START) -> Mark:
    """Text on its base line."""
    where = {"x": px(x), "y": px(y), "text-anchor": anchor}
    return Mark("text", kind, where, text=text)


def box(kind: str) -> Mark:
    """A rectangle in a legend."""
    return rect(kind, 0, 0, width=SWATCH_PX[0], height=SWATCH_PX[1])


def stroke(kind: str) -> Mark:
    """A line in a legend."""
    return line(kind, (0, SWATCH_PX[1] / 2), (SWATCH_PX[0], SWATCH_PX[1] / 2))


def spot(kind: str) -> Mark:
    """A dot in a legend."""
    return dot(kind, SWATCH_PX[0] / 2, SWATCH_PX[1] / 2)


def px(value: float) -> str:
    """A place in a drawing, to a tenth of a pixel."""
    return f"{value:.1f}".removesuffix(".0")
