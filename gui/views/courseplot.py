"""Load against reading of a region, with the residuals beneath."""

import numpy as np
import pyqtgraph as pg
from PyQt5.QtCore import QEvent
from PyQt5.QtGui import QFontInfo, QResizeEvent
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.calibrating.picture import Course
from gui.language import text
from gui.views.words import Words

POINT_PER_TEXT = 0.8
NONE = Course("")
UP, DOWN = "t1", "t"  # triangles that point up and down
RESIDUAL_SHARE = (3, 2)
LEFT_WIDTH, BOTTOM_HEIGHT = 5, 3


class CoursePlot(QWidget):
    """The readings taken on one region so far."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Words("", theme.LARGE)
        self.setProperty(theme.FACTOR, theme.NORMAL)
        self._canvas = pg.GraphicsLayoutWidget()
        self._axes: list[pg.AxisItem] = []
        self.load, self.residual = (self._add_box(row) for row in range(2))
        self._add_axis(2, 1, "bottom", self.residual, "plot_reading")
        self._add_axis(0, 0, "left", self.load, "plot_load")
        self._add_axis(1, 0, "left", self.residual, "plot_residual")
        self.residual.setXLink(self.load)
        self.line, self._zero = pg.PlotCurveItem(), pg.InfiniteLine(0, angle=0)
        self.load.addItem(self.line)
        self.residual.addItem(self._zero)
        self.points = [_points(box) for box in (self.load, self.residual)]
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.title)
        rows.addWidget(self._canvas, 1)
        self._course = NONE
        self._recolour()

    def changeEvent(self, event: QEvent) -> None:
        """Redraws when the colours have changed."""
        super().changeEvent(event)
        if event.type() in theme.RECOLOURED and hasattr(self, "_course"):
            self._recolour()

    def show_course(self, course: Course | None) -> None:
        """Draws a course; None: nothing."""
        course = self._course = course or NONE
        way = f"▲ {text('calibration.plot_up')}  ▼ {text('calibration.plot_down')}"
        self.title.say(f"{course.title.capitalize()}    {way}" if course.title else "")
        self.line.setData(np.array(course.line_counts), np.array(course.line_n))
        colours = {True: theme.now().left, False: theme.now().right}
        for points, values in zip(self.points, (course.load_n, course.residuals_n), strict=True):
            drawn = len(values)
            points.setData(
                course.counts[:drawn],
                values,
                symbol=[UP if rising else DOWN for rising in course.rising[:drawn]],
                brush=[colours[rising] for rising in course.rising[:drawn]],
                pen=pg.mkPen(theme.now().text),
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the figures at the axes to the window's text."""
        super().resizeEvent(event)
        size_px = QFontInfo(self.font()).pixelSize() * theme.SMALL
        for points in self.points:
            points.setSize(round(size_px * POINT_PER_TEXT))
        for axis in self._axes:
            axis.setTickFont(theme.font(size_px))
            axis.label.setFont(theme.font(size_px))
            if axis.orientation == "left":
                axis.setWidth(round(size_px * LEFT_WIDTH))
            else:
                axis.setHeight(round(size_px * BOTTOM_HEIGHT))

    def _recolour(self) -> None:
        colours = theme.now()
        self._canvas.setBackground(colours.panel_ground)
        for axis in self._axes:
            axis.setPen(colours.dim)
            axis.setTextPen(colours.text)
        for box in (self.load, self.residual):
            box.setBorder(pg.mkPen(colours.line))
        self.line.setPen(pg.mkPen(colours.dim, width=2))
        self._zero.setPen(pg.mkPen(colours.line, width=2))
        self.show_course(self._course)

    def _add_box(self, row: int) -> pg.ViewBox:
        box = pg.ViewBox(enableMenu=False, enableMouse=False)
        self._canvas.addItem(box, row, 1)
        self._canvas.ci.layout.setRowStretchFactor(row, RESIDUAL_SHARE[row])
        return box

    def _add_axis(self, row: int, column: int, side: str, box: pg.ViewBox, name: str) -> None:
        axis = pg.AxisItem(side)
        axis.enableAutoSIPrefix(False)
        axis.setLabel(text(f"calibration.{name}"))
        axis.linkToView(box)
        self._canvas.addItem(axis, row, column)
        self._axes.append(axis)


def _points(box: pg.ViewBox) -> pg.ScatterPlotItem:
    points = pg.ScatterPlotItem()
    box.addItem(points)
    return points
