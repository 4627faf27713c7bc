"""Room grows with the text, and the initial settings are kept."""

import pytest
from PyQt5.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.theme.room import USUAL_PX


@pytest.fixture
def window(shown):
    """Rows with margins of 10, an inner row without spacing of its own, and a grid."""
    window = QWidget()
    rows = QVBoxLayout(window)
    rows.setContentsMargins(10, 10, 10, 10)
    rows.setSpacing(6)
    inner, grid = QHBoxLayout(), QGridLayout()
    inner.addWidget(QPushButton("go"))
    grid.setHorizontalSpacing(4)
    grid.setVerticalSpacing(0)
    rows.addLayout(inner)
    rows.addLayout(grid)
    return shown(window, 400, 300)


@pytest.mark.parametrize("times", [1, 2, 3])
def test_margins_and_spacings_grow_with_the_text(window, times):
    for text_px in (3 * USUAL_PX, times * USUAL_PX):  # whatever it was before
        theme.scale_fonts(window, text_px)
    rows = window.layout()
    inner, grid = rows.itemAt(0).layout(), rows.itemAt(1).layout()
    assert rows.contentsMargins().left() == 10 * times
    assert rows.spacing() == inner.spacing() == 6 * times
    assert (grid.horizontalSpacing(), grid.verticalSpacing()) == (4 * times, 0)


def test_a_button_keeps_room_around_its_words(window):
    button = window.findChild(QPushButton)
    button.setProperty(theme.FACTOR, theme.NORMAL)
    rooms = []
    for text_px in (USUAL_PX, 3 * USUAL_PX):
        theme.scale_fonts(window, text_px)
        words_px = button.fontMetrics().horizontalAdvance(button.text())
        rooms.append((button.sizeHint().width() - words_px) / text_px)
    assert rooms[1] == pytest.approx(rooms[0], rel=0.25)
