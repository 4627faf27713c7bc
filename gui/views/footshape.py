"""The outline of a left foot from above, in millimetres: X to the right, Y forward."""

from collections.abc import Iterable
from functools import cache

from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QPainterPath, QPolygonF

FOOT_LENGTH_MM = 300.0
Point = tuple[float, float]
_GAP_MM = 4.0
_OUTLINE_MM = (
    (0, 4), (-26, 14), (-36, 46), (-36, 110), (-44, 180), (-50, 226), (-43, 264),
    (-20, 286), (12, 300), (36, 292), (44, 252), (40, 214), (24, 160), (22, 110),
    (32, 46), (24, 14),
)  # fmt: skip


@cache
def foot_halves() -> tuple[QPainterPath, QPainterPath]:
    """The heel and the toe half of a left foot; mirrored, they are those of a right foot."""
    foot, middle = _outline(), FOOT_LENGTH_MM / 2
    heel, toe = QPainterPath(), QPainterPath()
    heel.addRect(QRectF(-100, -50, 200, 50 + middle - _GAP_MM))
    toe.addRect(QRectF(-100, middle + _GAP_MM, 200, 400))
    return foot.intersected(heel), foot.intersected(toe)


def _outline() -> QPainterPath:
    """A smooth closed line through the points (Catmull and Rom's spline)."""
    points = [QPointF(x, y) for x, y in _OUTLINE_MM]
    path = QPainterPath(points[0])
    for at, point in enumerate(points):
        before, after, last = (points[(at + step) % len(points)] for step in (-1, 1, 2))
        path.cubicTo(point + (after - before) / 6, after - (last - point) / 6, after)
    path.closeSubpath()
    return path


def hull(points: Iterable[Point]) -> QPolygonF:
    """The convex hull of all points (Andrew's monotone chain)."""
    ordered = sorted(points)
    corners = [*_chain(ordered), *_chain(reversed(ordered))]
    return QPolygonF([QPointF(x, y) for x, y in corners])


def _chain(points: Iterable[Point]) -> list[Point]:
    """One half of the hull, without its last point, which is the first of the other half."""
    kept: list[Point] = []
    for point in points:
        while len(kept) > 1 and not _turns(kept[-2], kept[-1], point):
            kept.pop()
        kept.append(point)
    return kept[:-1]


def _turns(a: Point, b: Point, c: Point) -> bool:
    """Whether the path over three points turns clockwise, with Y up."""
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
