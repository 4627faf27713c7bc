"""Findings about the finished set, in sentences; hidden while there are none."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QAbstractItemView, QFrame, QListView, QListWidget, QVBoxLayout

from gui import theme
from gui.flow.step import FlowPicture
from gui.language import text
from gui.views.words import Words


class Findings(QFrame):
    """A read-only list; each sentence includes how sure it is."""

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.list = QListWidget()
        self.list.setProperty(theme.FACTOR, theme.NORMAL)
        self.list.setWordWrap(True)
        self.list.setResizeMode(QListView.Adjust)
        self.list.setSelectionMode(QAbstractItemView.NoSelection)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.TabFocus)
        rows = QVBoxLayout(self)
        rows.addWidget(Words(text("result.findings"), theme.LARGE))
        rows.addWidget(self.list, 1)
        self._shown: tuple[str, ...] = ()
        self.hide()

    def show_flow(self, flow: FlowPicture) -> None:
        """Shows the details of the current step."""
        if flow.details != self._shown:
            self._shown = flow.details
            self.list.clear()
            self.list.addItems(f"• {sentence}" for sentence in flow.details)
        self.setVisible(bool(flow.details))
