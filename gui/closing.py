"""What to do with a trial that is being recorded when its window closes."""

from enum import Enum, auto

from PyQt5.QtGui import QFontInfo
from PyQt5.QtWidgets import QAbstractButton, QLabel, QMessageBox, QWidget

from gui import theme


class Answer(Enum):
    """What was answered."""

    GOES_ON = auto()
    STOP = auto()
    CANCEL = auto()


def ask_before_closing(parent: QWidget) -> Answer:
    """Asks whether the recording goes on; closing the question is to cancel."""
    box = QMessageBox(parent)
    box.setWindowTitle("Close the window?")
    box.setText("A trial is being recorded. The recording does not need this window.")
    goes_on = box.addButton("Recording goes on", QMessageBox.AcceptRole)
    stop = box.addButton("Stop and close", QMessageBox.DestructiveRole)
    cancel = box.addButton("Cancel", QMessageBox.RejectRole)
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
