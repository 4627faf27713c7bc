"""Between a thread and the window: what was told too late is not heard."""

from collections.abc import Callable
from functools import partial

from PyQt5.QtCore import QObject, pyqtBoundSignal, pyqtSignal


class Telling(QObject):
    """Has signals sent in the window's own thread, until it is `closed`: what then still waits in
    Qt's queue is of something that was left, or for a window that has gone."""

    _told = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.closed = False
        self._told.connect(self._do)

    def tell(self, signal: pyqtBoundSignal, *values: object) -> None:
        """Sends a signal, from any thread."""
        self.have_done(partial(signal.emit, *values))

    def have_done(self, act: Callable[[], None]) -> None:
        """Does something in the window's thread."""
        self._told.emit(act)

    def _do(self, act: Callable[[], None]) -> None:
        if not self.closed:
            act()
