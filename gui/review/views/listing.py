"""Tables of words to choose from, in the fonts of the window."""

from collections.abc import Sequence
from heapq import nlargest
from typing import Any

from PyQt5.QtCore import QAbstractTableModel, QEvent, QModelIndex, Qt
from PyQt5.QtGui import QFontMetrics
from PyQt5.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gui import theme

ROW_PER_LINE, GAP_PER_LINE = 1.35, 0.5
# Only this many of a column's longest words are measured: a list of some thousand repetitions would
# block the window otherwise.
MEASURED = 12
NO_INDEX = QModelIndex()


class Listing(QTableView):
    """Selects rows, not cells; read-only; grows with the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty(theme.FACTOR, theme.SMALL)
        self.setSelectionBehavior(QAbstractItemView.SelectRows)
        self.setSelectionMode(QAbstractItemView.SingleSelection)
        self.setEditTriggers(QAbstractItemView.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)  # a style may set another
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignLeft | Qt.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeToContents)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)

    def changeEvent(self, event: QEvent) -> None:
        """Rows are as high as a line of the font, and columns as wide as their words."""
        super().changeEvent(event)
        if event.type() == QEvent.FontChange:
            self.verticalHeader().setDefaultSectionSize(round(ROW_PER_LINE * self._line_px()))
            header = self.horizontalHeader()
            for grown in (header, header.viewport()):  # the viewport is what it is painted on
                grown.setFont(self.font())
            self.measure_columns()

    def measure_columns(self) -> None:
        """Sets the draggable columns to the width they need."""
        header = self.horizontalHeader()
        for column in range(header.count()):
            if header.sectionResizeMode(column) == QHeaderView.Interactive:
                self.resizeColumnToContents(column)

    def sizeHintForColumn(self, column: int) -> int:  # noqa: N802 (Qt's)
        """The width of its longest words, plus a gap to the next."""
        cells = [self.model().index(row, column) for row in self.longest_in(column)]
        width = max((self.sizeHintForIndex(cell).width() for cell in cells), default=0)
        return width + round(GAP_PER_LINE * self._line_px())

    def longest_in(self, column: int) -> Sequence[int]:
        """The rows with the longest words."""
        shown = self.model()
        lengths = [len(shown.index(row, column).data() or "") for row in range(shown.rowCount())]
        return longest(lengths)

    def _line_px(self) -> int:
        return QFontMetrics(self.font()).height()


class WordsListing(Listing):
    """A table whose words are given all together."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.NoFocus)
        self.words = _Words()
        self.words.setParent(self)
        self.setModel(self.words)

    def show_rows(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Shows these rows under these names."""
        self.words.show_rows(names, rows)

    def longest_in(self, column: int) -> Sequence[int]:
        """Computed when the words are given: Qt asks more than once."""
        return self.words.longest[column]


def longest(lengths: Sequence[int]) -> list[int]:
    """The indices of the largest."""
    return nlargest(MEASURED, range(len(lengths)), key=lengths.__getitem__)


class _Words(QAbstractTableModel):
    def __init__(self) -> None:
        super().__init__()
        self.names: Sequence[str] = ()
        self.rows: Sequence[Sequence[str]] = ()
        self.longest: list[list[int]] = []  # rows, of each column

    def show_rows(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.beginResetModel()
        self.names, self.rows = names, rows
        self.longest = [longest([len(row[at]) for row in rows]) for at in range(len(names))]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = NO_INDEX) -> int:  # noqa: N802 (Qt's)
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = NO_INDEX) -> int:  # noqa: N802 (Qt's)
        return 0 if parent.isValid() else len(self.names)

    def headerData(  # noqa: N802 (Qt's)
        self, section: int, orientation: Qt.Orientation, role: int = Qt.DisplayRole
    ) -> Any:
        shown = orientation == Qt.Horizontal and role == Qt.DisplayRole
        return self.names[section] if shown else None

    def data(self, index: QModelIndex, role: int = Qt.DisplayRole) -> Any:
        if role != Qt.DisplayRole:
            return None
        return self.rows[index.row()][index.column()]
