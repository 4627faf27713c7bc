"""Colours and fonts: dark, and apart for colour-blind eyes (after Okabe and Ito)."""

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPalette
from PyQt5.QtWidgets import QApplication, QWidget

BACKGROUND = QColor("#12161b")
PANEL = QColor("#1b2129")
LINE = QColor("#46525f")
TEXT = QColor("#f4f6f8")
DIM = QColor("#b9c3ce")
LEFT = QColor("#56b4e9")
RIGHT = QColor("#f0a830")
HEEL = QColor("#d5dde5")
TOE = QColor("#8492a0")
ON = QColor("#2fd0a0")
LOST = QColor("#ff7a45")
WARN = QColor("#f0e442")
MARK = QColor("#ee9ccb")

HEIGHT_PER_TEXT = 58
LEAST_TEXT_PX = 12
SMALL, NORMAL, LARGE, HUGE = 0.9, 1.0, 1.35, 2.4
FACTOR = "text_factor"

_STYLE = f"""
QMainWindow, QScrollArea, #content {{ background: {BACKGROUND.name()}; }}
#panel {{ background: {PANEL.name()}; }}
QPushButton {{ background: #2b3541; color: {TEXT.name()}; border: 2px solid {LINE.name()};
    border-radius: 6px; padding: 0.3em 0.8em; }}
QPushButton:hover, QPushButton:focus {{ border-color: {LEFT.name()}; }}
QPushButton:pressed {{ background: #16324a; }}
QPushButton:disabled {{ color: #8793a0; background: {PANEL.name()}; border-color: #303a45; }}
QLineEdit {{ background: #0b0e11; color: {TEXT.name()}; border: 2px solid {LINE.name()};
    border-radius: 4px; padding: 3px 6px; }}
QLineEdit:focus {{ border-color: {LEFT.name()}; }}
QLineEdit:disabled {{ color: {DIM.name()}; background: {PANEL.name()}; }}
QLineEdit[wrong="true"] {{ border: 3px solid {LOST.name()}; }}
#loud {{ background: {LOST.name()}; color: #000000; border-radius: 4px; }}
QListWidget {{ background: #0b0e11; color: {TEXT.name()}; border: 2px solid {LINE.name()}; }}
QListWidget::item:selected {{ background: #16324a; color: {TEXT.name()}; }}
#step {{ border: 0; background: transparent; padding: 2px 6px; }}
#step[now="true"] {{ background: #16324a; border: 2px solid {LEFT.name()}; }}
#recording {{ background: #8c1d2f; color: #ffffff; border-radius: 4px; }}
#unreal {{ background: {WARN.name()}; color: #000000; border: 3px solid #000000;
    padding: 2px 14px; }}
#offer {{ background: #16283a; border: 2px solid {LEFT.name()}; border-radius: 6px; }}
#banner {{ background: #4a1d0c; border: 3px solid {LOST.name()}; border-radius: 6px; }}
"""


def dress(window: QWidget) -> None:
    """Gives the program dark colours, and a window the styles of its buttons and fields."""
    QApplication.setStyle("Fusion")
    palette = QPalette(PANEL, BACKGROUND)
    for role in (QPalette.WindowText, QPalette.Text, QPalette.ButtonText, QPalette.ToolTipText):
        palette.setColor(role, TEXT)
    palette.setColor(QPalette.Base, PANEL)
    palette.setColor(QPalette.ToolTipBase, PANEL)
    palette.setColor(QPalette.PlaceholderText, DIM)
    QApplication.setPalette(palette)
    window.setStyleSheet(_STYLE)


def make_panel(widget: QWidget) -> None:
    """Gives a part of the window the ground that all parts have."""
    widget.setObjectName("panel")
    widget.setAttribute(Qt.WA_StyledBackground)


def text_px(window_height_px: int) -> int:
    """Size of normal text for a window of this height."""
    return max(LEAST_TEXT_PX, round(window_height_px / HEIGHT_PER_TEXT))


def scale_fonts(window: QWidget, normal_px: int) -> None:
    """Sets the fonts of all that stands in `window`; each widget's property says how large."""
    for widget in (window, *window.findChildren(QWidget)):
        factor = widget.property(FACTOR)
        if widget is window or factor is not None:
            widget.setFont(font(normal_px * (factor or NORMAL), bold=(factor or 0) >= LARGE))


def font(size_px: float, *, bold: bool = False) -> QFont:
    """The font of this size."""
    made = QFont()
    made.setPixelSize(max(1, round(size_px)))
    made.setBold(bold)
    return made


def mix(back: QColor, front: QColor, share: float) -> QColor:
    """The colour between two: `share` 0 is `back`, 1 is `front`."""
    share = min(1.0, max(0.0, share))
    parts = zip(back.getRgb()[:3], front.getRgb()[:3], strict=True)
    return QColor(*(round(b + (f - b) * share) for b, f in parts))


def fitted(text: str, box: QRectF, size_px: float, *, bold: bool = False) -> QFont:
    """The font of this size, or the largest smaller one with which `text` fits into `box`."""
    wanted = font(size_px, bold=bold)
    metrics = QFontMetricsF(wanted)
    width, height = metrics.horizontalAdvance(text), metrics.height()
    share = min(1.0, box.width() / max(width, 1.0), box.height() / max(height, 1.0))
    return wanted if share == 1.0 else font(int(size_px * share), bold=bold)


def write(
    painter: QPainter,
    box: QRectF,
    text: str,
    *,
    size_px: float,
    colour: QColor = TEXT,
    align: Qt.AlignmentFlag | Qt.Alignment = Qt.AlignCenter,
    bold: bool = False,
) -> None:
    """Writes one line into `box`, smaller where it would not fit, never cut off."""
    painter.setFont(fitted(text, box, size_px, bold=bold))
    painter.setPen(colour)
    painter.drawText(box, int(align), text)
