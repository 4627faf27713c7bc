"""A person in a hip hinge, from the side, with a dowel along the back: a sketch, in millimetres.

X to the back, Y up, from the ankle. It is always the same: the rig measures no joint.
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
ROOM_MM = QRectF(-520, -90, 980, 1520)
_HIP, _TILT = QPointF(200, 710), QPointF(-0.74, 0.673)  # of the trunk, from the hip to the head
_ACROSS = QPointF(0.673, 0.74)  # from the trunk to the dowel
_TO_DOWEL_MM, _DOWEL_MM = 155, (-100, 860)
_CONTACTS_MM = (730, 430, 50)  # along the trunk, as POINTS
_LIMBS: tuple[tuple[Disc, Disc], ...] = (
    ((30, -50, 35), (-200, -60, 25)),  # foot
    ((0, 0, 45), (20, 220, 72)),  # shank
    ((20, 220, 72), (0, 390, 70)),
    ((0, 390, 75), (200, 700, 125)),  # thigh
)
_TRUNK: tuple[Disc, ...] = (
    (0, 0, 135), (220, -5, 105), (420, 0, 125), (520, 5, 85), (600, 10, 55),
)  # fmt: skip
_HEAD_MM, _HEAD_RADIUS_MM = (720, 30), 105


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
    head.addEllipse(QPointF(*_on_trunk(*_HEAD_MM)), _HEAD_RADIUS_MM, 1.12 * _HEAD_RADIUS_MM)
    return path.united(head)


def contact_at(point: str) -> QPointF:
    """Where the dowel touches at this point."""
    return QPointF(*_on_trunk(_CONTACTS_MM[POINTS.index(point)], _TO_DOWEL_MM))


def dowel_ends() -> tuple[QPointF, QPointF]:
    """The lower and the upper end of the dowel."""
    low, high = (QPointF(*_on_trunk(at, _TO_DOWEL_MM)) for at in _DOWEL_MM)
    return low, high


def fitted_into(box: QRectF) -> QTransform:
    """From millimetres to pixels, with the whole figure centred in `box`."""
    scale = max(1e-3, min(box.width() / ROOM_MM.width(), box.height() / ROOM_MM.height()))
    middle, foot = ROOM_MM.center(), box.center()
    return QTransform(
        scale, 0, 0, -scale, foot.x() - scale * middle.x(), foot.y() + scale * middle.y()
    )


def _on_trunk(along_mm: float, across_mm: float) -> tuple[float, float]:
    at = _HIP + _TILT * along_mm + _ACROSS * across_mm
    return at.x(), at.y()


def _limb(begin: Disc, end: Disc) -> QPainterPath:
    """A limb that becomes thinner: two discs and the area between them."""
    path = QPainterPath()
    path.addPolygon(hull([*_rim(*begin), *_rim(*end)]))
    path.closeSubpath()
    return path


def _rim(x_mm: float, y_mm: float, radius_mm: float) -> Iterator[tuple[float, float]]:
    for step in range(CORNERS):
        turn = step / CORNERS * tau
        yield x_mm + radius_mm * cos(turn), y_mm + radius_mm * sin(turn)
