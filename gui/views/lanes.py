"""The strips as one item of a scene: seven lanes that share one time axis.

Four loads and three contacts, each decimated to one column a pixel and drawn as a line one pixel
wide. Names, scales and grid are in a pixmap and are redrawn only when they change.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt5.QtCore import QRectF
from PyQt5.QtGui import QColor, QPainter, QPen, QPixmap
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui import theme
from gui.picture import Strips
from gui.views.decimate import Columns, columns_of, pieces
from gui.views.laneframe import CONTACTS, LOADS, LaneFrame

NOTHING = Strips(
    0.0, 10.0, np.empty(0), np.empty((0, 4), "f4"), np.empty(0), np.empty((0, 3), "f4")
)
SCALES_N = (100, 200, 300, 400, 600, 800, 1000, 1500, 2000, 3000)
NO_FRAME = LaneFrame(1, 1, theme.LEAST_TEXT_PX, 10.0, SCALES_N[0])
SHRINK_UNDER = 0.6
LONGEST_GAP_S = 0.05
LOST_IN_LANE_ALPHA = 110
FINE_TEXT_PX = 28


class Lanes(pg.GraphicsObject):  # type: ignore[misc,unused-ignore]
    """Draws the newest `Strips` given, in a frame."""

    def __init__(self, frame: LaneFrame = NO_FRAME) -> None:
        super().__init__()
        self._strips = NOTHING
        self._frame = frame
        self._still: QPixmap | None = None

    def show_strips(self, strips: Strips) -> None:
        """Draws these from now on."""
        self._strips = strips
        scale_n = fitting_scale_n(strips.load_n, self._frame.scale_n)
        self._reframe(self._frame.with_data(strips.begin_s, strips.end_s, scale_n))
        self.update()

    def resize(self, width_px: int, height_px: int, text_px: int) -> None:
        """Fills a scene of this size."""
        self.prepareGeometryChange()
        size = {"width_px": width_px, "height_px": height_px, "text_px": text_px}
        self._reframe(replace(self._frame, **size))

    def forget_still(self) -> None:
        """Redraws everything."""
        self._still = None
        self.update()

    @property
    def frame(self) -> LaneFrame:
        """The layout of the lanes."""
        return self._frame

    def boundingRect(self) -> QRectF:
        """The whole scene."""
        return QRectF(0, 0, self._frame.width_px, self._frame.height_px)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draws the frame, then losses, marks and lines."""
        if self._still is None:
            self._still = self._frame.drawn(painter.device().devicePixelRatioF())
        painter.drawPixmap(0, 0, self._still)
        painter.setRenderHint(QPainter.Antialiasing, False)
        self._draw_losses(painter)
        self._draw_loads(painter)
        self._draw_contacts(painter)
        self._draw_marks(painter)

    def _reframe(self, frame: LaneFrame) -> None:
        if frame != self._frame:
            self._frame, self._still = frame, None
            self.update()

    def _draw_losses(self, painter: QPainter) -> None:
        lost = theme.now().lost
        in_lane = QColor(lost)
        in_lane.setAlpha(LOST_IN_LANE_ALPHA)
        axis = self._frame.loss_band()
        lanes = {point: self._frame.lane(lane) for lane, point in enumerate(CONTACTS, len(LOADS))}
        for point, begin_s, end_s in self._strips.losses:
            left, right = self.x_of(begin_s), self.x_of(end_s)
            if right < self._frame.left_px or left > self._frame.right_px or point not in CONTACTS:
                continue
            width = max(2.0, right - left)
            lane = lanes[point]
            painter.fillRect(QRectF(left, lane.top(), width, lane.height()), in_lane)
            painter.fillRect(QRectF(left, axis.top(), width, axis.height()), lost)

    def _draw_marks(self, painter: QPainter) -> None:
        colour = theme.now().mark
        painter.setPen(QPen(colour, self._line_px()))
        for mark_s in self._strips.marks_s:
            if self._strips.begin_s <= mark_s <= self._strips.end_s:
                x, axis = round(self.x_of(mark_s)), self._frame.loss_band()
                painter.drawLine(x, 0, x, round(axis.bottom()))
                size = max(9, round(0.6 * self._frame.text_px))
                painter.fillRect(QRectF(x - size // 2, 0, size, size), colour)

    def _draw_loads(self, painter: QPainter) -> None:
        columns = self._columns(self._strips.load_time_s, self._strips.load_n)
        left, right = theme.now().left, theme.now().right
        for lane, colour in enumerate((left, left, right, right)):
            self._draw_line(painter, lane, colour, columns, lane, self._frame.scale_n)

    def _draw_contacts(self, painter: QPainter) -> None:
        columns = self._columns(self._strips.contact_time_s, self._strips.contact_share)
        for row in range(len(CONTACTS)):
            self._draw_line(painter, len(LOADS) + row, theme.now().on, columns, row, 1.0)

    def _draw_line(
        self, painter: QPainter, lane: int, colour: QColor, columns: Columns, row: int, top: float
    ) -> None:
        painter.setPen(QPen(colour, self._line_px()))
        box = self._frame.trace_box(lane)
        for x, y in self._runs(columns, row):
            pixels = np.clip(box.bottom() - y / top * box.height(), box.top(), box.bottom())
            painter.drawPolyline(pg.functions.arrayToQPolygonF(x, np.rint(pixels)))

    def _line_px(self) -> int:
        """One pixel, or two on a screen of high resolution."""
        return 1 if self._frame.text_px < FINE_TEXT_PX else 2

    def _runs(
        self, columns: Columns, row: int
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """The corners of each line: in each column from the least to the largest."""
        gap_px = max(1, round(LONGEST_GAP_S * self._frame.plot_px / self._frame.span_s))
        both = np.stack((columns.least[row], columns.largest[row]), axis=1).astype(np.float64)
        for run in pieces(columns.x_px, columns.least[row], largest_gap_px=gap_px):
            yield np.repeat(columns.x_px[run] + float(self._frame.left_px), 2), both[run].ravel()

    def _columns(self, time_s: NDArray[np.float64], values: NDArray[np.float32]) -> Columns:
        return columns_of(
            time_s,
            values,
            begin_s=self._strips.begin_s,
            end_s=self._strips.end_s,
            width_px=self._frame.plot_px,
        )

    def x_of(self, time_s: float) -> float:
        """Where a time is drawn; a time outside is placed a little beyond the ends."""
        share = (time_s - self._strips.begin_s) / self._frame.span_s
        return self._frame.left_px + min(1.0, max(-0.01, share)) * self._frame.plot_px


def fitting_scale_n(load_n: NDArray[np.float32], present_n: int) -> int:
    """The scale that holds these loads: it grows immediately and shrinks only with room to
    spare."""
    loads = load_n[np.isfinite(load_n)]
    largest = float(loads.max()) if loads.size else 0.0
    fitting = next((scale for scale in SCALES_N if largest <= scale), SCALES_N[-1])
    roomy = largest < present_n * SHRINK_UNDER
    return fitting if fitting > present_n or (roomy and loads.size) else present_n
