"""Small parts of a view: words, input lines, and buttons in the fonts of the window."""

import textwrap

from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QKeyEvent
from PyQt5.QtWidgets import QLabel, QLineEdit, QPushButton

from gui import theme

INDENT_PX = 8
OWN_KEYS = [(QEvent.ShortcutOverride, key) for key in (Qt.Key_Return, Qt.Key_Enter)]


class Words(QLabel):
    """Text that grows with the window: `factor` times its normal text."""

    def __init__(self, text: str = "", factor: float = theme.NORMAL, *, dim: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.PlainText)
        self.setProperty(theme.FACTOR, factor)
        self.setProperty("dim", dim)

    def say(self, text: str, *, ground: str = "", loud: bool = False) -> None:
        """Shows `text`; loud text has a bright background."""
        self.setText(text)
        ground = "loud" if loud else ground
        if ground != self.objectName():
            self.setObjectName(ground)
            indent_px = INDENT_PX if ground else 0
            self.setContentsMargins(indent_px, 0, indent_px, 0)
            self.style().unpolish(self)
            self.style().polish(self)


def button(text: str, factor: float = theme.NORMAL, *, tip: str) -> QPushButton:
    """A button that grows with the window, with a tooltip that describes its action."""
    made = QPushButton(text)
    made.setProperty(theme.FACTOR, factor)
    made.setToolTip(tip)
    made.setFocusPolicy(Qt.TabFocus)
    return made


class WritingLine(QLineEdit):
    """A field that keeps Return while it has the focus, whatever else Return does in its window."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty(theme.FACTOR, theme.NORMAL)

    def event(self, event: QEvent) -> bool:
        """Takes Return before a shortcut does; Qt's own lines leave it to the shortcut."""
        if isinstance(event, QKeyEvent) and (event.type(), event.key()) in OWN_KEYS:
            event.accept()
            return True
        return bool(super().event(event))


def taken_out(field: QLineEdit) -> str:
    """The text of a field, which is cleared and loses the focus."""
    written = field.text().strip()
    field.clear()
    field.clearFocus()
    return written


def in_lines(text: str, longest: int) -> str:
    """The text in lines of at most so many characters, broken inside a word if necessary.

    With Qt's own wrapping, a label can be cut off when its window is short.
    """
    return "\n".join(textwrap.wrap(text, longest))
