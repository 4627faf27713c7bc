"""The page of protocols: a list, the card of the selected one, and its fields."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.language import text
from gui.protocols.picture import ProtocolsPicture, Row, Sheet
from gui.views.card import CardView
from gui.views.choices import ChoicesView
from gui.views.drillfigure import DrillFigure
from gui.views.form import FormView
from gui.views.page import Page
from gui.views.words import Words, in_lines

LINE = 70
FIGURE_PER_TEXT = 16.5


class ProtocolsPage(Page):
    """Emits `acted` for the choice taken, and `submitted` with the contents of the fields."""

    acted = pyqtSignal(str, str)
    submitted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__(text("protocols.title_page"), "protocols")
        self.list = QListWidget()
        self.list.setProperty(theme.FACTOR, theme.NORMAL)
        self.list.setWordWrap(True)
        self.list.setSpacing(3)
        self.headline, self.version = Words("", theme.HUGE * 0.8), Words("", dim=True)
        self.reason, self.notice = Words(), Words()
        self.card, self.former = CardView(), Words("", theme.SMALL, dim=True)
        self.figure, self.choices, self.form = DrillFigure(), ChoicesView(), FormView()
        self._rows: tuple[Row, ...] = ()
        self._lay_out()
        self.list.currentItemChanged.connect(self._choose)
        self.form.submitted.connect(self.submitted)
        self.choices.taken.connect(lambda one: self.acted.emit(one.name, one.value))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the drawing to the text."""
        super().resizeEvent(event)
        side_px = round(FIGURE_PER_TEXT * theme.text_px(self.height()))
        self.figure.setFixedSize(side_px, side_px)

    def show_protocols(self, picture: ProtocolsPicture) -> None:
        """Draws the list and the selected protocol."""
        self._show_list(picture.rows, picture.sheet)
        self.notice.say(in_lines(picture.notice, LINE), loud=picture.loud)
        self.notice.setVisible(bool(picture.notice))
        self.choices.offer(picture.choices)
        if picture.sheet:
            self._show_sheet(picture.sheet)
        self.card_area.setVisible(not picture.form)
        self.figure.setVisible(not picture.form)
        self.form.setVisible(bool(picture.form))
        self.form.show_fields(picture.form, picture.submit)

    def _show_list(self, rows: tuple[Row, ...], sheet: Sheet | None) -> None:
        self.list.blockSignals(True)
        if rows != self._rows:
            self._rows = rows
            self.list.clear()
            for row in rows:
                self.list.addItem(_item(row))
        if sheet:
            self.list.setCurrentRow([row.name for row in rows].index(sheet.name))
        self.list.blockSignals(False)

    def _show_sheet(self, sheet: Sheet) -> None:
        self.headline.say(sheet.title)
        name = "version_own" if sheet.own else "version"
        self.version.say(text(f"protocols.{name}", name=sheet.name, version=sheet.version))
        reason = text("protocols.unscorable", reason=sheet.unscorable) if sheet.unscorable else ""
        self.reason.say(in_lines(reason, LINE), loud=bool(reason))
        self.reason.setVisible(bool(reason))
        self.figure.show_figure(sheet.figure)
        self.card.show_sections(sheet.sections)
        kept = ", ".join(f"{sheet.name}@{version}" for version in sheet.former)
        self.former.say(in_lines(text("protocols.former", names=kept), LINE) if kept else "")

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.acted.emit("choose", item.data(Qt.UserRole))

    def _lay_out(self) -> None:
        columns, right, body = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        for one in (self.headline, self.version, self.reason, self.notice):
            right.addWidget(one)
        right.addWidget(self.choices, 0, Qt.AlignLeft)
        self.card_area = _scrolled(self.card)
        body.addWidget(self.card_area, 1)
        body.addWidget(self.form, 1)
        body.addWidget(self.figure, 0, Qt.AlignTop)
        right.addLayout(body, 1)
        right.addWidget(self.former)
        columns.addWidget(self.list, 2)
        columns.addLayout(right, 5)


def _item(row: Row) -> QListWidgetItem:
    said = f"{row.title} ({text('protocols.own')})" if row.own else row.title
    item = QListWidgetItem(f"{said}\n{row.reason}" if row.reason else said)
    item.setData(Qt.UserRole, row.name)
    return item


def _scrolled(part: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QScrollArea.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(part)
    return area
