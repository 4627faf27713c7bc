"""The row of buttons that open the pages, each with its key."""

from functools import partial

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gui import theme
from gui.language import text
from gui.views.words import key

PAGES = {"calibration": "F7", "protocols": "F8"}


class PagesRow(QWidget):
    """Says by `asked` which page is wanted."""

    asked = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.buttons = {name: self._button(name, press) for name, press in PAGES.items()}
        for button in self.buttons.values():
            row.addWidget(button)

    def _button(self, name: str, press: str) -> QPushButton:
        button = QPushButton(f"{text(f'pages.{name}')} ({press})")
        button.setProperty(theme.FACTOR, theme.SMALL)
        button.setFocusPolicy(Qt.TabFocus)
        button.clicked.connect(partial(self._ask, name))
        key(self, press, partial(self._ask, name))
        return button

    def _ask(self, name: str, _: bool = False) -> None:
        self.asked.emit(name)
