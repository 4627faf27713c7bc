"""What every key of the window does, in a separate window."""

from collections.abc import Mapping

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QDialog, QGridLayout, QWidget

from gui import keys, theme
from gui.language import text
from gui.views.words import Words

MOST_ROWS = 30  # in one column


class Help(QDialog):
    """Lists the table of keys and the mouse actions; the window beside it continues to run."""

    def __init__(
        self,
        parent: QWidget | None,
        table: Mapping[str, keys.Key] = keys.KEYS,
        hands: Mapping[str, str] = keys.HANDS,
    ) -> None:
        super().__init__(parent, Qt.WindowCloseButtonHint)
        self.setWindowTitle(text("help.title"))
        said = lines(table, hands)
        columns = -(-len(said) // MOST_ROWS)
        rows = -(-len(said) // columns)
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setHorizontalSpacing(24)
        grid.addWidget(Words(text("help.headline"), theme.LARGE), 0, 0, 1, 2)
        size = theme.LARGE if columns == 1 else theme.NORMAL
        for at, (press, does) in enumerate(said):
            row, column = 1 + at % rows, 2 * (at // rows)
            grid.addWidget(Words(press, size), row, column)
            grid.addWidget(
                Words(does, theme.NORMAL if columns == 1 else theme.SMALL), row, column + 1
            )
        foot = Words(text("help.foot"), theme.SMALL, dim=True)
        grid.addWidget(foot, grid.rowCount(), 0, 1, 2)
        keys.bind(self, "help", self.close, table)

    def toggle(self, text_px: int) -> None:
        """Opens with normal text of this size, or closes."""
        if self.isVisible():
            self.close()
        else:
            self.show_large(text_px)

    def show_large(self, text_px: int) -> None:
        """Opens with normal text of this size."""
        theme.scale_fonts(self, text_px)
        self.adjustSize()
        self.show()


def lines(
    table: Mapping[str, keys.Key] = keys.KEYS, hands: Mapping[str, str] = keys.HANDS
) -> list[tuple[str, str]]:
    """Each key or mouse action, and what it does."""
    by_keys = ((keys.shown(key.press), key.does) for key in table.values())
    return [*by_keys, *((text(hand), text(does)) for hand, does in hands.items())]
