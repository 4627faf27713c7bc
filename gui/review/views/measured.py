"""The values measured at the two cursors, and their difference."""

import math
from collections.abc import Mapping, Sequence

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import theme
from gui.language import text
from gui.review.views.buttons import act_button
from gui.review.views.listing import WordsListing
from gui.views.words import Words, in_lines

# Unit and decimals of each quantity.
QUANTITIES = {
    "left_heel": ("N", 0),
    "left_toe": ("N", 0),
    "right_heel": ("N", 0),
    "right_toe": ("N", 0),
    "in_all": ("N", 0),
    "heel_share": ("%", 1),
    "cop_y": ("mm", 1),
    "head": ("%", 1),
    "thoracic": ("%", 1),
    "sacrum": ("%", 1),
}
LINE = 46
Cursors = Sequence[tuple[str, float]]
Values = Sequence[Mapping[str, float]]


class MeasuredView(QWidget):
    """Emits `acted` with the action of a button."""

    acted = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.table = WordsListing()
        self._shown: object = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 0)
        rows.addWidget(self.table, 1)
        rows.addWidget(Words(in_lines(text("measured.hint"), LINE), theme.SMALL, dim=True))
        row = QHBoxLayout()
        for name in ("cursor_a", "cursor_b", "no_cursors"):
            row.addWidget(act_button(name, self.acted.emit))
        rows.addLayout(row)

    def show_values(self, cursors: Cursors, values: Values) -> None:
        """Shows these values; while new ones are on their way, keeps the previous ones."""
        if len(cursors) != len(values) or (cursors, values) == self._shown:
            return
        self._shown = cursors, values
        names = (
            "",
            *(name for name, _ in cursors),
            *((text("measured.apart"),) if len(cursors) == 2 else ()),
        )
        rows = [_times(cursors), *measured_rows(values)] if cursors else []
        self.table.show_rows(names, rows)


def measured_rows(values: Values) -> list[tuple[str, ...]]:
    """A row for each quantity: its name, its values, and their difference."""
    return [
        (text(f"measured.{name}"), *_words([one.get(name, math.nan) for one in values], name))
        for name in QUANTITIES
        if any(name in one for one in values)
    ]


def _times(cursors: Cursors) -> tuple[str, ...]:
    times_s = [at_s for _, at_s in cursors]
    words = [f"{at_s:.3f} s" for at_s in times_s]
    if len(times_s) == 2:
        words.append(f"{times_s[1] - times_s[0]:+.3f} s")
    return text("measured.time"), *words


def _words(values: Sequence[float], name: str) -> list[str]:
    unit, digits = QUANTITIES[name]
    said = [f"{value:.{digits}f} {unit}" if math.isfinite(value) else "-" for value in values]
    if len(values) == 2:
        apart = values[1] - values[0]
        said.append(f"{apart:+.{digits}f} {unit}" if math.isfinite(apart) else "-")
    return said
