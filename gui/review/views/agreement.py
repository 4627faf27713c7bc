"""How well two raters agree, in a separate window."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from gui import keys, theme
from gui.language import text
from gui.review.keys import KEYS
from gui.review.picture import Compared
from gui.views.words import Words, in_lines

LINE = 84


class AgreementView(QDialog):
    """Emits `asked` with the two raters to compare."""

    asked = pyqtSignal(str, str)

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, Qt.WindowCloseButtonHint)
        self.setWindowTitle(text("agreement.title"))
        self.first, self.second = QComboBox(), QComboBox()
        self.state = Words("")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._lay_out()
        for choice in (self.first, self.second):
            choice.activated.connect(self._ask)
        keys.bind(self, "agreement", self.close, KEYS)

    def open_asking(self, text_px: int) -> None:
        """Opens, and requests the list of raters."""
        self._text_px = text_px
        self._show_lines(())
        self.state.setText(text("agreement.working"))
        theme.scale_fonts(self, text_px)
        self.show()
        self.asked.emit("", "")

    def show_compared(self, compared: Compared) -> None:
        """Shows the raters, and how well two agree; if none are chosen yet, compares two
        immediately."""
        self._offer(compared)
        self._show_lines(compared.lines)
        few = len(compared.raters) < 2
        self.state.setText(text("agreement.none") if few else "")
        self.state.setVisible(few)
        if not (compared.first or few):
            self._ask()

    def _ask(self, _: int = 0) -> None:
        self.asked.emit(self.first.currentText(), self.second.currentText())

    def _offer(self, compared: Compared) -> None:
        wanted = compared.first, compared.second
        for at, choice in enumerate((self.first, self.second)):
            now = wanted[at] or choice.currentText()
            choice.clear()
            choice.addItems(compared.raters)
            found = choice.findText(now)
            choice.setCurrentIndex(found if found >= 0 else min(at, choice.count() - 1))

    def _show_lines(self, lines: tuple[tuple[str, str], ...]) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for row, (name, figure) in enumerate(lines):
            self._grid.addWidget(Words(name), row, 0)
            self._grid.addWidget(Words(figure, theme.LARGE), row, 1)
        if hasattr(self, "_text_px"):
            theme.scale_fonts(self, self._text_px)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(Words(text("agreement.of")))
        for choice in (self.first, self.second):
            choice.setProperty(theme.FACTOR, theme.NORMAL)
            choice.setToolTip(text("agreement.choice_tip"))
            top.addWidget(choice)
        top.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 16)
        whole.addWidget(Words(text("agreement.title"), theme.LARGE))
        whole.addLayout(top)
        whole.addWidget(self.state)
        whole.addLayout(self._grid)
        whole.addWidget(Words(in_lines(text("agreement.about"), LINE), theme.SMALL, dim=True))
