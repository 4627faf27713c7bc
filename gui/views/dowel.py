"""The dowel with its three contacts: each a shape and a word, so that no colour is needed."""

import math
from enum import Enum

from PyQt5.QtCore import QPointF, QRectF, Qt
from PyQt5.QtGui import QPainter, QPen

from gui import theme
from gui.picture import Contact
from gui.views.canvas import Canvas

POINTS = ("head", "thoracic", "sacrum")
_TITLE, _BAR = 2.0, 0.5  # in heights of normal text


class Lamp(Enum):
    """What is known of a contact, in the word that is shown."""

    ON = "on"
    LOST = "LOST"
    NO_DATA = "no data"


_COLOURS = {Lamp.ON: theme.ON, Lamp.LOST: theme.LOST, Lamp.NO_DATA: theme.WARN}


def lamp_of(contact: Contact | None) -> Lamp:
    """The state of the lamp of a contact; None or a share of NaN: nothing is known."""
    if contact is None or math.isnan(contact.share):
        return Lamp.NO_DATA
    return Lamp.ON if contact.on else Lamp.LOST


class DowelView(Canvas):
    """Draws a dowel and three lamps; a lamp is drawn anew only when it has changed."""

    def __init__(self) -> None:
        super().__init__()
        self._contacts: dict[str, Contact] = {}

    def show_contacts(self, contacts: tuple[Contact, ...]) -> None:
        """Draws these from now on; a point that is missing has no data."""
        old, self._contacts = self._contacts, {contact.point: contact for contact in contacts}
        for point in POINTS:
            before, now = old.get(point), self._contacts.get(point)
            if lamp_of(before) != lamp_of(now):
                self.update(self.row_box(point).toAlignedRect())
            elif self._filled_px(before) != self._filled_px(now):
                self.update(self.share_box(point).toAlignedRect())

    def row_box(self, point: str) -> QRectF:
        """The place of a lamp and its words."""
        top = _TITLE * self.text_px()
        height = (self.height() - top - 8) / len(POINTS)
        return QRectF(0, top + POINTS.index(point) * height, self.width(), height)

    def lamp_box(self, point: str) -> QRectF:
        """The place of the lamp alone."""
        row = self.row_box(point)
        size = min(row.height() * 0.8, 4.4 * self.text_px())
        box = QRectF(0, 0, size, size)
        box.moveCenter(QPointF(3.4 * self.text_px(), row.center().y()))
        return box

    def share_box(self, point: str) -> QRectF:
        """The place of the bar that shows how hard the contact is pressed."""
        row, words = self.row_box(point), self._words_box(point)
        height = max(4.0, _BAR * self.text_px())
        return QRectF(words.left(), row.center().y() + 1.5 * self.text_px(), words.width(), height)

    def draw_still(self, painter: QPainter) -> None:
        """Draws the title and the dowel."""
        text = self.text_px()
        box = QRectF(12, 0, self.width() - 24, _TITLE * text)
        align = Qt.AlignLeft | Qt.AlignVCenter
        theme.write(painter, box, "Dowel contacts", size_px=text, colour=theme.DIM, align=align)
        width = 0.9 * text
        top, bottom = _TITLE * text + 2, self.height() - 8
        rod = QRectF(3.4 * text - width / 2, top, width, bottom - top)
        painter.setPen(QPen(theme.LINE, 2))
        painter.setBrush(theme.LINE)
        painter.drawRoundedRect(rod, width / 2, width / 2)

    def draw_moving(self, painter: QPainter) -> None:
        """Draws the three lamps, their words and how hard each is pressed."""
        for point in POINTS:
            contact = self._contacts.get(point)
            lamp = lamp_of(contact)
            if painter.clipBoundingRect().intersects(self._words_box(point)):
                self._draw_words(painter, point, lamp)
            painter.setRenderHint(QPainter.Antialiasing)
            _DRAWERS[lamp](painter, self.lamp_box(point))
            painter.setRenderHint(QPainter.Antialiasing, False)
            self._draw_share(painter, self.share_box(point), self._filled_px(contact))

    def _words_box(self, point: str) -> QRectF:
        row, text = self.row_box(point), self.text_px()
        left = 6.4 * text
        return QRectF(left, row.center().y() - 1.9 * text, row.width() - left - 10, 3.2 * text)

    def _draw_words(self, painter: QPainter, point: str, lamp: Lamp) -> None:
        theme.write(
            painter,
            self._words_box(point),
            f"{point} {lamp.value}",
            size_px=theme.HUGE * self.text_px(),
            colour=theme.TEXT if lamp is Lamp.ON else _COLOURS[lamp],
            align=Qt.AlignLeft | Qt.AlignVCenter,
            bold=True,
        )

    def _draw_share(self, painter: QPainter, box: QRectF, filled_px: int) -> None:
        painter.fillRect(box, theme.BACKGROUND)
        painter.fillRect(QRectF(box.left(), box.top(), filled_px, box.height()), theme.DIM)

    def _filled_px(self, contact: Contact | None) -> int:
        if contact is None or math.isnan(contact.share):
            return 0
        return round(min(1.0, max(0.0, contact.share)) * self.share_box(contact.point).width())


def draw_on(painter: QPainter, box: QRectF) -> None:
    """A filled disc."""
    painter.setPen(QPen(theme.PANEL, 3))
    painter.setBrush(theme.ON)
    painter.drawEllipse(box)


def draw_lost(painter: QPainter, box: QRectF) -> None:
    """An open ring with a bar across."""
    thick = box.width() / 8
    ring = box.adjusted(thick, thick, -thick, -thick)
    painter.setPen(QPen(theme.LOST, thick))
    painter.setBrush(theme.BACKGROUND)
    painter.drawEllipse(ring)
    painter.setPen(QPen(theme.LOST, thick, Qt.SolidLine, Qt.FlatCap))
    painter.drawLine(box.bottomLeft(), box.topRight())


def draw_no_data(painter: QPainter, box: QRectF) -> None:
    """A dashed square with a question mark."""
    thick = box.width() / 16
    painter.setPen(QPen(theme.WARN, thick, Qt.DashLine))
    painter.setBrush(theme.BACKGROUND)
    painter.drawRect(box.adjusted(thick, thick, -thick, -thick))
    theme.write(painter, box, "?", size_px=box.height() * 0.6, colour=theme.WARN, bold=True)


_DRAWERS = {Lamp.ON: draw_on, Lamp.LOST: draw_lost, Lamp.NO_DATA: draw_no_data}
