"""Two feet from above in pixels: where they are, their outer limits, and where a point is."""

from itertools import chain

import numpy as np
from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from pyqtgraph.functions import arrayToQPolygonF

from gui import theme
from gui.picture import Plates
from gui.views.footshape import foot_halves, hull

PLATES_MM = QRectF(-180, -20, 360, 350)
PLACES = ("left heel", "left toe", "right heel", "right toe")


class FeetMap:
    """The plates drawn into `room`; `flipped` as seen by someone who faces the person."""

    def __init__(self, room: QRectF, plates: Plates, *, flipped: bool = False) -> None:
        self.scale = max(
            0.01, min(room.width() / PLATES_MM.width(), room.height() / PLATES_MM.height())
        )
        self._sideways = -1 if flipped else 1
        self._middle = room.center() + QPointF(0, PLATES_MM.center().y() * self.scale)
        self.halves = {place: self._half(place, plates) for place in PLACES}
        self.limits = hull(chain.from_iterable(map(corners, self.halves.values())))

    def at(self, x_mm: float, y_mm: float) -> QPointF:
        """Where a point of the plates is drawn."""
        return self._middle + QPointF(self._sideways * x_mm, -y_mm) * self.scale

    def draw_still(self, painter: QPainter, text_px: int) -> None:
        """Draws both plates, the feet, and a dashed line around the area they stand on."""
        colours = theme.now()
        for side_mm in (-1, 1):
            plate = QRectF(self.at(side_mm * 90 - 84, 330), self.at(side_mm * 90 + 84, -20))
            painter.setPen(QPen(colours.line, max(2.0, text_px / 8)))
            painter.setBrush(colours.window_ground)
            painter.drawRoundedRect(plate.normalized(), 10, 10)
        painter.setPen(QPen(colours.dim, max(1.5, text_px / 9)))
        for half in self.halves.values():
            painter.drawPath(half)
        pen = QPen(colours.dim, max(1.0, text_px / 12))
        pen.setDashPattern([6, 5])
        painter.setPen(pen)
        painter.setBrush(Qt.NoBrush)
        painter.drawPolygon(self.limits)

    def draw_cop(
        self, painter: QPainter, cop_mm: np.ndarray, *, radius: float, filled: QColor
    ) -> None:
        """Draws the trail, and the newest point as a ring; nothing where it is NaN."""
        cop_mm = cop_mm.reshape(-1, 2)
        known = ~np.isnan(cop_mm).any(axis=1)
        painter.setRenderHint(QPainter.Antialiasing)
        painter.setPen(QPen(theme.now().text, max(1.0, radius / 5)))
        for run in np.split(cop_mm, np.flatnonzero(np.diff(known)) + 1):
            if len(run) > 1 and not np.isnan(run[0]).any():
                painter.drawPolyline(self._line(run))
        if known.any() and known[-1]:
            painter.setBrush(filled)
            painter.setPen(QPen(theme.now().text, max(3.0, radius / 2)))
            painter.drawEllipse(self.at(*cop_mm[-1].tolist()), radius, radius)
        painter.setRenderHint(QPainter.Antialiasing, False)

    def _line(self, points_mm: np.ndarray) -> QPolygonF:
        """Points (N, 2) mapped as by `at`."""
        x_px = self._middle.x() + points_mm[:, 0] * (self._sideways * self.scale)
        line: QPolygonF = arrayToQPolygonF(x_px, self._middle.y() - points_mm[:, 1] * self.scale)
        return line

    def _half(self, place: str, plates: Plates) -> QPainterPath:
        left = "left" in place
        x_mm, mirror = (plates.left_x_mm, 1) if left else (plates.right_x_mm, -1)
        heel, toe = foot_halves()
        outline = corners(heel if "heel" in place else toe)
        half = QPainterPath()
        half.addPolygon(QPolygonF([self.at(x_mm + mirror * x, y) for x, y in outline]))
        half.closeSubpath()
        return half


def corners(path: QPainterPath) -> list[tuple[float, float]]:
    """The corners of an outline; plain numbers, since a point of Qt's would outlive its polygon."""
    polygon = path.toFillPolygon()
    points = (polygon.at(row) for row in range(polygon.size()))
    return [(point.x(), point.y()) for point in points]
