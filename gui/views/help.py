"""What every key of the window does, in a window of its own."""

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import QDialog, QGridLayout, QWidget

from gui import keys, theme
from gui.views.words import Words


class Help(QDialog):
    """Lists the table of keys, and what a mouse does; the window beside it goes on."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowCloseButtonHint)
        self.setWindowTitle("Keys")
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setHorizontalSpacing(24)
        grid.addWidget(Words("Keys of this window", theme.LARGE), 0, 0, 1, 2)
        for row, (press, does) in enumerate(lines(), 1):
            grid.addWidget(Words(press, theme.LARGE), row, 0)
            grid.addWidget(Words(does), row, 1)
        foot = Words("While you write in a field, its letters go there.", theme.SMALL, dim=True)
        grid.addWidget(foot, grid.rowCount(), 0, 1, 2)
        keys.bind(self, "help", self.close)

    def show_large(self, text_px: int) -> None:
        """Opens, with normal text of this size."""
        theme.scale_fonts(self, text_px)
        self.adjustSize()
        self.show()


def lines() -> list[tuple[str, str]]:
    """A key or a hand, and what it does."""
    pressed = [(shown(key.press), key.does) for key in keys.KEYS.values()]
    return [*pressed, *keys.HANDS.items()]


def shown(press: str) -> str:
    """A key as it stands on the keyboard."""
    return {"Left": "←", "Right": "→"}.get(press, QKeySequence(press).toString())
