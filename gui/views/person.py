"""Where the views of whoever stands on the plates lie: feet, back, and beside them the figures."""

from PyQt5.QtWidgets import QGridLayout, QWidget


def laid_out(
    feet: QWidget, dowel: QWidget, figures: tuple[QWidget, ...], *, widths: tuple[int, int, int]
) -> QGridLayout:
    """Three columns as wide in proportion as `widths`; the last one holds figures above others."""
    grid = QGridLayout()
    grid.addWidget(feet, 0, 0, len(figures), 1)
    grid.addWidget(dowel, 0, 1, len(figures), 1)
    for row, view in enumerate(figures):
        grid.addWidget(view, row, 2)
        grid.setRowStretch(row, 1)
    for column, width in enumerate(widths):
        grid.setColumnStretch(column, width)
    return grid
