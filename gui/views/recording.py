"""The trial being recorded: seconds, file, samples on disk against those expected."""

from pathlib import PurePath

from PyQt5.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.language import text
from gui.picture import Recording
from gui.views.words import Words, in_lines

# The disk is flushed every half second, hence it is always a little behind.
BEHIND_AFTER_S = 2.0
LINE = 38


class RecordingView(QWidget):
    """Shows whether a recording runs and which, with a loud warning when the disk falls behind."""

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.state = Words("", theme.HUGE * 0.75)
        self.disk = Words("", theme.NORMAL)
        self.file = Words("", theme.SMALL, dim=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 6, 12, 6)
        rows.setSpacing(2)
        for words in (self.state, self.disk, self.file):
            rows.addWidget(words)
        self.show_recording(None)

    def show_recording(self, recording: Recording | None) -> None:
        """Shows the state of the recording; None: there is none."""
        begun = recording is not None and recording.begun
        self.state.say(state_words(recording), ground="recording" if begun else "")
        behind_s = 0.0 if recording is None else seconds_behind(recording)
        late = behind_s > BEHIND_AFTER_S
        behind = text("recording.behind", behind_s=behind_s) + "\n" if late else ""
        self.disk.say(behind + disk_words(recording), loud=late)
        self.file.say("" if recording is None else in_lines(PurePath(recording.path).name, LINE))


def state_words(recording: Recording | None) -> str:
    """Whether it records, and for how long."""
    if recording is None:
        return text("recording.not_recording")
    if not recording.begun:
        return text("recording.waiting")
    minutes, seconds = divmod(max(0.0, recording.seconds), 60)
    return text("recording.runs", minutes=int(minutes), seconds=int(seconds))


def disk_words(recording: Recording | None) -> str:
    """Samples on disk against samples expected."""
    if recording is None or not recording.begun:
        return ""
    on_disk, expected = _grouped(recording.on_disk), _grouped(recording.expected)
    return text("recording.disk", on_disk=on_disk, expected=expected)


def seconds_behind(recording: Recording) -> float:
    """By how many seconds of samples the disk is behind the samples expected by now."""
    if not recording.begun or recording.expected <= 0:
        return 0.0
    missing = recording.expected - recording.on_disk
    return max(0.0, missing / recording.expected * recording.seconds)


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")
