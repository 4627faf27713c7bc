"""Both plates from above, and where the mass belongs."""

from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QFontInfo, QPainter, QPaintEvent, QPen
from PyQt5.QtWidgets import QWidget

from gui import theme
from gui.calibrating.picture import Place
from gui.language import text

WIDE_MM, LONG_MM, GAP_MM, BELOW_MM = 160.0, 320.0, 24.0, 40.0
MASS_MM = 28.0
LEAST_PX = 190
LEFT_OF = {"left": -1, "right": 1}


class PlaceView(QWidget):
    """The heel stop is below. No mass is drawn if both plates must be empty."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty(theme.FACTOR, theme.NORMAL)
        self.setMinimumSize(LEAST_PX, LEAST_PX)
        self._place = Place()

    def show_place(self, place: Place | None) -> None:
        """Draws a place; hidden if there is none to show."""
        self.setVisible(place is not None)
        self._place = place or Place()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws the plates, their names and the mass."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        wide_mm, high_mm = 2 * WIDE_MM + GAP_MM, LONG_MM + BELOW_MM
        self._px = min(self.width() / wide_mm, self.height() / high_mm) * 0.96
        for foot in LEFT_OF:
            self._draw_plate(painter, foot)
        if self._place.foot:
            self._draw_mass(painter)

    def _draw_plate(self, painter: QPainter, foot: str) -> None:
        painter.setPen(QPen(theme.now().dim, 2))
        painter.setBrush(theme.now().panel_ground)
        corner = self._at(foot, -WIDE_MM / 2, LONG_MM)
        painter.drawRect(QRectF(corner, self._at(foot, WIDE_MM / 2, 0)))
        painter.setPen(QPen(theme.now().text, 6))
        painter.drawLine(self._at(foot, -WIDE_MM / 2, 0), self._at(foot, WIDE_MM / 2, 0))
        name = QRectF(self._at(foot, -WIDE_MM / 2, 0), self._at(foot, WIDE_MM / 2, -BELOW_MM))
        size_px = QFontInfo(self.font()).pixelSize()
        theme.write(painter, name, text("calibration.heel_stop", foot=foot), size_px=size_px)

    def _draw_mass(self, painter: QPainter) -> None:
        place = self._place
        middle, radius = self._at(place.foot, place.x_mm, place.y_mm), MASS_MM * self._px
        painter.setPen(QPen(theme.now().text, 2))
        painter.setBrush(theme.now().left if place.foot == "left" else theme.now().right)
        painter.drawEllipse(middle, radius, radius)
        box = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        size_px = QFontInfo(self.font()).pixelSize()
        theme.write(painter, box, place.words, size_px=size_px, colour=theme.now().panel_ground)

    def _at(self, foot: str, x_mm: float, y_mm: float) -> QPointF:
        x_mm += LEFT_OF[foot] * (WIDE_MM + GAP_MM) / 2
        below_px = (self.height() - (LONG_MM + BELOW_MM) * self._px) / 2
        y_px = self.height() - below_px - (BELOW_MM + y_mm) * self._px
        return QPointF(self.width() / 2 + x_mm * self._px, y_px)
