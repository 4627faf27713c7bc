"""A page: a window beside the live one, which keeps running."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PyQt5.QtWidgets import QWidget

from gui import keys, theme


class Page(QWidget):
    """`opened` emits whether the page is visible. `name` is that of its key, which also closes
    it."""

    opened = pyqtSignal(bool)

    def __init__(self, title: str, name: str) -> None:
        super().__init__()
        self.setObjectName("content")
        self.setAttribute(Qt.WA_StyledBackground)
        self.setWindowTitle(title)
        keys.bind(self, name, self.hide)

    def open_beside(self, window: QWidget) -> None:
        """Shows it in front, as large as another window."""
        if not self.isVisible():
            self.setWindowIcon(window.windowIcon())
            self.resize(window.size())
        self.show()
        self.raise_()
        self.activateWindow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits fonts to the height."""
        super().resizeEvent(event)
        theme.scale_fonts(self, theme.text_px(self.height()))

    def showEvent(self, event: QShowEvent) -> None:
        """Emits `opened` with True."""
        super().showEvent(event)
        self.opened.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Emits `opened` with False."""
        super().hideEvent(event)
        self.opened.emit(False)
