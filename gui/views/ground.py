"""The base of a window's views: it scrolls if the window is too small, and shows that it is."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui import theme
from gui.language import text
from gui.views.words import Words

LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 1240, 720


class Ground(QWidget):
    """`content` is never smaller than the least readable size."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.content = content
        content.setMinimumSize(LEAST_WIDTH_PX, LEAST_HEIGHT_PX)
        self.too_small = Words("", theme.LARGE)
        self._area = area = QScrollArea()
        area.setFrameShape(QScrollArea.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.ClickFocus)
        area.setWidget(content)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.too_small)
        rows.addWidget(area, 1)
        self.show_unreal("")

    def show_unreal(self, word: str) -> None:
        """Shows the word in the line of a small window too, where it cannot scroll away."""
        small = text("window.too_small")
        self.too_small.say(f"{word}.  {small}" if word else small, loud=True)

    def fit(self, width_px: int, height_px: int) -> None:
        """Shows the line if a window of this size is too small."""
        self.too_small.setVisible(width_px < LEAST_WIDTH_PX or height_px < LEAST_HEIGHT_PX)

    def take_keyboard(self) -> None:
        """Takes the focus: else the first button has it, and the space bar would start a trial."""
        self._area.setFocus()
