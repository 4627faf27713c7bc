"""The dowel on a person's back with its three contacts: each a shape and a word."""

import math

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QPainter, QPen

from gui import language, theme
from gui.picture import Contact
from gui.views import figure
from gui.views.canvas import Canvas
from gui.views.lamps import POINTS, Lamp, colour_of, draw_lamp, lamp_of

_TITLE, _BAR, _LAMP = 2.0, 0.5, 3.0  # in heights of normal text
_FIGURE_SHARE = 0.56  # of the width


class DowelView(Canvas):
    """Draws a body, a dowel and three lamps; a lamp is redrawn only when it has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setToolTip(language.text("dowel.tip"))
        self._contacts: dict[str, Contact] = {}

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Draws these from now on; a missing point has no data."""
        old, self._contacts = self._contacts, {contact.point: contact for contact in contacts}
        for point in POINTS:
            before, now = old.get(point), self._contacts.get(point)
            if lamp_of(before) != lamp_of(now):
                self.update(self.row_box(point).toAlignedRect())
                self.update(self.lamp_box(point).adjusted(-3, -3, 3, 3).toAlignedRect())
            elif self._filled_px(before) != self._filled_px(now):
                self.update(self.share_box(point).toAlignedRect())

    def row_box(self, point: str) -> QRectF:
        """The rectangle of a point's words and its bar."""
        top, left = _TITLE * self.text_px(), _FIGURE_SHARE * self.width()
        height = (self.height() - top - 8) / len(POINTS)
        top += POINTS.index(point) * height
        return QRectF(left, top, self.width() - left - 10, height)

    def lamp_box(self, point: str) -> QRectF:
        """The rectangle of the lamp on the body."""
        size = min(_LAMP * self.text_px(), 0.14 * self.height())
        box = QRectF(0, 0, size, size)
        box.moveCenter(figure.fitted_into(self._figure_box()).map(figure.contact_at(point)))
        return box

    def share_box(self, point: str) -> QRectF:
        """The rectangle of the bar that shows how hard the contact is pressed."""
        row, height = self.row_box(point), max(4.0, _BAR * self.text_px())
        return QRectF(row.left(), row.center().y() + 2.0 * self.text_px(), row.width(), height)

    def draw_still(self, painter: QPainter) -> None:
        """Draws the title, the body, the dowel, and lines from each point to its words."""
        text, colours = self.text_px(), theme.now()
        row = self.row_box(POINTS[0])
        box = QRectF(row.left(), 0, row.width(), _TITLE * text)
        align = Qt.AlignLeft | Qt.AlignVCenter
        title = language.text("dowel.title")
        theme.write(painter, box, title, size_px=text, colour=colours.dim, align=align)
        place = figure.fitted_into(self._figure_box())
        painter.fillPath(place.map(figure.outline()), colours.body)
        painter.setPen(QPen(colours.line, max(1.0, text / 12)))
        for point in POINTS:
            row = self.row_box(point)
            end = QPointF(row.left() - 0.4 * text, row.center().y())
            painter.drawLine(self.lamp_box(point).center(), end)
        low, high = figure.dowel_ends()
        painter.setPen(QPen(colours.dim, 0.45 * text, Qt.SolidLine, Qt.RoundCap))
        painter.drawLine(place.map(low), place.map(high))

    def draw_moving(self, painter: QPainter) -> None:
        """Draws the three lamps, their words and how hard each is pressed."""
        asked = painter.clipBoundingRect()
        for point in POINTS:
            contact = self._contacts.get(point)
            lamp = lamp_of(contact)
            if asked.intersects(self._words_box(point)):
                self._draw_words(painter, point, lamp)
            if asked.intersects(self.lamp_box(point)):
                draw_lamp(painter, self.lamp_box(point), lamp)
            self._draw_share(painter, self.share_box(point), self._filled_px(contact))

    def _figure_box(self) -> QRectF:
        top = 0.6 * _TITLE * self.text_px()
        width = _FIGURE_SHARE * self.width() - 0.8 * self.text_px()
        return QRectF(6, top, width, self.height() - top - 8)

    def _words_box(self, point: str) -> QRectF:
        row, text = self.row_box(point), self.text_px()
        return QRectF(row.left(), row.center().y() - 2.2 * text, row.width(), 4.2 * text)

    def _draw_words(self, painter: QPainter, point: str, lamp: Lamp) -> None:
        box, text = self._words_box(point), self.text_px()
        align = Qt.AlignLeft | Qt.AlignVCenter
        name, state = QRectF(box), QRectF(box)
        name.setHeight(1.6 * text)
        state.setTop(name.bottom())
        theme.write(painter, name, language.named(point), size_px=1.2 * text, align=align)
        colour = theme.now().text if lamp is Lamp.ON else colour_of(lamp)
        size = theme.HUGE * text
        theme.write(painter, state, lamp.words, size_px=size, colour=colour, align=align, bold=True)

    def _draw_share(self, painter: QPainter, box: QRectF, filled_px: int) -> None:
        painter.fillRect(box, theme.now().window_ground)
        filled = QRectF(box.left(), box.top(), filled_px, box.height())
        painter.fillRect(filled, theme.now().dim)

    def _filled_px(self, contact: Contact | None) -> int:
        if contact is None or math.isnan(contact.share):
            return 0
        return round(min(1.0, max(0.0, contact.share)) * self.share_box(contact.point).width())
