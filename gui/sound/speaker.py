"""The window's side of what is heard: it has tones played and waits for nothing."""

from collections.abc import Sequence

from PyQt5.QtCore import QObject, QProcess, pyqtSignal

from gui.sound.player import READY
from gui.sound.tone import TONES, Tone

CLOSE_MS = 1000
ENDED = "the program that plays tones has ended"


class Speaker(QObject):
    """Plays tones by a process of its own. `problem` carries why none is heard, or nothing."""

    problem = pyqtSignal(str)

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__()
        self._command = list(command)
        self._closing = False
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._hear)
        self._process.errorOccurred.connect(self._miss)

    def open(self) -> None:
        """Has the player run, so that the first tone need not wait for it."""
        self._process.start(self._command[0], self._command[1:])

    def play(self, tone: Tone) -> None:
        """Has a tone played at once."""
        if self._process.state() == QProcess.NotRunning:
            self.open()
        self._process.write(tone.to_line().encode())

    def sound_event(self, kind: str, _: str) -> None:
        """Plays the tone of a kind of event, if it has one."""
        if kind in TONES:
            self.play(TONES[kind])

    def close(self) -> None:
        """Ends the player."""
        self._closing = True
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(CLOSE_MS):
            self._process.kill()
            self._process.waitForFinished(CLOSE_MS)

    def _hear(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine()).decode(errors="replace").strip()
            word, _, why = line.partition(" ")
            self.problem.emit("" if word == READY else why)

    def _miss(self) -> None:
        if not self._closing:
            self.problem.emit(ENDED)
