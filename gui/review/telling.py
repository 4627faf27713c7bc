"""Between a thread and the window: signals that come too late are dropped."""

from collections.abc import Callable
from functools import partial

from PyQt5.QtCore import QObject, pyqtBoundSignal, pyqtSignal


class Telling(QObject):
    """Emits signals in the window's own thread, until it is `closed`.

    What is then still in Qt's queue belongs to a trial that was left or a window that is gone.
    """

    _told = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.closed = False
        self._told.connect(self._do)

    def tell(self, signal: pyqtBoundSignal, *values: object) -> None:
        """Emits a signal, from any thread."""
        self.have_done(partial(signal.emit, *values))

    def have_done(self, act: Callable[[], None]) -> None:
        """Calls a function in the window's thread."""
        self._told.emit(act)

    def _do(self, act: Callable[[], None]) -> None:
        if not self.closed:
            act()
