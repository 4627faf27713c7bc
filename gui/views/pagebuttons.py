"""The buttons that open the pages, and their keys."""

from functools import partial

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gui import keys, theme
from gui.language import text
from gui.views.words import button

PAGES = ("calibration", "protocols")
UNSEEN = ("review",)  # named at the foot of the window; a third button would take room


class PageButtons(QWidget):
    """Emits `asked` with the page to open."""

    asked = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        self.buttons = {name: _button(name) for name in PAGES}
        for name, opener in self.buttons.items():
            rows.addWidget(opener)
            opener.clicked.connect(partial(self._ask, name))
        for name in (*PAGES, *UNSEEN):
            keys.bind(self, name, partial(self._ask, name))

    def _ask(self, name: str, _: bool = False) -> None:
        self.asked.emit(name)


def _button(name: str) -> QPushButton:
    words = keys.with_key(text(f"pages.{name}"), name)
    return button(words, theme.SMALL, tip=keys.KEYS[name].does)
