"""Tables of words that can be chosen from, in the fonts of the window."""

from collections.abc import Sequence

from PyQt5.QtCore import QSignalBlocker, Qt
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
)

from gui import theme


def dressed(view: QTableView) -> None:
    """Rows are chosen, not cells; nothing is written in it; it grows with the window."""
    view.setProperty(theme.FACTOR, theme.SMALL)
    view.setSelectionBehavior(QAbstractItemView.SelectRows)
    view.setSelectionMode(QAbstractItemView.SingleSelection)
    view.setEditTriggers(QAbstractItemView.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeToContents)
    header = view.horizontalHeader()
    for grown in (header, header.viewport()):  # which is what it is painted on
        grown.setProperty(theme.FACTOR, theme.SMALL)
    header.setDefaultAlignment(Qt.AlignLeft | Qt.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeToContents)
    header.setHighlightSections(False)
    header.setStretchLastSection(True)


def listing() -> QTableWidget:
    """An empty table."""
    table = QTableWidget()
    dressed(table)
    table.setFocusPolicy(Qt.NoFocus)
    return table


def filled(table: QTableWidget, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Shows these rows under these names."""
    table.setColumnCount(len(names))
    table.setRowCount(len(rows))
    table.setHorizontalHeaderLabels(list(names))
    with QSignalBlocker(table.model()):  # else each cell has all of them measured again
        for row, words in enumerate(rows):
            for column, word in enumerate(words):
                table.setItem(row, column, QTableWidgetItem(word))
    table.resizeColumnsToContents()
    table.viewport().update()
