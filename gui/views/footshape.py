"""The outline of a left foot from above, in millimetres: X to the right, Y forward."""

from functools import cache

from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QPainterPath

FOOT_LENGTH_MM = 300.0
_GAP_MM = 4.0
_OUTLINE_MM = (
    (0, 4), (-26, 14), (-36, 46), (-36, 110), (-44, 180), (-50, 226), (-43, 264),
    (-20, 286), (12, 300), (36, 292), (44, 252), (40, 214), (24, 160), (22, 110),
    (32, 46), (24, 14),
)  # fmt: skip


@cache
def foot_halves() -> tuple[QPainterPath, QPainterPath]:
    """The heel and the toe half of a left foot; mirrored, they are a right one's."""
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
