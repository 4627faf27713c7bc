"""The program that a window runs in."""

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
    """The one of this process, before any window is built."""
    QApplication.setAttribute(Qt.AA_EnableHighDpiScaling)
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Hinge rig")
    made.setWindowIcon(QIcon(str(ICON)))
    return made


def go_on_after_faults(say: Callable[[str], None]) -> None:
    """A fault of the program in one slot is said; Qt would end the program for it."""
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, way: TracebackType | None) -> None:
        before(kind, error, way)
        say(text("session.defect", what=plain(f"{kind.__name__}: {error}")))

    sys.excepthook = hook


def run(running: QApplication) -> int:
    """Until its windows are closed; the code to exit with."""
    gc.freeze()  # what is built stays: to look through it for garbage costs two frames each time
    return int(running.exec_())
