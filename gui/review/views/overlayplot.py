"""Overlaid repetitions, as lines that share one time axis."""

import math
from collections.abc import Sequence
from functools import lru_cache

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen, QPolygonF

from gui import theme
from gui.language import text
from gui.review.picture import Curve, Overlay
from gui.views.canvas import Canvas

_LEFT, _TOP, _BELOW = 4.5, 2.2, 2.6  # in heights of normal text
_RIGHT_PX = 14
TICKS = 6


class OverlayPlot(Canvas):
    """Draws the first repetition in one colour, the last in another, the others in between; the
    present one is highlighted."""

    def __init__(self) -> None:
        super().__init__()
        self._overlay: Overlay | None = None
        self._current = 0

    def show_overlay(self, overlay: Overlay) -> None:
        """Draws these from now on."""
        self._overlay = overlay
        self.forget_still()

    def show_current(self, number: int) -> None:
        """Highlights a repetition."""
        if number != self._current:
            self._current = number
            self.update()

    def draw_still(self, painter: QPainter) -> None:
        """Draws the axes and all lines."""
        overlay = self._overlay
        if overlay is None:
            self._write(painter, self._title_box(), text("overlay.waiting"))
            return
        self._write(painter, self._title_box(), title_of(overlay))
        if not _drawn(overlay):
            self._write(painter, self._box(), text("overlay.none"))
            return
        self._draw_axes(painter, overlay)
        for curve in overlay.curves:
            self._draw_curve(painter, curve, self._colour(overlay, curve), width=1.5)

    def draw_moving(self, painter: QPainter) -> None:
        """Draws the present repetition once more, in front."""
        curves = self._overlay.curves if self._overlay else ()
        painter.setRenderHint(QPainter.Antialiasing)
        for curve in curves:
            if curve.number == self._current and _drawn(self._overlay):
                self._draw_curve(painter, curve, theme.now().text, width=3)
        painter.setRenderHint(QPainter.Antialiasing, False)

    def _box(self) -> QRectF:
        px = self.text_px()
        height = self.height() - (_TOP + _BELOW) * px
        return QRectF(_LEFT * px, _TOP * px, self.width() - _LEFT * px - _RIGHT_PX, height)

    def _title_box(self) -> QRectF:
        return QRectF(10, 2, self.width() - 20, (_TOP - 0.4) * self.text_px())

    def _draw_axes(self, painter: QPainter, overlay: Overlay) -> None:
        box, px, dim = self._box(), self.text_px(), theme.now().dim
        times_s, values = _limits(overlay)
        for at_s in ticks(*times_s):
            x = self._at(overlay, at_s, values[0]).x()
            painter.setPen(QPen(theme.now().text if at_s == 0 else theme.now().line, 1))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            under = QRectF(x - 3 * px, box.bottom() + 2, 6 * px, 1.2 * px)
            theme.write(painter, under, f"{at_s:g} s", size_px=theme.SMALL * px, colour=dim)
        for value in ticks(*values):
            y = self._at(overlay, times_s[0], value).y()
            painter.setPen(QPen(theme.now().line, 1))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
            beside = QRectF(2, y - 0.7 * px, (_LEFT - 0.5) * px, 1.4 * px)
            words, align = f"{value:g} {overlay.unit}", Qt.AlignRight | Qt.AlignVCenter
            small = theme.SMALL * px
            theme.write(painter, beside, words, size_px=small, colour=dim, align=align)
        foot = QRectF(box.left(), box.bottom() + 1.25 * px, box.width(), 1.2 * px)
        words = text(f"overlay.seconds_{overlay.aligned}")
        theme.write(painter, foot, words, size_px=theme.SMALL * px, colour=dim)

    def _draw_curve(self, painter: QPainter, curve: Curve, colour: QColor, *, width: float) -> None:
        overlay = self._overlay
        if overlay is None:
            return
        painter.setPen(QPen(colour, width))
        line = QPolygonF()
        for at_s, value in zip(curve.time_s, curve.values, strict=True):
            if math.isnan(value):
                painter.drawPolyline(line)
                line = QPolygonF()
            else:
                line.append(self._at(overlay, at_s, value))
        painter.drawPolyline(line)

    def _at(self, overlay: Overlay, at_s: float, value: float) -> QPointF:
        (begin_s, end_s), (low, high) = _limits(overlay)
        box = self._box()
        x = box.left() + (at_s - begin_s) / (end_s - begin_s) * box.width()
        return QPointF(x, box.bottom() - (value - low) / (high - low) * box.height())

    def _colour(self, overlay: Overlay, curve: Curve) -> QColor:
        at = overlay.curves.index(curve) / max(1, len(overlay.curves) - 1)
        return theme.mix(theme.now().left, theme.now().right, at)

    def _write(self, painter: QPainter, box: QRectF, words: str) -> None:
        theme.write(painter, box, words, size_px=self.text_px(), align=Qt.AlignLeft | Qt.AlignTop)


def title_of(overlay: Overlay) -> str:
    """The title: what is shown, and its alignment."""
    said = text(
        "overlay.title",
        quantity=text(f"overlay.{overlay.quantity}"),
        aligned=text(f"overlay.{overlay.aligned}"),
        count=len(overlay.curves),
    )
    return f"{said}  {text('overlay.left_out', n=overlay.left_out)}" if overlay.left_out else said


def ticks(low: float, high: float) -> list[float]:
    """Round numbers between two limits."""
    rough = max((high - low) / TICKS, 1e-9)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(number * step, 9) + 0.0 for number in range(first, last + 1)]


def _drawn(overlay: Overlay | None) -> bool:
    curves: Sequence[Curve] = overlay.curves if overlay else ()
    return any(math.isfinite(value) for curve in curves for value in curve.values)


@lru_cache(maxsize=4)
def _limits(overlay: Overlay) -> tuple[tuple[float, float], tuple[float, float]]:
    """From the first to the last time, and the least to the largest value with some room."""
    times_s = [at_s for curve in overlay.curves for at_s in (curve.time_s[:1] + curve.time_s[-1:])]
    values = [v for curve in overlay.curves for v in curve.values if math.isfinite(v)]
    low, high = min(values), max(values)
    room = max(0.05 * (high - low), 1e-6)
    return (min(times_s), max(times_s)), (low - room, high + room)
