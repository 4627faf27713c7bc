"""The Qt application that a window runs in."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PyQt5.QtCore import Qt
from PyQt5.QtGui import QIcon
from PyQt5.QtWidgets import QApplication

from gui.language import text
from rig.plain import plain

ICON = Path(__file__).with_name("icons") / "hinge-rig.svg"


def application() -> QApplication:
    """The application of this process; to be created before any window."""
    QApplication.setAttribute(Qt.AA_EnableHighDpiScaling)
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Hinge rig")
    made.setWindowIcon(QIcon(str(ICON)))
    return made


def go_on_after_faults(say: Callable[[str], None]) -> None:
    """Reports a program fault in a slot instead of ending the program, as Qt does."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, way: TracebackType | None) -> None:
        before(kind, error, way)
        say(text("session.defect", what=plain(f"{kind.__name__}: {error}")))

    sys.excepthook = hook


def run(running: QApplication) -> int:
    """Runs until the windows are closed; returns the exit code."""
    gc.freeze()  # what is built stays: scanning it for garbage costs two frames each time
    return int(running.exec_())
