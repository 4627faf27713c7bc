"""Someone who hinges, from the side, with a dowel along the back: a sketch, in metres.

X to the back, Y up, from the ankle. It is always the same: the rig knows no joint.
"""

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import cos, sin, tau

from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QPainterPath, QTransform

from gui.views.footshape import hull
from gui.views.lamps import POINTS

Disc = tuple[float, float, float]  # x, y and radius: the end of a limb

CORNERS = 48
ROOM_M = QRectF(-0.52, -0.09, 0.98, 1.52)
_HIP, _TILT = QPointF(0.2, 0.71), QPointF(-0.74, 0.673)  # of the trunk, from the hip to the head
_ACROSS = QPointF(0.673, 0.74)  # from the trunk to the dowel
_TO_DOWEL_M, _DOWEL_M = 0.155, (-0.10, 0.86)
_CONTACTS_M = (0.73, 0.43, 0.05)  # along the trunk, as POINTS
_LIMBS: tuple[tuple[Disc, Disc], ...] = (
    ((0.03, -0.05, 0.035), (-0.20, -0.06, 0.025)),  # foot
    ((0.0, 0.0, 0.045), (0.02, 0.22, 0.072)),  # shank
    ((0.02, 0.22, 0.072), (0.0, 0.39, 0.07)),
    ((0.0, 0.39, 0.075), (0.2, 0.7, 0.125)),  # thigh
)
_TRUNK: tuple[Disc, ...] = (
    (0.0, 0.0, 0.135), (0.22, -0.005, 0.105), (0.42, 0.0, 0.125), (0.52, 0.005, 0.085),
    (0.60, 0.01, 0.055),
)  # fmt: skip
_HEAD_M, _HEAD_RADIUS_M = (0.72, 0.03), 0.105


@cache
def outline() -> QPainterPath:
    """The body, in one piece."""
    path = QPainterPath()
    for begin, end in _LIMBS:
        path = path.united(_limb(begin, end))
    along = [(*_on_trunk(at, across), radius) for at, across, radius in _TRUNK]
    for begin, end in pairwise(along):
        path = path.united(_limb(begin, end))
    head = QPainterPath()
    head.addEllipse(QPointF(*_on_trunk(*_HEAD_M)), _HEAD_RADIUS_M, 1.12 * _HEAD_RADIUS_M)
    return path.united(head)


def contact_at(point: str) -> QPointF:
    """Where the dowel touches."""
    return QPointF(*_on_trunk(_CONTACTS_M[POINTS.index(point)], _TO_DOWEL_M))


def dowel_ends() -> tuple[QPointF, QPointF]:
    """Its lower and its upper end."""
    low, high = (QPointF(*_on_trunk(at, _TO_DOWEL_M)) for at in _DOWEL_M)
    return low, high


def fitted_into(box: QRectF) -> QTransform:
    """From metres to pixels, so that the whole figure stands in the middle of `box`."""
    scale = max(1e-3, min(box.width() / ROOM_M.width(), box.height() / ROOM_M.height()))
    middle, foot = ROOM_M.center(), box.center()
    return QTransform(
        scale, 0, 0, -scale, foot.x() - scale * middle.x(), foot.y() + scale * middle.y()
    )


def _on_trunk(along_m: float, across_m: float) -> tuple[float, float]:
    at = _HIP + _TILT * along_m + _ACROSS * across_m
    return at.x(), at.y()


def _limb(begin: Disc, end: Disc) -> QPainterPath:
    """A limb that becomes thinner: two discs and what lies between them."""
    path = QPainterPath()
    path.addPolygon(hull([*_rim(*begin), *_rim(*end)]))
    path.closeSubpath()
    return path


def _rim(x_m: float, y_m: float, radius_m: float) -> Iterator[tuple[float, float]]:
    for step in range(CORNERS):
        turn = step / CORNERS * tau
        yield x_m + radius_m * cos(turn), y_m + radius_m * sin(turn)
