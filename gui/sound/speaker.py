"""The window's side of the sound: it sends orders and never blocks."""

from collections.abc import Sequence
from contextlib import suppress

from PyQt5.QtCore import QObject, QProcess, QTimer, pyqtSignal

from gui.language import text
from gui.settings import Settings
from gui.sound.orders import (
    Called,
    Heard,
    Look,
    Order,
    Play,
    Report,
    Sound,
    TryOut,
    Use,
    report_of,
    to_line,
)
from gui.sound.tone import TONES, Tone

CLOSE_MS = 1000
RESTART_MS = 5000


class Speaker(QObject):
    """Calls out lost contacts, and plays tones, by a separate process.

    `problem` carries why there is no sound, or ""; `devices` the names to choose from; `called` a
    loss that was called out; `heard` when the plates' TTL input rose; `refused` why the dowel's
    board does not accept its setting.
    """

    problem = pyqtSignal(str)
    devices = pyqtSignal(object)
    called = pyqtSignal(object)
    heard = pyqtSignal(float)
    refused = pyqtSignal(str)

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__()
        self._command = list(command)
        self._used = Use.of(Settings())
        self._closing = False
        self._process = QProcess(self)
        self._process.setStandardErrorFile(QProcess.nullDevice())
        self._process.readyReadStandardOutput.connect(self._hear)
        self._process.errorOccurred.connect(self._miss)
        self._process.finished.connect(self._end)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RESTART_MS)
        self._again.timeout.connect(self.open)

    def open(self) -> None:
        """Starts the player in advance: the first tone does not wait for it."""
        if self._process.state() == QProcess.NotRunning:
            self._again.stop()
            self._process.start(self._command[0], self._command[1:])
            self._process.write(to_line(self._used))

    def use(self, settings: Settings) -> None:
        """Applies these settings from now on."""
        self._used = Use.of(settings)
        self._tell(self._used)

    def try_out(self, on: bool) -> None:
        """Calls out every loss, whatever the settings, until switched off."""
        self._tell(TryOut(on))

    def look(self) -> None:
        """Requests `problem` and `devices` for the present state."""
        self._tell(Look())

    def play(self, *tones: Tone) -> None:
        """Plays tones immediately."""
        self._tell(Play(tones))

    def sound_event(self, kind: str, _: str) -> None:
        """Plays the tone of a kind of event, if it has one."""
        if kind in TONES:
            self.play(TONES[kind])

    def close(self) -> None:
        """Ends the player."""
        self._closing = True
        self._again.stop()
        self._process.closeWriteChannel()
        if not self._process.waitForFinished(CLOSE_MS):
            self._process.kill()
            self._process.waitForFinished(CLOSE_MS)

    def _tell(self, order: Order) -> None:
        self.open()
        self._process.write(to_line(order))

    def _hear(self) -> None:
        while self._process.canReadLine():
            with suppress(ValueError):  # a system library may write to the output, too
                self._take(report_of(bytes(self._process.readLine())))

    def _take(self, said: Report) -> None:
        if isinstance(said, Sound):
            self.problem.emit(said.problem)
            self.devices.emit(said.devices)
        elif isinstance(said, Called):
            self.called.emit(said)
        elif isinstance(said, Heard):
            self.heard.emit(said.time_s)
        else:
            self.refused.emit(said.why)

    def _miss(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.FailedToStart:
            self.problem.emit(text("sound.ended"))

    def _end(self) -> None:
        if not self._closing:
            self.problem.emit(text("sound.ended"))
            self._again.start()
