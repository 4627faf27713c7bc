"""The layout of the views of the person on the plates: feet, back, and the figures beside them."""

from PyQt5.QtWidgets import QGridLayout, QWidget


def laid_out(
    feet: QWidget, dowel: QWidget, figures: tuple[QWidget, ...], *, widths: tuple[int, int, int]
) -> QGridLayout:
    """Three columns in proportion to `widths`; the last one holds the figures, one above
    another."""
    grid = QGridLayout()
    grid.addWidget(feet, 0, 0, len(figures), 1)
    grid.addWidget(dowel, 0, 1, len(figures), 1)
    for row, view in enumerate(figures):
        grid.addWidget(view, row, 2)
        grid.setRowStretch(row, 1)
    for column, width in enumerate(widths):
        grid.setColumnStretch(column, width)
    return grid
