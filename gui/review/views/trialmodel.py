"""The list of trials for Qt: sorted by value, filtered by words."""

from collections.abc import Sequence
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QModelIndex, QSortFilterProxyModel, Qt
from PyQt5.QtGui import QBrush

from gui import theme
from gui.language import named, text
from gui.review.picture import Row
from gui.review.views.timeframe import time_words

COLUMNS = ("name", "drill", "began", "length", "quality", "counted", "losses", "raters")
SORTED_BY = Qt.UserRole
NO_INDEX = QModelIndex()


class TrialModel(QAbstractTableModel):
    """A row for each trial; a trial that cannot be opened shows why."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Row] = ()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Shows these from now on; if some were only changed or added, the others stay."""
        if [row.key for row in rows] == [row.key for row in self.rows] and rows:
            self.rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(COLUMNS) - 1))
        elif rows[: len(self.rows)] == tuple(self.rows) and len(rows) > len(self.rows):
            self.beginInsertRows(NO_INDEX, len(self.rows), len(rows) - 1)
            self.rows = rows
            self.endInsertRows()
        else:
            self.beginResetModel()
            self.rows = rows
            self.endResetModel()

    def rowCount(self, parent: QModelIndex = NO_INDEX) -> int:  # noqa: N802 (Qt's)
        """The number of trials."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = NO_INDEX) -> int:  # noqa: N802 (Qt's)
        """The number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802 (Qt's)
        self, section: int, orientation: Qt.Orientation, role: int = Qt.DisplayRole
    ) -> Any:
        """The names of the columns."""
        if orientation == Qt.Horizontal and role == Qt.DisplayRole:
            return text(f"trials.{COLUMNS[section]}")
        return None

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        """The content of a cell, and its sort key."""
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if role == Qt.DisplayRole:
            return words_of(row, column)
        if role == SORTED_BY:
            return _order_of(row, column)
        if role == Qt.ForegroundRole and row.why:
            return QBrush(theme.now().lost)
        if role == Qt.ToolTipRole:
            counted = row.recount and column == "counted"
            return row.why or text("trials.recount_tip" if counted else "trials.row_tip")
        return None


class TrialFilter(QSortFilterProxyModel):
    """The rows that contain all words."""

    def __init__(self, model: TrialModel) -> None:
        super().__init__()
        self._words: list[str] = []
        self._model = model
        self.setSourceModel(model)
        self.setSortRole(SORTED_BY)

    def want(self, words: str) -> None:
        """Shows only rows with all of these words, in upper or lower case."""
        self._words = words.casefold().split()
        self.invalidateFilter()

    def filterAcceptsRow(self, row: int, _parent: QModelIndex) -> bool:  # noqa: N802 (Qt's)
        """Whether a row is shown."""
        said = " ".join(words_of(self._model.rows[row], column) for column in COLUMNS).casefold()
        return all(word in said for word in self._words)

    def row_at(self, index: QModelIndex) -> Row | None:
        """The trial in a row shown."""
        return self._model.rows[self.mapToSource(index).row()] if index.isValid() else None


def words_of(row: Row, column: str) -> str:
    """The content of a cell."""
    if column == "quality":
        simulated = text("trials.simulated") if row.simulated else ""
        imported = text("trials.imported") if row.imported else ""
        parts = (named(row.verdict), simulated, imported)
        return row.why or " · ".join(part for part in parts if part)
    if column == "length":
        return "" if row.seconds is None else time_words(row.seconds, 1.0)
    if column in ("counted", "losses"):
        number = row.repetitions if column == "counted" else row.losses
        return "" if number is None else str(number)
    if column == "raters":
        return ", ".join(row.raters)
    return str(getattr(row, column))


def _order_of(row: Row, column: str) -> Any:
    """Numbers as numbers, and unknown values before all others."""
    numbers = {"length": row.seconds, "counted": row.repetitions, "losses": row.losses}
    if column in numbers:
        number = numbers[column]
        return -1.0 if number is None else float(number)
    if column == "name":  # "Trial 2" before "Trial 10"
        return "".join(part.zfill(8) if part.isdigit() else part for part in _parts(row.name))
    return words_of(row, column).casefold()


def _parts(name: str) -> list[str]:
    parts: list[str] = []
    for sign in name.casefold():
        if parts and parts[-1][-1].isdigit() == sign.isdigit():
            parts[-1] += sign
        else:
            parts.append(sign)
    return parts
