"""Load against reading of a region, with the residuals beneath."""

import pyqtgraph as pg
from PyQt5.QtGui import QFontInfo, QResizeEvent
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from gui import theme
from gui.calibrating.picture import Course
from gui.language import text
from gui.views.words import Words

POINT_PX = 11
NONE = Course("")
UP, DOWN = "t1", "t"  # triangles that point up and down
RESIDUAL_SHARE = (3, 2)


class CoursePlot(QWidget):
    """What was taken on one region so far."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Words("", theme.LARGE)
        self.setProperty(theme.FACTOR, theme.NORMAL)
        self._canvas = pg.GraphicsLayoutWidget()
        self._canvas.setBackground(theme.PANEL)
        self.load, self.residual = self._canvas.addPlot(0, 0), self._canvas.addPlot(1, 0)
        self.residual.setXLink(self.load)
        for row, share in enumerate(RESIDUAL_SHARE):
            self._canvas.ci.layout.setRowStretchFactor(row, share)
        self.line = self.load.plot(pen=pg.mkPen(theme.DIM, width=2))
        self.points = [_points(plot) for plot in (self.load, self.residual)]
        self.residual.addItem(pg.InfiniteLine(0, angle=0, pen=pg.mkPen(theme.LINE, width=2)))
        _name_axes(self.load, "plot_load", "")
        _name_axes(self.residual, "plot_residual", "plot_reading")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.title)
        rows.addWidget(self._canvas, 1)

    def show_course(self, course: Course | None) -> None:
        """Draws one; None: nothing."""
        course = course or NONE
        way = f"▲ {text('calibration.plot_up')}  ▼ {text('calibration.plot_down')}"
        self.title.say(f"{course.title.capitalize()}    {way}" if course.title else "")
        self.line.setData(course.line_counts, course.line_n)
        for points, values in zip(self.points, (course.load_n, course.residuals_n), strict=True):
            drawn = len(values)
            points.setData(
                course.counts[:drawn],
                values,
                symbol=[UP if rising else DOWN for rising in course.rising[:drawn]],
                brush=[theme.LEFT if rising else theme.RIGHT for rising in course.rising[:drawn]],
            )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the figures at the axes to the window's text."""
        super().resizeEvent(event)
        size_px = QFontInfo(self.font()).pixelSize() * theme.SMALL
        for plot in (self.load, self.residual):
            for side in ("left", "bottom"):
                axis = plot.getAxis(side)
                axis.setTickFont(theme.font(size_px))
                axis.label.setFont(theme.font(size_px))
            plot.getAxis("left").setWidth(round(size_px * 6))


def _points(plot: pg.PlotItem) -> pg.ScatterPlotItem:
    points = pg.ScatterPlotItem(size=POINT_PX, pen=pg.mkPen(theme.TEXT))
    plot.addItem(points)
    return points


def _name_axes(plot: pg.PlotItem, left: str, bottom: str) -> None:
    for side, name in (("left", left), ("bottom", bottom)):
        axis = plot.getAxis(side)
        axis.setTextPen(theme.TEXT)
        axis.setPen(theme.DIM)
        axis.enableAutoSIPrefix(False)
        if name:
            axis.setLabel(text(f"calibration.{name}"))
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(False, False)
    plot.hideButtons()
    plot.showGrid(True, True, 0.2)
