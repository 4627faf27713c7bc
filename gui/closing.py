"""What to do with a running recording when its window closes."""

from enum import Enum, auto

from PyQt5.QtGui import QFontInfo
from PyQt5.QtWidgets import QAbstractButton, QLabel, QMessageBox, QWidget

from gui import theme
from gui.language import text


class Answer(Enum):
    """The answer given."""

    GOES_ON = auto()
    STOP = auto()
    CANCEL = auto()


def ask_before_closing(parent: QWidget) -> Answer:
    """Asks whether the recording continues; to close the question is to cancel."""
    box = QMessageBox(parent)
    box.setWindowTitle(text("closing.title"))
    box.setText(text("closing.question"))
    goes_on = box.addButton(text("closing.goes_on"), QMessageBox.AcceptRole)
    stop = box.addButton(text("closing.stop"), QMessageBox.DestructiveRole)
    cancel = box.addButton(text("closing.cancel"), QMessageBox.RejectRole)
    for part in box.findChildren((QLabel, QAbstractButton)):
        part.setProperty(theme.FACTOR, theme.NORMAL)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    theme.scale_fonts(box, QFontInfo(parent.font()).pixelSize())
    box.exec_()
    clicked = box.clickedButton()
    box.deleteLater()
    if clicked is goes_on:
        return Answer.GOES_ON
    return Answer.STOP if clicked is stop else Answer.CANCEL
