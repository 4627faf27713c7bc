"""The lamp of a contact: a shape and a word for each state, hence no need for colour."""

import math
from enum import Enum

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QColor, QPainter, QPen

from gui import theme
from gui.language import text
from gui.picture import Contact

POINTS = ("head", "thoracic", "sacrum")


class Lamp(Enum):
    """What is known of a contact."""

    ON = "on"
    LOST = "lost"
    NO_DATA = "no_data"

    @property
    def words(self) -> str:
        """The word shown."""
        return text(f"lamp.{self.value}")


def lamp_of(contact: Contact | None) -> Lamp:
    """The state of a contact's lamp; None or a share of NaN: nothing is known."""
    if contact is None or math.isnan(contact.share):
        return Lamp.NO_DATA
    return Lamp.ON if contact.on else Lamp.LOST


def colour_of(lamp: Lamp) -> QColor:
    """The colour of this state."""
    colours = theme.now()
    return {Lamp.ON: colours.on, Lamp.LOST: colours.lost, Lamp.NO_DATA: colours.warn}[lamp]


def draw_lamp(painter: QPainter, box: QRectF, lamp: Lamp) -> None:
    """A filled disc, an open ring with a bar across, or a dashed square with a question mark."""
    painter.setRenderHint(QPainter.Antialiasing)
    _DRAWERS[lamp](painter, box, colour_of(lamp))
    painter.setRenderHint(QPainter.Antialiasing, False)


def _draw_on(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(QPen(theme.now().panel_ground, box.width() / 20))
    painter.setBrush(colour)
    painter.drawEllipse(box)


def _draw_lost(painter: QPainter, box: QRectF, colour: QColor) -> None:
    thick = box.width() / 8
    painter.setPen(QPen(colour, thick))
    painter.setBrush(theme.now().panel_ground)
    painter.drawEllipse(box.adjusted(thick, thick, -thick, -thick))
    painter.setPen(QPen(colour, thick, Qt.SolidLine, Qt.FlatCap))
    painter.drawLine(box.bottomLeft(), box.topRight())


def _draw_no_data(painter: QPainter, box: QRectF, colour: QColor) -> None:
    thick = box.width() / 16
    painter.setPen(QPen(colour, thick, Qt.DashLine))
    painter.setBrush(theme.now().panel_ground)
    painter.drawRect(box.adjusted(thick, thick, -thick, -thick))
    theme.write(painter, box, "?", size_px=box.height() * 0.6, colour=colour, bold=True)


_DRAWERS = {Lamp.ON: _draw_on, Lamp.LOST: _draw_lost, Lamp.NO_DATA: _draw_no_data}
