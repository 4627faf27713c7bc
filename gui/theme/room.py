"""Room around the content, which grows with the text: the layout is for text of `USUAL_PX`."""

from PyQt5.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QLayout,
    QWidget,
)

USUAL_PX = 14
HIGH_PER_TEXT = 1.7  # a combo box
GIVEN = "given"  # a layout's original margins and spacings
Room = tuple[tuple[int, ...], tuple[int, ...]]

# Padding of buttons and fields. Qt uses an em of the program's font, not of the widget's.
_SHEET = """
QPushButton {{ padding: {small}px {wide}px; }}
QLineEdit {{ padding: {least}px {small}px; }}
QTabBar::tab {{ padding: {least}px {wide}px; }}
QHeaderView::section {{ padding: {least}px {small}px; }}
#step {{ padding: {least}px {small}px; }}
#unreal {{ padding: {least}px {wide}px; }}
"""


def make_room(window: QWidget, text_px: int) -> None:
    """Gives margins, spacings and buttons in `window` the room that fits text of this size."""
    times = text_px / USUAL_PX
    if window.isWindow():
        room = {"least": 0.2, "small": 0.4, "wide": 0.7}
        sheet = _SHEET.format(**{name: round(ems * text_px) for name, ems in room.items()})
        if sheet != window.styleSheet():
            window.setStyleSheet(sheet)
    for box in (*window.findChildren(QComboBox), *window.findChildren(QAbstractSpinBox)):
        box.setMinimumHeight(round(HIGH_PER_TEXT * text_px))
    layouts = window.findChildren(QLayout)
    for layout in layouts:
        if layout.property(GIVEN) is None:
            layout.setProperty(GIVEN, _given(layout))
    for layout in layouts:  # once all are known: a nested layout inherits its spacing
        _make_room_in(layout, times)


def _make_room_in(layout: QLayout, times: float) -> None:
    margins, spacings = layout.property(GIVEN)
    layout.setContentsMargins(*(round(times * px) for px in margins))
    across, down = (round(times * px) if px > 0 else px for px in spacings)
    if isinstance(layout, QGridLayout | QFormLayout):
        layout.setHorizontalSpacing(across)
        layout.setVerticalSpacing(down)
    else:
        layout.setSpacing(across)


def _given(layout: QLayout) -> Room:
    at = layout.contentsMargins()
    margins = at.left(), at.top(), at.right(), at.bottom()
    if isinstance(layout, QGridLayout | QFormLayout):
        return margins, (layout.horizontalSpacing(), layout.verticalSpacing())
    return margins, (layout.spacing(), layout.spacing())
