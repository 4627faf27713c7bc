"""Offers to start the engine where none runs."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout

from gui import theme
from gui.language import text
from gui.views.words import Words, button


class EngineStart(QFrame):
    """One button; hidden where an engine runs or is being started."""

    asked = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("offer")
        self.start = button(text("engine.start"), tip=text("engine.start_tip"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(Words(text("engine.gone"), theme.NORMAL), 1)
        row.addWidget(self.start, 0, Qt.AlignTop)
        self.start.clicked.connect(self.asked)
        self.hide()

    def show_wanted(self, wanted: bool) -> None:
        """Whether one could be started now."""
        self.setVisible(wanted)
