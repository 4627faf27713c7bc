"""The program that a window runs in."""

import gc
import sys
from pathlib import Path

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QIcon
from PyQt5.QtWidgets import QApplication

ICON = Path(__file__).with_name("icons") / "hinge-rig.svg"


def application() -> QApplication:
    """The one of this process, before any window is built."""
    QApplication.setAttribute(Qt.AA_EnableHighDpiScaling)
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Hinge rig")
    made.setWindowIcon(QIcon(str(ICON)))
    return made


def run(running: QApplication) -> int:
    """Until its windows are closed; the code to exit with."""
    gc.freeze()  # what is built stays: to look through it for garbage costs two frames each time
    return int(running.exec_())
