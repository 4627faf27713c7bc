"""A read-only table of words under column names."""

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
    """An empty table."""
    view = QTableWidget()
    view.setProperty(theme.FACTOR, theme.SMALL)
    view.setFocusPolicy(Qt.NoFocus)
    view.setSelectionMode(QAbstractItemView.NoSelection)
    view.setEditTriggers(QAbstractItemView.NoEditTriggers)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeToContents)
    view.horizontalHeader().setSectionResizeMode(QHeaderView.Stretch)
    view.setSizeAdjustPolicy(QAbstractItemView.AdjustToContents)
    view.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Maximum)
    view.horizontalHeader().hide()  # its font would not grow with the window: the first row is used
    view.setShowGrid(False)
    return view


def fill(view: QTableWidget, table: Table) -> None:
    """Shows a table, its names in the first row; hidden if it is empty."""
    view.setVisible(bool(table.rows))
    view.setColumnCount(len(table.names))
    view.setRowCount(1 + len(table.rows))
    for row, words in enumerate((table.names, *table.rows)):
        for column, word in enumerate(words):
            view.setItem(row, column, QTableWidgetItem(word))
    view.updateGeometry()
