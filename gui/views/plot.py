"""The scene that holds the lanes, with mouse wheel and drag."""

import pyqtgraph as pg
from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QFontInfo, QMouseEvent, QResizeEvent, QWheelEvent
from PyQt5.QtWidgets import QFrame, QSizePolicy

from gui import theme
from gui.language import text
from gui.views.lanes import Lanes

WHEEL_NOTCH = 120.0
LEAST_HEIGHT_PX = 150


class Plot(pg.GraphicsView):  # type: ignore[misc,unused-ignore]
    """Shows the lanes, and emits by how many seconds the mouse moves them.

    `moved` is positive towards newer times; `zoomed` carries steps to more seconds, and the share
    of the width at which the mouse is.
    """

    moved = pyqtSignal(float)
    zoomed = pyqtSignal(int, float)

    def __init__(self, lanes: Lanes | None = None) -> None:
        super().__init__(background=theme.now().panel_ground)
        self.lanes = lanes or Lanes()
        self.addItem(self.lanes)
        self.setFrameShape(QFrame.NoFrame)
        self.setFocusPolicy(Qt.NoFocus)
        self.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Ignored)
        self.setMinimumHeight(LEAST_HEIGHT_PX)
        self.setCursor(Qt.OpenHandCursor)
        self.setToolTip(text("strips.tip"))
        self._held_x: int | None = None
        self._turned = 0.0

    def refit(self) -> None:
        """Lays the lanes out for the present size and font."""
        text_px = QFontInfo(self.font()).pixelSize()
        self.lanes.resize(self.width(), self.height(), text_px)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lays the lanes out again."""
        super().resizeEvent(event)
        if hasattr(self, "lanes"):
            self.refit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """One notch is a second, away from the user is back in time; with Ctrl it is a step
        closer."""
        turn = event.angleDelta()
        notches = (turn.y() or turn.x()) / WHEEL_NOTCH
        if event.modifiers() & Qt.ControlModifier:
            self._zoom(notches, event.position().x())
        else:
            self.moved.emit(-notches)
        event.accept()

    def changeEvent(self, event: QEvent) -> None:
        """Redraws in other colours."""
        super().changeEvent(event)
        if event.type() in theme.RECOLOURED and hasattr(self, "lanes"):
            self.setBackground(theme.now().panel_ground)
            self.lanes.forget_still()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Grabs the strips."""
        if event.button() == Qt.LeftButton:
            self._held_x = event.x()
            self.setCursor(Qt.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags the strips."""
        if self._held_x is not None and event.x() != self._held_x:
            frame = self.lanes.frame
            self.moved.emit((self._held_x - event.x()) * frame.span_s / frame.plot_px)
            self._held_x = event.x()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        """Releases the strips."""
        self._held_x = None
        self.setCursor(Qt.OpenHandCursor)

    def _zoom(self, notches: float, x_px: float) -> None:
        """Adds up parts of a notch, as touchpads send them."""
        self._turned += notches
        steps = int(self._turned)
        if steps:
            self._turned -= steps
            frame = self.lanes.frame
            self.zoomed.emit(-steps, min(1.0, max(0.0, (x_px - frame.left_px) / frame.plot_px)))
