"""Strip charts of the last seconds: they run, pause, and can be scrolled back and zoomed."""

import math

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from gui import keys, theme
from gui.language import text
from gui.picture import Strips
from gui.views.plot import Plot
from gui.views.words import Words, button

KEY_STEP_S = 1.0
SPANS_S = (1.0, 2.0, 5.0, 10.0, 20.0, 40.0)  # the rings hold the last minute
FIRST_SPAN_S = 10.0
WIDE_PER_TEXT = 70  # from this width on, the legend has room


class StripsView(QWidget):
    """Shows strips; `looked_back` emits the end it wants: seconds, or None for live.

    `zoomed` carries how many seconds it wants to show.
    """

    looked_back = pyqtSignal(object)
    zoomed = pyqtSignal(float)

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.plot = Plot()
        self.plot.setProperty(theme.FACTOR, theme.NORMAL)
        self.state = Words("", theme.LARGE)
        self.uncalibrated = Words(text("strips.uncalibrated"), theme.SMALL)
        self.legend = Words(text("strips.legend"), theme.SMALL, dim=True)
        self.pause = button("", tip=keys.KEYS["pause"].does)
        self._shown: Strips | None = None
        self._newest_s = math.nan
        self._end_s: float | None = None
        self._span_s = FIRST_SPAN_S
        self._lay_out()
        self._connect()
        self._say_state()

    def show_strips(self, strips: Strips) -> None:
        """Draws these strips, unless they are drawn already."""
        self._newest_s = self._newest_of(strips)
        if not same(strips, self._shown):
            self._shown = strips
            self.plot.lanes.show_strips(strips)
        self._say_state()

    def show_calibrated(self, calibrated: bool) -> None:
        """Shows whether the newtons come from a calibration."""
        self.uncalibrated.setVisible(not calibrated)

    def toggle_pause(self) -> None:
        """Pauses, or runs again."""
        self._look(None if self._end_s is not None else self._newest_s)

    def move_by(self, seconds: float) -> None:
        """Looks further back, or forward until it runs again."""
        end_s = self._newest_s if self._end_s is None else self._end_s
        if self._shown is None or math.isnan(end_s):
            return
        first_s = self._shown.oldest_s + self._shown.end_s - self._shown.begin_s
        end_s = max(end_s + seconds, min(first_s, self._newest_s))
        self._look(None if end_s >= self._newest_s else end_s)

    def zoom_by(self, steps: int, held: float = 0.5) -> None:
        """Shows more seconds, or fewer if `steps` is negative.

        While paused, the time at the share `held` of the width stays in place.
        """
        at = SPANS_S.index(self._span_s) + steps
        span_s = SPANS_S[min(max(at, 0), len(SPANS_S) - 1)]
        if span_s == self._span_s:
            return
        if self._end_s is not None:
            wider_s = span_s - self._span_s
            self._look(min(self._end_s + (1 - held) * wider_s, self._newest_s))
        self._span_s = span_s
        self.zoomed.emit(span_s)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Omits the legend if it would be cut off."""
        super().resizeEvent(event)
        self.legend.setVisible(self.width() > WIDE_PER_TEXT * self.legend.fontInfo().pixelSize())

    def _look(self, end_s: float | None) -> None:
        if end_s != self._end_s and not (end_s is not None and math.isnan(end_s)):
            self._end_s = end_s
            self.looked_back.emit(end_s)
            self._say_state()

    def _newest_of(self, strips: Strips) -> float:
        if math.isfinite(strips.newest_s):
            return strips.newest_s
        return strips.end_s if self._end_s is None else self._newest_s

    def _say_state(self) -> None:
        live = self._end_s is None
        self.pause.setText(keys.with_key(text("strips.pause" if live else "strips.run"), "pause"))
        if self._end_s is None:
            self.state.say(text("strips.live" if self._shown else "strips.nothing"))
        else:
            behind_s = max(0.0, self._newest_s - self._end_s)
            self.state.say(text("strips.paused", behind_s=behind_s), loud=True)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(self.state)
        top.addStretch()
        for words in (self.uncalibrated, self.legend):
            top.addWidget(words)
        top.addWidget(self.pause)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 4, 8, 4)
        whole.setSpacing(4)
        whole.addLayout(top)
        whole.addWidget(self.plot, 1)

    def _connect(self) -> None:
        self.pause.clicked.connect(self.toggle_pause)
        self.plot.moved.connect(self.move_by)
        self.plot.zoomed.connect(self.zoom_by)
        keys.bind(self, "pause", self.toggle_pause)
        keys.bind(self, "back", lambda: self.move_by(-KEY_STEP_S))
        keys.bind(self, "forward", lambda: self.move_by(KEY_STEP_S))
        keys.bind(self, "closer", lambda: self.zoom_by(-1))
        keys.bind(self, "wider", lambda: self.zoom_by(1))


def same(one: Strips, other: Strips | None) -> bool:
    """Whether both would look the same; a past span changes no more."""
    if other is None:
        return False
    return (_extent(one), one.losses, one.marks_s) == (_extent(other), other.losses, other.marks_s)


def _extent(strips: Strips) -> tuple[float, float, int, int]:
    lengths = len(strips.load_time_s), len(strips.contact_time_s)
    return strips.begin_s, strips.end_s, *lengths
