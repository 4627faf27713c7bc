"""The whole trial on one line: repetitions, losses, marks, gaps, and the moment."""

from PyQt5.QtCore import QRectF, Qt, pyqtSignal
from PyQt5.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPen

from gui import theme
from gui.language import text
from gui.review.picture import Scene
from gui.review.views.timeframe import time_words
from gui.views.canvas import Canvas

_SIDE_PX = 10
LEAST_HEIGHT_PX = 46
# What of a scene is drawn, except the moment.
DRAWN = (
    "repetitions",
    "losses",
    "marks_s",
    "gaps",
    "notes",
    "begin_s",
    "end_s",
    "reading",
)


class Timeline(Canvas):
    """Emits `sought` with the moment to go to."""

    sought = pyqtSignal(float)

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(LEAST_HEIGHT_PX)
        self.setToolTip(text("review.timeline_tip"))
        self.setCursor(Qt.PointingHandCursor)
        self._scene: Scene | None = None
        self._box = QRectF()  # the line itself

    def show_scene(self, scene: Scene) -> None:
        """Draws this trial."""
        old, self._scene = self._scene, scene
        if old is None or any(getattr(old, name) != getattr(scene, name) for name in DRAWN):
            self.forget_still()
        elif (old.now_s, old.shown) != (scene.now_s, scene.shown):
            self.update()

    def lay_out(self) -> None:
        """Places the line above its ends and its legend."""
        below = 1.5 * self.text_px()
        width, height = self.width() - 2 * _SIDE_PX, self.height() - below - 8
        self._box = QRectF(_SIDE_PX, 5, width, height)

    def draw_still(self, painter: QPainter) -> None:
        """Draws what does not move."""
        if self._scene is None:
            return
        painter.setRenderHint(QPainter.Antialiasing, False)
        scene, colours, box = self._scene, theme.now(), self._box
        painter.fillRect(box, colours.window_ground)
        read = QRectF(box.left(), box.bottom() - 2, box.width() * scene.reading, 2)
        painter.fillRect(read, colours.dim)
        self._draw_spans(painter, scene)
        for at_s in scene.marks_s:
            x = self._x_of(at_s)
            painter.fillRect(QRectF(x - 1, box.top(), 2, box.height()), colours.mark)
            painter.fillRect(QRectF(x - 4, box.top(), 8, 8), colours.mark)
        for note in scene.notes:
            painter.fillRect(QRectF(self._x_of(note.time_s) - 3, box.top(), 6, 6), colours.text)
        self._write_ends(painter, scene)

    def draw_moving(self, painter: QPainter) -> None:
        """Draws the span that the charts show, and the moment."""
        if self._scene:
            box = self._box
            left, right = (self._x_of(at_s) for at_s in self._scene.shown)
            painter.setPen(QPen(theme.now().left, 2))
            painter.drawRect(QRectF(left, box.top(), max(4.0, right - left), box.height() - 1))
            x = self._x_of(self._scene.now_s)
            painter.fillRect(QRectF(x - 1, box.top() - 3, 3, box.height() + 6), theme.now().text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes there."""
        self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes where the mouse is dragged."""
        self._seek(event)

    def _seek(self, event: QMouseEvent) -> None:
        if self._scene and self._box.width() and event.buttons() & Qt.LeftButton:
            box, scene = self._box, self._scene
            share = min(1.0, max(0.0, (event.x() - box.left()) / box.width()))
            self.sought.emit(scene.begin_s + share * (scene.end_s - scene.begin_s))

    def _x_of(self, time_s: float) -> float:
        scene, box = self._scene, self._box
        if scene is None or scene.end_s <= scene.begin_s:
            return box.left()
        share = (time_s - scene.begin_s) / (scene.end_s - scene.begin_s)
        return box.left() + min(1.0, max(0.0, share)) * box.width()

    def _draw_spans(self, painter: QPainter, scene: Scene) -> None:
        """Draws repetitions above, losses below, gaps over the full height."""
        colours, box, half = theme.now(), self._box, self._box.height() / 2
        for one in scene.repetitions:
            self._fill(painter, (one.onset_s, one.end_s), (box.top() + 3, half - 5), colours.dim)
        for _, begin_s, end_s in scene.losses:
            below = box.top() + half + 1, half - 4
            self._fill(painter, (begin_s, min(end_s, scene.end_s)), below, colours.lost)
        for gap in scene.gaps:
            hatched = QBrush(colours.warn, Qt.DiagCrossPattern)
            self._fill(painter, gap, (box.top(), box.height()), hatched)

    def _fill(
        self,
        painter: QPainter,
        span_s: tuple[float, float],
        rows_px: tuple[float, float],
        brush: QColor | QBrush,
    ) -> None:
        left, right = (self._x_of(at_s) for at_s in span_s)
        painter.fillRect(QRectF(left, rows_px[0], max(1.5, right - left - 1), rows_px[1]), brush)

    def _write_ends(self, painter: QPainter, scene: Scene) -> None:
        height = 1.4 * self.text_px()
        box = QRectF(_SIDE_PX, self.height() - height, self.width() - 2 * _SIDE_PX, height)
        small, dim = theme.SMALL * self.text_px(), theme.now().dim
        left, right = Qt.AlignLeft | Qt.AlignVCenter, Qt.AlignRight | Qt.AlignVCenter
        begin, end = (time_words(at_s, 0.1) for at_s in (scene.begin_s, scene.end_s))
        theme.write(painter, box, begin, size_px=small, colour=dim, align=left)
        theme.write(painter, box, end, size_px=small, colour=dim, align=right)
        legend = text("review.legend")
        if scene.reading < 1:
            legend = text("review.reading", percent=round(100 * scene.reading))
        theme.write(painter, box, legend, size_px=small, colour=dim)
