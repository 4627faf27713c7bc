"""The possible actions: a row of buttons with their keys, or a list if there are many."""

from functools import partial

from PyQt5.QtCore import QEvent, Qt, pyqtSignal
from PyQt5.QtGui import QFontInfo
from PyQt5.QtWidgets import (
    QGridLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QShortcut,
    QVBoxLayout,
    QWidget,
)

from gui import keys, theme
from gui.flow.step import Choice
from gui.views.words import button

MOST_BUTTONS = 9
LIST_ROWS, ROW_PER_TEXT = 5.5, 1.3
COLUMNS = 2


class ChoicesView(QWidget):
    """Emits `taken` for the choice taken and `looked_at` for the row now selected in the list."""

    taken = pyqtSignal(object)
    looked_at = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty(theme.FACTOR, theme.NORMAL)
        self.choices: tuple[Choice, ...] = ()
        self.buttons: list[QPushButton] = []
        self.list = QListWidget()
        self.list.setProperty(theme.FACTOR, theme.NORMAL)
        self.list.hide()  # until there are many choices
        self.list.itemActivated.connect(self._take_item)
        self.list.currentRowChanged.connect(self._look_at)
        self._keys: list[QShortcut] = []
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.list)
        self._grid = QGridLayout()
        self._grid.setSpacing(6)
        rows.addLayout(self._grid)

    def offer(self, choices: tuple[Choice, ...]) -> None:
        """Offers these, in this order."""
        if choices == self.choices:
            return
        self.choices = choices
        self._take_back()
        many = len(choices) > MOST_BUTTONS
        self.list.setVisible(many)
        if many:
            self._list(choices)
            return
        for choice in choices:
            self._add_button(choice)

    def take_first(self) -> None:
        """Takes the first choice, or the one selected in the list."""
        if self.list.isVisible():
            self._take_item(self.list.currentItem())
        elif self.choices:
            self.taken.emit(self.choices[0])

    def changeEvent(self, event: QEvent) -> None:
        """Fits the list's height to another font."""
        super().changeEvent(event)
        if event.type() == QEvent.FontChange and hasattr(self, "list"):
            self._fit_list()

    def _fit_list(self) -> None:
        row_px = ROW_PER_TEXT * QFontInfo(self.font()).pixelSize()
        self.list.setFixedHeight(round(LIST_ROWS * row_px))

    def _take_back(self) -> None:
        for old in self._keys:
            old.setEnabled(False)
            old.deleteLater()
        for made in self.buttons:
            made.hide()
            made.deleteLater()
        self._keys, self.buttons = [], []
        self.list.clear()

    def _list(self, choices: tuple[Choice, ...]) -> None:
        self.list.blockSignals(True)
        for number, choice in enumerate(choices):
            item = QListWidgetItem(_words(choice))
            item.setData(Qt.UserRole, number)
            self.list.addItem(item)
            self._bind(choice)
        self._fit_list()
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.list.setFocus()

    def _look_at(self, row: int) -> None:
        if 0 <= row < len(self.choices):
            self.looked_at.emit(self.choices[row])

    def _take_item(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.taken.emit(self.choices[item.data(Qt.UserRole)])

    def _add_button(self, choice: Choice) -> None:
        made = button(_words(choice), tip=choice.words)
        made.setFont(theme.font(QFontInfo(self.font()).pixelSize()))
        made.clicked.connect(partial(self._take, choice))
        self._grid.addWidget(made, *divmod(len(self.buttons), COLUMNS))
        self.buttons.append(made)
        self._bind(choice)

    def _bind(self, choice: Choice) -> None:
        if choice.key:
            self._keys.append(keys.bind_press(self, choice.key, partial(self._take, choice)))

    def _take(self, choice: Choice, _: bool = False) -> None:
        self.taken.emit(choice)


def _words(choice: Choice) -> str:
    return f"{choice.words} ({choice.key})" if choice.key else choice.words
