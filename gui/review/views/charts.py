"""The charts of a trial, with the mouse: click and drag go to a moment."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QMouseEvent, QWheelEvent

from gui import theme
from gui.language import text
from gui.picture import Strips
from gui.review.picture import Scene
from gui.review.views.timelanes import TimeLanes
from gui.views.plot import WHEEL_NOTCH, Plot

CURSORS = {Qt.ShiftModifier: "cursor_a", Qt.ControlModifier: "cursor_b"}
NOTCH_SHARE = 0.1  # of the span, for a notch of the wheel


class Charts(Plot):
    """Emits the mouse actions on the charts.

    `sought` carries the moment to go to, `moved` and `zoomed_at` what to show, `acted` which cursor
    to put there, and `border_set` where a border was dragged to.
    """

    sought = pyqtSignal(float)
    zoomed_at = pyqtSignal(int, float)
    acted = pyqtSignal(str)
    border_set = pyqtSignal(int, str, float)

    def __init__(self) -> None:
        self._lanes = TimeLanes()
        super().__init__(self._lanes)
        self.setProperty(theme.FACTOR, theme.NORMAL)
        self._border: tuple[int, str] | None = None
        self._dragged = False
        self.viewport().setMouseTracking(True)
        self.setCursor(Qt.IBeamCursor)
        self.setToolTip(text("review.charts_tip"))

    def show_strips(self, strips: Strips) -> None:
        """Draws these strips."""
        self._lanes.show_strips(strips)

    def show_scene(self, scene: Scene) -> None:
        """Draws the findings, and the moment."""
        self._lanes.show_scene(scene)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls: away from the user is back in time; with Ctrl it zooms in."""
        turn = event.angleDelta()
        notches = (turn.y() or turn.x()) / WHEEL_NOTCH
        if event.modifiers() & Qt.ControlModifier:
            self._turned += notches
            if steps := int(self._turned):
                self._turned -= steps
                self.zoomed_at.emit(-steps, self._time_at(event.position().x()))
        else:
            self.moved.emit(-notches * NOTCH_SHARE * self._lanes.frame.span_s)
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes there; with Shift or Ctrl also puts a cursor there. Grabs a border at that place."""
        if event.button() == Qt.LeftButton:
            self._held_x, self._dragged = event.x(), False
            self._border = self._lanes.border_at(event.x())
            self.sought.emit(self._time_at(event.x()))
        for key, cursor in CURSORS.items():
            if event.modifiers() & key:
                self.acted.emit(cursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Goes where the mouse is dragged, to show where a border would be; without a button
        pressed, the cursor shape shows where a border can be grabbed."""
        if self._held_x is None:
            at_border = self._lanes.border_at(event.x())
            self.setCursor(Qt.SplitHCursor if at_border else Qt.IBeamCursor)
        elif event.x() != self._held_x:
            self._held_x, self._dragged = event.x(), True
            self.sought.emit(self._time_at(event.x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Releases the border."""
        border, self._border, self._held_x = self._border, None, None
        if border and self._dragged:
            self.border_set.emit(*border, self._time_at(event.x()))

    def _time_at(self, x_px: float) -> float:
        """Limited to what is shown: to drag beyond the edge must not turn pages."""
        frame = self._lanes.frame
        share = min(1.0, max(0.0, (x_px - frame.left_px) / frame.plot_px))
        begin_s: float = getattr(frame, "begin_s", 0.0)
        return begin_s + share * frame.span_s
