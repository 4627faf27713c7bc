"""The layout of the strips' lanes, with names, scales and the grid of seconds."""

from dataclasses import dataclass, replace
from typing import Self

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QPainter, QPen, QPixmap

from gui import theme
from gui.language import named

LOADS = ("left heel", "left toe", "right heel", "right toe")
CONTACTS = ("head", "thoracic", "sacrum")
NAMES = LOADS + CONTACTS
_AXIS, _BAND, _NAME, _SCALE = 1.5, 0.45, 6.2, 3.4  # in heights of normal text
_RIGHT_PX = 14
STEPS = 5  # of the grid of seconds


@dataclass(frozen=True, slots=True)
class LaneFrame:
    """Positions in pixels for a drawing of this size, `span_s` wide and `scale_n` high."""

    width_px: int
    height_px: int
    text_px: int
    span_s: float
    scale_n: int

    def with_data(self, begin_s: float, end_s: float, scale_n: int) -> Self:
        """The same layout for other data."""
        span_s = round(end_s - begin_s, 6)
        return replace(self, span_s=span_s if span_s > 0 else self.span_s, scale_n=scale_n)

    @property
    def left_px(self) -> int:
        """Where the oldest column is."""
        return round((_NAME + _SCALE) * self.text_px)

    @property
    def plot_px(self) -> int:
        """The number of columns from the oldest to the newest."""
        return max(1, self.width_px - self.left_px - _RIGHT_PX)

    @property
    def right_px(self) -> int:
        """Where the newest column is."""
        return self.left_px + self.plot_px

    def lane(self, index: int) -> QRectF:
        """The rectangle of one of the seven lanes."""
        room = self.height_px - (_AXIS + _BAND) * self.text_px
        top, bottom = (round(room * at / len(NAMES)) for at in (index, index + 1))
        return QRectF(self.left_px, top, self.plot_px, bottom - top)

    def trace_box(self, index: int) -> QRectF:
        """The rectangle of a lane's line, from its zero to its full scale."""
        return self.lane(index).adjusted(0, 4, 0, -4)

    def loss_band(self) -> QRectF:
        """The band above the seconds, on which every loss of contact is shaded."""
        top = self.lane(len(NAMES) - 1).bottom()
        return QRectF(self.left_px, top, self.plot_px, round(_BAND * self.text_px))

    def drawn(self, ratio: float) -> QPixmap:
        """Everything static, as a pixmap."""
        pixmap = QPixmap(round(self.width_px * ratio), round(self.height_px * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.now().panel_ground)
        painter = QPainter(pixmap)
        self.draw_seconds(painter)
        for index, name in enumerate(NAMES):
            self._draw_lane(painter, index, name)
        painter.end()
        return pixmap

    def draw_seconds(self, painter: QPainter) -> None:
        """Draws the grid, counted back from the newest time."""
        band = self.loss_band()
        painter.fillRect(band, theme.now().window_ground)
        for back in range(STEPS + 1):
            x = round(self.right_px - back / STEPS * self.plot_px)
            painter.setPen(QPen(theme.now().line, 1))
            painter.drawLine(x, 0, x, round(band.bottom()))
            self.write_second(painter, x, _back_words(back * self.span_s / STEPS))

    def write_second(self, painter: QPainter, x: int, text: str) -> None:
        """Writes the text under a line of the grid."""
        top, width = self.loss_band().bottom(), 5.0 * self.text_px
        box = QRectF(x - width / 2, top, width, self.height_px - top)
        align = Qt.AlignCenter
        if box.right() > self.width_px:
            box.moveRight(self.width_px - 2)
            align = Qt.AlignRight | Qt.AlignVCenter  # type: ignore[assignment]
        theme.write(painter, box, text, size_px=self._small(), colour=theme.now().dim, align=align)

    def _draw_lane(self, painter: QPainter, index: int, name: str) -> None:
        lane, trace = self.lane(index), self.trace_box(index)
        painter.setPen(QPen(theme.now().line, 1))
        painter.drawLine(0, round(lane.bottom()), self.right_px, round(lane.bottom()))
        box = QRectF(6, lane.top(), _NAME * self.text_px - 8, lane.height())
        align = Qt.AlignLeft | Qt.AlignVCenter
        theme.write(painter, box, named(name), size_px=self.text_px, align=align)
        self._write_scale(painter, trace, f"{self.scale_n} N" if name in LOADS else "100 %")

    def _write_scale(self, painter: QPainter, trace: QRectF, top: str) -> None:
        """Writes both ends of a scale, or only the upper one if there is no room for both."""
        left, width = _NAME * self.text_px, _SCALE * self.text_px - 6
        both = trace.height() + 4 > 2 * self._small()
        height = min(trace.height() / 2 + 2 if both else trace.height() + 4, 1.3 * self.text_px)
        ends = [(top, trace.top() - 2), ("0", trace.bottom() + 2 - height)]
        for text, y in ends if both else ends[:1]:
            box = QRectF(left, y, width, height)
            align = Qt.AlignRight | Qt.AlignVCenter
            theme.write(
                painter, box, text, size_px=self._small(), colour=theme.now().dim, align=align
            )

    def _small(self) -> float:
        return theme.SMALL * self.text_px


def _back_words(back_s: float) -> str:
    return f"-{back_s:g} s" if back_s else "0 s"
