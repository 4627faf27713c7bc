"""The plates from above: two feet, the load on heel and toe, and the centre of pressure."""

import math

from PyQt5.QtCore import QPointF, QRectF
from PyQt5.QtGui import QColor, QPainter, QPen

from gui import language, theme
from gui.picture import Balance, Plates
from gui.views.canvas import Canvas
from gui.views.feetmap import PLACES, FeetMap
from gui.views.footshape import FOOT_LENGTH_MM
from gui.views.unhurried import Unhurried

FULL_SHARE = 0.4  # this share of the whole load, on one of four places, is drawn at full strength
LEAST_FULL_N = 100.0
_SIDE, _FOOTER = 5.6, 3.4  # in heights of normal text


class FeetView(Canvas):
    """Draws the newest balance; nothing where it is NaN."""

    def __init__(self) -> None:
        super().__init__()
        self.setToolTip(language.text("feet.tip"))
        self._balance: Balance | None = None
        self._held, self._numbers = Unhurried(), ("",) * (len(PLACES) + 1)
        self._map = FeetMap(QRectF(), Plates())

    def show_balance(self, balance: Balance | None) -> None:
        """Draws this balance from now on; None: no data from the plates."""
        old, self._balance = self._balance, balance
        if balance is not None:
            loads_n = (*balance.load_n, balance.total_n)
            self._numbers = self._held.take(tuple(map(newtons, loads_n)))
        if (old.plates if old else Plates()) != (balance.plates if balance else Plates()):
            self.forget_still()
        if balance is not None or old is not None:
            self.update()

    def at(self, x_mm: float, y_mm: float) -> QPointF:
        """Where a point of the plates is drawn."""
        return self._map.at(x_mm, y_mm)

    def lay_out(self) -> None:
        """Computes where the feet are."""
        side, footer = _SIDE * self.text_px(), _FOOTER * self.text_px()
        room = QRectF(side, 6, self.width() - 2 * side, self.height() - footer - 12)
        self._map = FeetMap(room, self._balance.plates if self._balance else Plates())

    def draw_still(self, painter: QPainter) -> None:
        """Draws both plates, empty feet and their names."""
        self._map.draw_still(painter, self.text_px())
        for place in PLACES:
            box = self._number_box(place).translated(0, -1.3 * self.text_px())
            box.setHeight(1.3 * self.text_px())
            name, colour = language.named(place), theme.now().dim
            theme.write(painter, box, name, size_px=self.text_px(), colour=colour)

    def draw_moving(self, painter: QPainter) -> None:
        """Draws the loads, then the centre of pressure with its trail."""
        if self._balance is None:
            self._write_footer(painter, language.text("feet.no_data"), theme.now().warn, "")
            return
        self._draw_loads(painter, self._balance)
        radius, ground = 0.6 * self.text_px(), theme.now().window_ground
        self._map.draw_cop(painter, self._balance.cop_mm, radius=radius, filled=ground)
        note = language.text("feet.ring")
        if not self._balance.calibrated:
            note = f"{language.text('feet.uncalibrated')}     {note}"
        total = self._numbers[-1]
        words = language.text("feet.in_all", total=total) if total else ""
        self._write_footer(painter, words, theme.now().text, note)

    def _draw_loads(self, painter: QPainter, balance: Balance) -> None:
        full_n = max(LEAST_FULL_N, balance.total_n) * FULL_SHARE
        painter.setRenderHint(QPainter.Antialiasing)
        colours = theme.now()
        for (place, half), load_n in zip(self._map.halves.items(), balance.load_n, strict=True):
            if not math.isnan(load_n):
                colour = colours.left if "left" in place else colours.right
                painter.setPen(QPen(colours.dim, 1.5))
                painter.setBrush(theme.mix(colours.panel_ground, colour, load_n / full_n))
                painter.drawPath(half)
        painter.setRenderHint(QPainter.Antialiasing, False)
        size = 1.8 * self.text_px()
        for place, number in zip(PLACES, self._numbers, strict=False):
            theme.write(painter, self._number_box(place), number, size_px=size, bold=True)

    def _number_box(self, place: str) -> QRectF:
        edge = 0.6 * self.edge_px()
        height, width = 2.3 * self.text_px(), _SIDE * self.text_px() - 2 * edge
        y_mm = FOOT_LENGTH_MM * (0.14 if "heel" in place else 0.72)
        top = self.at(0, y_mm).y() - height / 2
        left = edge if "left" in place else self.width() - width - edge
        return QRectF(left, top, width, height)

    def _write_footer(self, painter: QPainter, total: str, colour: QColor, note: str) -> None:
        text, width = self.text_px(), self.width() - 16
        top = self.height() - _FOOTER * text
        box = QRectF(8, top, width, 2 * text)
        theme.write(painter, box, total, size_px=1.6 * text, colour=colour, bold=True)
        box = QRectF(8, top + 2 * text, width, 1.3 * text)
        theme.write(painter, box, note, size_px=theme.SMALL * text, colour=theme.now().dim)


def newtons(load_n: float) -> str:
    """A load in words, or an empty string if unknown."""
    return "" if math.isnan(load_n) else f"{round(load_n)} N"
