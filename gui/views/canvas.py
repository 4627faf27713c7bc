"""A view that draws itself. Its static part is drawn once, into a pixmap."""

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QFontInfo, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PyQt5.QtWidgets import QSizePolicy, QWidget

from gui import theme

EDGE = 0.85  # in heights of normal text


class Canvas(QWidget):
    """Redraws `draw_still` only when size or font change, and draws `draw_moving` over it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAttribute(Qt.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Ignored)
        self.setProperty(theme.FACTOR, theme.NORMAL)
        self._still: QPixmap | None = None

    def text_px(self) -> int:
        """Size of normal text in this window."""
        return QFontInfo(self.font()).pixelSize()

    def edge_px(self) -> float:
        """Margin at the left and the right."""
        return EDGE * self.text_px()

    def draw_still(self, painter: QPainter) -> None:
        """Draws what changes only with size and font."""

    def draw_moving(self, painter: QPainter) -> None:
        """Draws what changes with the data."""

    def lay_out(self) -> None:
        """Computes the layout before drawing."""

    def forget_still(self) -> None:
        """Redraws everything."""
        self._still = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the pixmap and what moves."""
        if self._still is None:
            self._still = self._drawn_still()
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.drawPixmap(0, 0, self._still)
        self.draw_moving(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Redraws in the new size."""
        super().resizeEvent(event)
        self.forget_still()

    def changeEvent(self, event: QEvent) -> None:
        """Redraws in another font or other colours."""
        super().changeEvent(event)
        if event.type() in (QEvent.FontChange, *theme.RECOLOURED):
            self.forget_still()

    def _drawn_still(self) -> QPixmap:
        self.lay_out()
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.now().panel_ground)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.Antialiasing)
        self.draw_still(painter)
        painter.end()
        return pixmap
