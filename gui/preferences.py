"""Distributes the settings from their file to the parts concerned; and runs the test of the cue."""

from itertools import chain
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from gui.cue.selftest import CueTest
from gui.language import text
from gui.picture import Status
from gui.settings import Settings
from gui.settingsfile import SettingsFile
from gui.sound.orders import Called
from gui.sound.speaker import Speaker
from gui.sound.tone import POINT_HZ, lost
from gui.views.settingspage import SettingsPage


class Preferences(QObject):
    """Settings and the test of the cue.

    `changed` carries the settings after each change; `said` what is wrong with their file.
    `measured` carries what a trial keeps of the test of the cue: empty if there is no result.
    """

    changed = pyqtSignal(object)
    said = pyqtSignal(str)
    measured = pyqtSignal(object)

    def __init__(self, file: SettingsFile, page: SettingsPage, speaker: Speaker) -> None:
        super().__init__()
        self._file, self._page, self._speaker = file, page, speaker
        self._test: CueTest | None = None
        page.changed.connect(self._change)
        page.opened.connect(speaker.look)
        page.test.asked.connect(self._test_cue)
        speaker.devices.connect(page.show_devices)
        speaker.called.connect(self._take_call)
        speaker.heard.connect(self._take_rise)
        speaker.problem.connect(self._take_problem)

    @property
    def settings(self) -> Settings:
        """The present settings."""
        return self._file.settings

    def open(self) -> None:
        """Reports what is wrong with the file, and applies its settings."""
        if self._file.problem:
            self.said.emit(self._file.problem)
        self._speaker.use(self.settings)
        self.changed.emit(self.settings)

    def take_status(self, status: Status) -> None:
        """Ends the test when a recording starts: nothing must disturb a trial."""
        recording = status.recording is not None
        self._page.test.allow(not recording)
        if recording and self._test is not None and not self._test.done:
            self._stop(text("cue_test.not_now"))

    def _change(self, settings: Settings) -> None:
        if settings.sound_device != self.settings.sound_device:
            self._stop()
        self._file.write(settings)
        if self._file.problem:
            self.said.emit(self._file.problem)
        self._speaker.use(settings)
        self.changed.emit(settings)

    def _test_cue(self, on: bool) -> None:
        if not on:
            self._stop()
            return
        self._test = CueTest()
        self._speaker.play(*chain.from_iterable(map(lost, POINT_HZ)))  # each of the three, once
        self._speaker.try_out(True)
        self._page.test.show_test(self._test)

    def _take_call(self, called: Called) -> None:
        if self._test is None or self._test.done:
            return
        self._test.take_call(called)
        self._page.test.show_test(self._test)
        if self._test.done and (found := self._test.in_computer):
            self._speaker.try_out(False)
            self._tell(cue_latency_ms_median=found.median_ms, cue_latency_ms_worst=found.worst_ms)

    def _take_rise(self, time_s: float) -> None:
        if self._test is not None:
            self._test.take_rise(time_s)
            self._page.test.show_test(self._test)

    def _take_problem(self, problem: str) -> None:
        """Stops the test if there is no sound to test."""
        if problem and self._test is not None:
            self._stop(problem)

    def _stop(self, why: str = "") -> None:
        """Ends the test, and withdraws its result."""
        self._test = None
        self._speaker.try_out(False)
        self._page.test.show_idle(why)
        self._tell()

    def _tell(self, **found: Any) -> None:
        self.measured.emit({name: round(ms, 3) for name, ms in found.items()})
