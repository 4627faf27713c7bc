"""Heel against toe, and left against right: bars with their numbers and words."""

import math
from typing import NamedTuple

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from gui import language, theme
from gui.picture import Balance
from gui.views.canvas import Canvas
from gui.views.unhurried import Unhurried

LEAST_HEIGHT_PX = 130
_TITLE, _FOOTER = 2.0, 1.8  # in heights of normal text


class Shares(NamedTuple):
    """Two parts of the load in percent, named after their colours; NaN: unknown."""

    first: str
    second: str
    first_percent: float

    @property
    def colours(self) -> tuple[QColor, QColor]:
        """The colours of both parts."""
        colours = theme.now()
        return getattr(colours, self.first), getattr(colours, self.second)


def shares_of(balance: Balance | None) -> tuple[Shares, Shares]:
    """The two bars of a balance: heel and toe, left and right."""
    heel = math.nan if balance is None else balance.heel_share * 100
    left = math.nan if balance is None else 50 - balance.symmetry_percent / 2
    return Shares("heel", "toe", heel), Shares("left", "right", left)


class BalanceBar(Canvas):
    """Draws two bars, each with a tick at its middle."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(LEAST_HEIGHT_PX)
        self.setToolTip(language.text("balance.tip"))
        self._bars = shares_of(None)
        self._held = Unhurried()
        self._numbers: tuple[str, ...] = ("", "", "")
        self._why_not = language.text("balance.no_data")

    def show_balance(self, balance: Balance | None) -> None:
        """Draws this balance from now on; None: no data from the plates."""
        symmetry = math.nan if balance is None else balance.symmetry_percent
        self._bars = shares_of(balance)
        percents = [shares.first_percent for shares in self._bars]
        self._numbers = self._held.take(tuple(map(whole, (*percents, symmetry))))
        self._why_not = language.text("balance.too_little" if balance else "balance.no_data")
        self.update()

    def bar_box(self, index: int) -> QRectF:
        """The rectangle of a bar."""
        text, row, edge = self.text_px(), self._row_box(index), self.edge_px()
        height = 0.34 * row.height()
        return QRectF(edge, row.bottom() - height - 0.2 * text, row.width() - 2 * edge, height)

    def draw_still(self, painter: QPainter) -> None:
        """Draws the title and the empty bars."""
        edge = self.edge_px()
        box = QRectF(edge, 0, self.width() - 2 * edge, _TITLE * self.text_px())
        align = Qt.AlignLeft | Qt.AlignVCenter
        size = float(self.text_px())
        title = language.text("balance.title")
        theme.write(painter, box, title, size_px=size, colour=theme.now().dim, align=align)
        for index in (0, 1):
            painter.fillRect(self.bar_box(index), theme.now().window_ground)

    def draw_moving(self, painter: QPainter) -> None:
        """Draws both bars, their numbers, and the symmetry with its formula."""
        for index, shares in enumerate(self._bars):
            if not math.isnan(shares.first_percent):
                self._draw_bar(painter, self.bar_box(index), shares)
            self._write_shares(painter, index, shares)
        text, edge = self.text_px(), self.edge_px()
        top, wide = self.height() - _FOOTER * text, self.width() - 2 * edge
        box = QRectF(edge, top, wide, _FOOTER * text)
        words = symmetry_words(self._numbers[2]) or self._why_not
        theme.write(painter, box, words, size_px=theme.SMALL * text, colour=theme.now().dim)

    def _draw_bar(self, painter: QPainter, box: QRectF, shares: Shares) -> None:
        share = min(1.0, max(0.0, shares.first_percent / 100))
        split = round(box.left() + share * box.width())
        first, second = shares.colours
        painter.fillRect(QRectF(box.left(), box.top(), split - box.left(), box.height()), first)
        painter.fillRect(QRectF(split, box.top(), box.right() - split, box.height()), second)
        painter.fillRect(QRectF(split - 2, box.top(), 4, box.height()), theme.now().window_ground)
        middle = round(box.center().x())
        tick = max(4, round(0.3 * self.text_px()))
        painter.setPen(QPen(theme.now().text, max(2.0, self.text_px() / 8)))
        painter.drawLine(middle, round(box.top()) - tick, middle, round(box.top()) - 1)
        painter.drawLine(middle, round(box.bottom()) + 1, middle, round(box.bottom()) + tick)

    def _write_shares(self, painter: QPainter, index: int, shares: Shares) -> None:
        row, bar, edge = self._row_box(index), self.bar_box(index), self.edge_px()
        half = row.width() / 2 - 2 * edge
        height, size = bar.top() - row.top() - 4, 0.75 * theme.HUGE * self.text_px()
        left = QRectF(edge, row.top(), half, height)
        right = QRectF(row.width() - edge - half, row.top(), half, height)
        first, second = share_words(shares, self._numbers[index])
        aligns = Qt.AlignLeft | Qt.AlignVCenter, Qt.AlignRight | Qt.AlignVCenter
        theme.write(painter, left, first, size_px=size, align=aligns[0], bold=True)
        theme.write(painter, right, second, size_px=size, align=aligns[1], bold=True)

    def _row_box(self, index: int) -> QRectF:
        top, bottom = _TITLE * self.text_px(), self.height() - _FOOTER * self.text_px()
        height = (bottom - top) / 2
        return QRectF(0, top + index * height, self.width(), height)


def whole(number: float) -> str:
    """A number without decimals, or an empty string if unknown."""
    return "" if math.isnan(number) else str(round(number))


def share_words(shares: Shares, first: str) -> tuple[str, str]:
    """Both parts in words; the numbers shown add up to 100."""
    one, other = language.named(shares.first), language.named(shares.second)
    if not first:
        return one, other
    return f"{one} {first} %", f"{100 - int(first)} % {other}"


def symmetry_words(symmetry: str) -> str:
    """The symmetry with its formula, or an empty string."""
    return language.text("balance.symmetry", percent=int(symmetry)) if symmetry else ""
