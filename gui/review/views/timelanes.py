"""The lanes of a recorded trial: with repetitions, gaps, cursors and the moment."""

import math

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QBrush, QColor, QPainter, QPen, QPixmap
from PyQt5.QtWidgets import QStyleOptionGraphicsItem, QWidget

from gui import theme
from gui.picture import Strips
from gui.review.picture import BORDERS, Repetition, Scene
from gui.review.views.timeframe import TimeFrame
from gui.views.lanes import SCALES_N, Lanes

BAND_ALPHA = 46
LEAST_BAND_PX, LEAST_LINED_PX = 5, 30
GRIP_PX = 5  # to either side of a border
FIRST_FRAME = TimeFrame(1, 1, theme.LEAST_TEXT_PX, 10.0, SCALES_N[0])
# What of a scene is drawn into the lanes, except the moment, which moves.
DRAWN = ("repetitions", "gaps", "cursors", "current")


class TimeLanes(Lanes):
    """Keeps all but the moment in a pixmap: during playback only a line moves."""

    def __init__(self) -> None:
        super().__init__(FIRST_FRAME)
        self._scene: Scene | None = None
        self._drawn: QPixmap | None = None

    def show_strips(self, strips: Strips) -> None:
        """Draws these from now on."""
        if not _same(strips, self._strips):
            self._drawn = None
        super().show_strips(strips)

    def show_scene(self, scene: Scene) -> None:
        """Draws the findings and the moment."""
        old, self._scene = self._scene, scene
        if old is None or any(getattr(old, name) != getattr(scene, name) for name in DRAWN):
            self._drawn = None
        self.update()

    def forget_still(self) -> None:
        """Redraws everything."""
        self._drawn = None
        super().forget_still()

    def resize(self, width_px: int, height_px: int, text_px: int) -> None:
        """Fills a scene of this size."""
        self._drawn = None
        super().resize(width_px, height_px, text_px)

    def border_at(self, x_px: float) -> tuple[int, str] | None:
        """The repetition's number and the name of its border that can be grabbed at a place; None
        if there is none."""
        near = [
            (abs(self.x_of(one.border_s(name)) - x_px), one.number, name)
            for one in (_in_sight(self._scene) if self._scene else ())
            for name in BORDERS
        ]
        far_px, number, name = min(near, default=(math.inf, 0, ""))
        return (number, name) if far_px <= GRIP_PX else None

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        """Draws the lanes from the pixmap, and the moment over them."""
        if self._drawn is None:
            self._drawn = self._drawn_anew(painter.device().devicePixelRatioF(), option)
        painter.drawPixmap(0, 0, self._drawn)
        if self._scene:
            self._draw_upright(painter, self._scene.now_s, theme.now().text, width=2)

    def _drawn_anew(self, ratio: float, option: QStyleOptionGraphicsItem) -> QPixmap:
        frame = self._frame
        pixmap = QPixmap(round(frame.width_px * ratio), round(frame.height_px * ratio))
        pixmap.setDevicePixelRatio(ratio)
        painter = QPainter(pixmap)
        super().paint(painter, option)
        if self._scene:
            for one in _in_sight(self._scene):
                self._draw_repetition(painter, one, now=one.number == self._scene.current)
            self._draw_gaps(painter, self._scene)
            for name, at_s in self._scene.cursors:
                self._draw_upright(painter, at_s, theme.now().warn, name=name)
        painter.end()
        return pixmap

    def _draw_repetition(self, painter: QPainter, one: Repetition, *, now: bool) -> None:
        """Draws a band; if there are too many for the room, only that of the present repetition."""
        left = max(self.x_of(one.onset_s), self._frame.left_px)
        right, bottom = self.x_of(one.end_s), self._frame.loss_band().top()
        if right - left < LEAST_BAND_PX and not now:
            return
        band = QColor(theme.now().left if now else theme.now().dim)
        band.setAlpha(BAND_ALPHA)
        painter.fillRect(QRectF(left, 0, right - left, bottom), band)
        x = round(self.x_of(one.bottom_s))
        if left <= x and right - left > LEAST_LINED_PX:
            painter.setPen(QPen(theme.now().dim, 1, Qt.DashLine))
            painter.drawLine(x, 0, x, round(bottom))
            if now:
                self._draw_grips(painter, one)
        self._write_number(painter, f"{one.number}{'*' if one.moved else ''}", left, right)

    def _draw_grips(self, painter: QPainter, one: Repetition) -> None:
        """Draws grips on its borders, which can be grabbed anywhere along them."""
        middle = self._frame.loss_band().top() / 2
        for x in (self.x_of(one.border_s(name)) for name in BORDERS):
            if self._frame.left_px <= x <= self._frame.right_px:
                grip = QRectF(x - GRIP_PX / 2, middle - 3 * GRIP_PX, GRIP_PX, 6 * GRIP_PX)
                painter.fillRect(grip, theme.now().left)

    def _write_number(self, painter: QPainter, words: str, left: float, right: float) -> None:
        box = QRectF(left + 2, 1, right - left - 4, 1.2 * self._frame.text_px)
        if box.width() > 0.8 * self._frame.text_px * len(words):
            align = Qt.AlignLeft | Qt.AlignTop
            theme.write(painter, box, words, size_px=self._frame.text_px, align=align, bold=True)

    def _draw_gaps(self, painter: QPainter, scene: Scene) -> None:
        brush = QBrush(theme.now().warn, Qt.BDiagPattern)
        begin_s, end_s = scene.shown
        for gap in scene.gaps:
            if gap[1] >= begin_s and gap[0] <= end_s:
                left, right = (max(self.x_of(at_s), self._frame.left_px) for at_s in gap)
                bottom = self._frame.loss_band().bottom()
                painter.fillRect(QRectF(left, 0, max(3.0, right - left), bottom), brush)

    def _draw_upright(
        self, painter: QPainter, at_s: float, colour: QColor, *, width: int = 1, name: str = ""
    ) -> None:
        x, bottom = round(self.x_of(at_s)), round(self._frame.loss_band().bottom())
        if not self._frame.left_px <= x <= self._frame.right_px:
            return
        painter.setPen(QPen(colour, width * (1 + (self._frame.text_px >= 28))))
        painter.drawLine(x, 0, x, bottom)
        if name:
            text = self._frame.text_px
            box = QRectF(x - 0.7 * text, 0, 1.4 * text, 1.4 * text)
            painter.fillRect(box, theme.now().panel_ground)
            painter.drawRect(box)
            theme.write(painter, box, name, size_px=text, colour=colour, bold=True)


def _in_sight(scene: Scene) -> list[Repetition]:
    begin_s, end_s = scene.shown
    return [one for one in scene.repetitions if one.onset_s < end_s and one.end_s > begin_s]


def _same(one: Strips, other: Strips) -> bool:
    """Whether both would look the same: rows of a trial do not change, but more become known."""
    return one is other or (_extent(one) == _extent(other))


def _extent(strips: Strips) -> tuple[object, ...]:
    lengths = len(strips.load_time_s), len(strips.contact_time_s)
    return strips.begin_s, strips.end_s, *lengths, strips.losses, strips.marks_s
