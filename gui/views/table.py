"""Rows of words under names, to be read."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
)

from gui import theme
from gui.calibrating.picture import Table


def table_view() -> QTableWidget:
    """An empty one."""
    view = QTableWidget()
    for part in (view, view.horizontalHeader()):
        part.setProperty(theme.FACTOR, theme.SMALL)
    view.setFocusPolicy(Qt.NoFocus)
    view.setSelectionMode(QAbstractItemView.NoSelection)
    view.setEditTriggers(QAbstractItemView.NoEditTriggers)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeToContents)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.Stretch)
    view.setSizeAdjustPolicy(QAbstractItemView.AdjustToContents)
    view.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Maximum)
    view.horizontalHeader().setHighlightSections(False)
    view.setShowGrid(False)
    return view


def fill(view: QTableWidget, table: Table) -> None:
    """Shows a table; hidden where it is empty."""
    view.setVisible(bool(table.rows))
    view.setColumnCount(len(table.names))
    view.setHorizontalHeaderLabels(list(table.names))
    view.setRowCount(len(table.rows))
    for row, words in enumerate(table.rows):
        for column, word in enumerate(words):
            view.setItem(row, column, QTableWidgetItem(word))
    view.updateGeometry()
