"""The frame of the lanes with the times of a trial under it, not seconds back from now."""

import math
from dataclasses import dataclass, replace
from typing import Self

from PyQt5.QtGui import QPainter, QPen

from gui import theme
from gui.views.laneframe import LaneFrame

TICKS = 7
STEPS_S = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0)


@dataclass(frozen=True, slots=True)
class TimeFrame(LaneFrame):
    """The layout for a span that begins at `begin_s`."""

    begin_s: float = 0.0

    def with_data(self, begin_s: float, end_s: float, scale_n: int) -> Self:
        """The same layout for other data."""
        framed = LaneFrame.with_data(self, begin_s, end_s, scale_n)
        return replace(framed, begin_s=begin_s)

    def draw_seconds(self, painter: QPainter) -> None:
        """Draws the grid at round times."""
        band = self.loss_band()
        painter.fillRect(band, theme.now().window_ground)
        step_s = next((one for one in STEPS_S if self.span_s / one <= TICKS), STEPS_S[-1])
        for tick in range(math.ceil(self.begin_s / step_s), 1 + math.floor(self._end_s / step_s)):
            x = round(self.left_px + (tick * step_s - self.begin_s) / self.span_s * self.plot_px)
            painter.setPen(QPen(theme.now().line, 1))
            painter.drawLine(x, 0, x, round(band.bottom()))
            self.write_second(painter, x, time_words(tick * step_s, step_s))

    @property
    def _end_s(self) -> float:
        return self.begin_s + self.span_s


def time_words(time_s: float, step_s: float = 0.01) -> str:
    """A time of a trial: 12.5 s, and from one minute on 1:12.5, with the decimals of the step."""
    digits = max(0, math.ceil(-math.log10(step_s))) if step_s < 1 else 0
    sign, time_s = "-" if time_s < 0 else "", abs(round(time_s, digits))
    if time_s < 60:
        return f"{sign}{time_s:.{digits}f} s"
    minutes, seconds = divmod(time_s, 60)
    width = 3 + digits if digits else 2
    return f"{sign}{int(minutes)}:{seconds:0{width}.{digits}f}"
