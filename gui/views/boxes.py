"""Input widgets: boxes to choose from, and a line for initials."""

from collections.abc import Mapping

from PyQt5.QtCore import QRegularExpression
from PyQt5.QtGui import QRegularExpressionValidator
from PyQt5.QtWidgets import QComboBox, QLineEdit

from gui.language import text
from gui.settings import LONGEST_INITIALS


def switch() -> QComboBox:
    """Off or on in words: a check box is hard to see on a dark background."""
    return choice({text("settings.off"): False, text("settings.on"): True})


def choice(values: Mapping[str, object]) -> QComboBox:
    """A box of these words, each with its value."""
    box = QComboBox()
    for words, value in values.items():
        box.addItem(words, value)
    return box


def initials() -> QLineEdit:
    """A field that accepts only letters, at most as many as initials have."""
    field = QLineEdit()
    letters = QRegularExpression(f"[A-Za-z]{{0,{LONGEST_INITIALS}}}")
    field.setValidator(QRegularExpressionValidator(letters, field))
    return field
