"""Fonts and room that grow with the window, and text that a view writes itself."""

from functools import lru_cache

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PyQt5.QtWidgets import QToolTip, QWidget

from gui.theme.colours import now
from gui.theme.room import make_room

HEIGHT_PER_TEXT = 58
LEAST_TEXT_PX = 12
SMALL, NORMAL, LARGE, HUGE = 0.9, 1.0, 1.35, 2.4
FACTOR = "text_factor"


def text_px(window_height_px: int) -> int:
    """Size of normal text for a window of this height."""
    return max(LEAST_TEXT_PX, round(window_height_px / HEIGHT_PER_TEXT))


def scale_fonts(window: QWidget, normal_px: int) -> None:
    """Sets the fonts of all widgets in `window`, by the factor in each one's property, and the room
    around them."""
    make_room(window, normal_px)
    for widget in (window, *window.findChildren(QWidget)):
        factor = widget.property(FACTOR)
        if widget is window or factor is not None:
            widget.setFont(font(normal_px * (factor or NORMAL), bold=(factor or 0) >= LARGE))
    QToolTip.setFont(font(normal_px))


def font(size_px: float, *, bold: bool = False) -> QFont:
    """The font of this size."""
    made = QFont()
    made.setPixelSize(max(1, round(size_px)))
    made.setBold(bold)
    return made


def fitted(text: str, box: QRectF, size_px: float, *, bold: bool = False) -> QFont:
    """The font of this size, or the largest smaller one with which `text` fits into `box`."""
    return _fitted(text, box.width(), box.height(), size_px, bold=bold)


@lru_cache(maxsize=1024)
def _fitted(text: str, width_px: float, height_px: float, size_px: float, *, bold: bool) -> QFont:
    """Cached, since views write mostly the same each frame."""
    wanted = font(size_px, bold=bold)
    metrics = QFontMetricsF(wanted)
    width, height = metrics.horizontalAdvance(text), metrics.height()
    share = min(1.0, width_px / max(width, 1.0), height_px / max(height, 1.0))
    return wanted if share == 1.0 else font(int(size_px * share), bold=bold)


def write(
    painter: QPainter,
    box: QRectF,
    text: str,
    *,
    size_px: float,
    colour: QColor | None = None,
    align: Qt.AlignmentFlag | Qt.Alignment = Qt.AlignCenter,
    bold: bool = False,
) -> None:
    """Writes one line into `box`, smaller if it does not fit, never cut off.

    Without a `colour` it is written in that of text.
    """
    painter.setFont(fitted(text, box, size_px, bold=bold))
    painter.setPen(colour or now().text)
    painter.drawText(box, int(align), text)
