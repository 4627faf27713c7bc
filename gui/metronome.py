"""Beats the tempo of a protocol while a set is recorded."""

import time
from collections.abc import Callable, Iterator

from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal

from gui.flow.tempo import beats


class Metronome(QObject):
    """Emits `beat` with the kind of each beat. Timed from its begin: a late beat delays no
    other."""

    beat = pyqtSignal(str)

    def __init__(self, now_s: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.on = False
        self._now_s = now_s
        self._begin_s = 0.0
        self._beats: Iterator[tuple[float, str]] = iter(())
        self._next = (0.0, "")
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._sound)

    def follow(self, tempo_s: tuple[int, int, int] | None) -> None:
        """Beats a tempo from now on, if switched on and not beating already; None: stops."""
        if tempo_s is None or not self.on:
            self._timer.stop()
        elif not self._timer.isActive():
            self._begin_s, self._beats = self._now_s(), beats(tempo_s)
            self._wait()

    def _sound(self) -> None:
        self.beat.emit(self._next[1])
        self._wait()

    def _wait(self) -> None:
        """Waits for the next beat still to come."""
        now_s = self._now_s() - self._begin_s
        self._next = next(one for one in self._beats if one[0] > now_s)
        self._timer.start(round((self._next[0] - now_s) * 1000))
