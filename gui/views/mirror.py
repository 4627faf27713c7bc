"""The participant's screen: one large picture of balance, contacts and count, and nothing else."""

from dataclasses import replace

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QPainter, QResizeEvent
from PyQt5.QtWidgets import QApplication, QSizePolicy, QWidget

from gui import keys, language, theme
from gui.picture import Contact, Picture, Plates, Status, unreal_of
from gui.views.canvas import Canvas
from gui.views.count import count_words, phase_words
from gui.views.feetmap import FeetMap
from gui.views.lamps import POINTS, colour_of, draw_lamp, lamp_of

LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 640, 400
_TOP, _MARGIN, _COLUMN = 7.0, 1.0, 0.42  # heights of normal text; share of the width


class Mirror(Canvas):
    """A separate window. It gets neither mass nor name, and draws no newtons.

    Mirrored, which is the default, it acts as a mirror for a person who faces it: if they lean to
    the right, the dot moves to the right. Otherwise it shows the view of someone who faces them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__()
        if parent is not None:
            self.setParent(parent, Qt.Window)
        self.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Preferred)
        self.setMinimumSize(LEAST_WIDTH_PX, LEAST_HEIGHT_PX)
        self.setWindowTitle(language.text("mirror.title"))
        self._picture: Picture | None = None
        self._slow: object = None  # the slowly changing parts last shown
        self._plates, self._mirrored = Plates(), True
        self._has_dowel, self._unreal, self._wanted = False, "", False
        self._map = FeetMap(QRectF(), self._plates)
        keys.bind(self, "mirror", self.close)

    def open(self) -> None:
        """Full screen on a second display, or a window if there is only one display."""
        parent = self.parentWidget()
        here = parent.screen() if parent else QApplication.primaryScreen()
        others = [screen for screen in QApplication.screens() if screen is not here]
        if others:
            self.setGeometry(others[0].geometry())
            self.showFullScreen()
        else:
            self.resize(2 * LEAST_WIDTH_PX, 2 * LEAST_HEIGHT_PX)
            self.show()

    def toggle(self) -> None:
        """Opens it, or closes it."""
        if self.isVisible():
            self.close()
        else:
            self.open()

    def want(self, on: bool) -> None:
        """Opens or closes it, if `on` has changed."""
        if on != self._wanted:
            self._wanted = on
            (self.open if on else self.close)()

    def show_picture(self, picture: Picture) -> None:
        """Draws this picture from now on."""
        progress, old = picture.progress, self._slow
        lamps = [(one.point, lamp_of(one)) for one in picture.contacts]
        self._slow = replace(progress, last_tempo_s=None), lamps
        plates = picture.balance.plates if picture.balance else self._plates
        self._picture = picture
        if plates != self._plates:
            self._plates = plates
            self.forget_still()
        elif self._slow != old:
            self.update()
        else:
            self.update(self.feet_box().toAlignedRect())

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Draws these lamps from now on; the rest stays unchanged."""
        if self._picture is not None:
            self._picture = replace(self._picture, contacts=contacts)
            self.update(self.lamps_box().toAlignedRect())

    def show_status(self, status: Status) -> None:
        """Omits the contacts if there is no dowel, and shows when no real person is measured."""
        seen = any(link.role == "dowel" for link in status.links), unreal_of(status)
        if seen != (self._has_dowel, self._unreal):
            self._has_dowel, self._unreal = seen
            self.forget_still()

    def set_mirrored(self, mirrored: bool) -> None:
        """Like a mirror, or as seen by someone who faces the person."""
        self._mirrored = mirrored
        self.forget_still()

    def lay_out(self) -> None:
        """Computes where the feet are."""
        self._map = FeetMap(self.feet_box(), self._plates, flipped=not self._mirrored)

    def feet_box(self) -> QRectF:
        """The rectangle of the plates."""
        text = self.text_px()
        left = _MARGIN * text
        width = (1 - _COLUMN if self._has_dowel else 1) * self.width() - 2 * left
        top = _TOP * text
        return QRectF(left, top, width, self.height() - top - 3.0 * text)

    def lamps_box(self) -> QRectF:
        """The rectangle of all lamps and their words."""
        return self._row(POINTS[0]).united(self._row(POINTS[-1]))

    def lamp_box(self, point: str) -> QRectF:
        """The rectangle of a lamp."""
        row = self._row(point)
        size = min(0.7 * row.height(), 0.35 * row.width())
        return QRectF(row.left(), row.center().y() - size / 2, size, size)

    def draw_still(self, painter: QPainter) -> None:
        """Draws the plates, the names of the feet, and the word for unreal data."""
        text = self.text_px()
        self._map.draw_still(painter, text)
        for name, x_mm in (("left", self._plates.left_x_mm), ("right", self._plates.right_x_mm)):
            under = self._map.at(x_mm, -20)
            box = QRectF(under.x() - 4 * text, under.y(), 8 * text, 2.6 * text)
            theme.write(
                painter, box, language.named(name), size_px=1.8 * text, colour=theme.now().dim
            )
        if self._unreal:
            box = QRectF(0.72 * self.width(), 0, 0.28 * self.width(), 4 * text)
            painter.fillRect(box, theme.now().unreal_ground)
            colour, size = theme.now().unreal_text, 2.4 * text
            theme.write(painter, box, self._unreal, size_px=size, colour=colour, bold=True)

    def draw_moving(self, painter: QPainter) -> None:
        """Draws the count, the balance dot and the lamps."""
        if self._picture is None:
            return
        if self._picture.balance is not None:
            radius, dot = 1.6 * self.text_px(), theme.now().text
            cop_mm = self._picture.balance.cop_mm
            self._map.draw_cop(painter, cop_mm, radius=radius, filled=dot)
        if painter.clipBoundingRect() != QRectF(self.feet_box().toAlignedRect()):
            self._draw_count(painter, self._picture)
            self._draw_lamps(painter, self._picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the font to the height."""
        super().resizeEvent(event)
        theme.scale_fonts(self, theme.text_px(self.height()))

    def _draw_count(self, painter: QPainter, picture: Picture) -> None:
        text, progress = self.text_px(), picture.progress
        count = count_words(progress)
        align = Qt.AlignLeft | Qt.AlignVCenter
        box = QRectF(1.5 * text, 0.5 * text, 0.34 * self.width() - 2 * text, 6 * text)
        theme.write(painter, box, count, size_px=6 * text, align=align, bold=True)
        box = QRectF(0.36 * self.width(), 0.5 * text, 0.35 * self.width(), 6 * text)
        phase = phase_words(progress.phase) if progress.phase else ""
        theme.write(painter, box, phase, size_px=3.6 * text, align=align, bold=True)

    def _draw_lamps(self, painter: QPainter, picture: Picture) -> None:
        contacts = {contact.point: contact for contact in picture.contacts}
        points = POINTS if self._has_dowel else ()
        text, align = self.text_px(), Qt.AlignLeft | Qt.AlignVCenter
        for point in points:
            lamp, box, row = lamp_of(contacts.get(point)), self.lamp_box(point), self._row(point)
            draw_lamp(painter, box, lamp)
            words = QRectF(box.right() + text, row.top(), 0, row.height())
            words.setRight(row.right())
            words.setTop(row.center().y() - 3.6 * text)
            words.setHeight(3.0 * text)
            name = language.named(point)
            theme.write(painter, words, name, size_px=2.5 * text, align=align)
            words = words.translated(0, 2.8 * text).adjusted(0, 0, 0, 2.2 * text)
            colour, size = colour_of(lamp), 4.2 * text
            theme.write(
                painter, words, lamp.words, size_px=size, colour=colour, align=align, bold=True
            )

    def _row(self, point: str) -> QRectF:
        text, left = self.text_px(), (1 - _COLUMN) * self.width()
        height = (self.height() - (_TOP + _MARGIN) * text) / len(POINTS)
        top = _TOP * text + POINTS.index(point) * height
        return QRectF(left, top, self.width() - left - _MARGIN * text, height)
