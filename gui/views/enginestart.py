"""Offers to start the engine if none is running."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout

from gui import theme
from gui.language import text
from gui.views.words import Words, button


class EngineStart(QFrame):
    """Why there is no measurement, and a button; hidden while an engine runs or starts."""

    asked = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("offer")
        self.why = Words("", theme.NORMAL)
        self.why.setWordWrap(True)
        self.start = button(text("engine.start"), tip=text("engine.start_tip"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self.why, 1)
        row.addWidget(self.start, 0, Qt.AlignTop)
        self.start.clicked.connect(self.asked)
        self.hide()

    def show_wanted(self, wanted: bool, *, why: str) -> None:
        """Shows whether an engine can be started now, and why none measures."""
        self.why.say(why)
        self.setVisible(wanted)
