"""The small drawing of a drill."""

from PyQt5.QtCore import QPointF, Qt
from PyQt5.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt5.QtWidgets import QWidget

from gui import theme
from gui.protocols.figure import NOTHING, Figure
from gui.protocols.pose import Line, Part, Ring, strokes_of

LEAST_PX = 140
WIDTHS = {Part.BODY: 0.035, Part.DOWEL: 0.022, Part.LOAD: 0.02, Part.AROUND: 0.012}


class DrillFigure(QWidget):
    """A stick figure, as large as its place allows."""

    def __init__(self) -> None:
        super().__init__()
        self._strokes = strokes_of(NOTHING)
        self.setMinimumSize(LEAST_PX, LEAST_PX)

    def show_figure(self, figure: Figure) -> None:
        """Draws a figure."""
        self._strokes = strokes_of(figure)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draws one stroke after another."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.Antialiasing)
        side = min(self.width(), self.height())
        painter.translate((self.width() - side) / 2, (self.height() + side) / 2)
        painter.scale(side, -side)
        for stroke in self._strokes:
            painter.setPen(_pen(stroke.part, dashed=isinstance(stroke, Line) and stroke.dashed))
            if isinstance(stroke, Line):
                painter.drawPolyline(QPolygonF([QPointF(*point) for point in stroke.points]))
            else:
                _draw_ring(painter, stroke)


def _draw_ring(painter: QPainter, ring: Ring) -> None:
    painter.setBrush(_colour(ring.part) if ring.filled else Qt.NoBrush)
    painter.drawEllipse(QPointF(*ring.middle), ring.radius, ring.radius)


def _pen(part: Part, *, dashed: bool) -> QPen:
    pen = QPen(_colour(part), WIDTHS[part], Qt.DashLine if dashed else Qt.SolidLine)
    pen.setCapStyle(Qt.RoundCap)
    pen.setJoinStyle(Qt.RoundJoin)
    return pen


def _colour(part: Part) -> QColor:
    return {
        Part.BODY: theme.now().text,
        Part.DOWEL: theme.now().on,
        Part.LOAD: theme.now().right,
        Part.AROUND: theme.now().dim,
    }[part]
