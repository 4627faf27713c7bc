"""The page of protocols: a list, the card of the one that is chosen, and its fields."""

from PyQt5.QtCore import Qt, pyqtSignal
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
from gui.views.choices import ChoicesView
from gui.views.drillfigure import DrillFigure
from gui.views.form import FormView
from gui.views.page import Page
from gui.views.pagesrow import PAGES
from gui.views.words import Words, in_lines

LINE, CARD_LINE = 70, 64
FIGURE_PX = 230


class ProtocolsPage(Page):
    """Says by `acted` what was chosen, and by `submitted` what was written in the fields."""

    acted = pyqtSignal(str, str)
    submitted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__(text("protocols.title_page"), PAGES["protocols"])
        self.list = QListWidget()
        self.list.setProperty(theme.FACTOR, theme.NORMAL)
        self.list.setWordWrap(True)
        self.headline, self.version = Words("", theme.HUGE * 0.8), Words("", dim=True)
        self.reason, self.notice = Words(), Words()
        self.card, self.former = Words(), Words("", theme.SMALL, dim=True)
        self.figure, self.choices, self.form = DrillFigure(), ChoicesView(), FormView()
        self._rows: tuple[Row, ...] = ()
        self._lay_out()
        self.list.currentItemChanged.connect(self._choose)
        self.form.submitted.connect(self.submitted)
        self.choices.taken.connect(lambda one: self.acted.emit(one.name, one.value))

    def show_protocols(self, picture: ProtocolsPicture) -> None:
        """Draws the list and what is chosen of it."""
        self._show_list(picture.rows, picture.sheet)
        self.notice.say(in_lines(picture.notice, LINE), loud=picture.loud)
        self.notice.setVisible(bool(picture.notice))
        self.choices.offer(picture.choices)
        if picture.sheet:
            self._show_sheet(picture.sheet)
        self.card_area.setVisible(not picture.form)
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
            names = [row.name for row in rows]
            self.list.setCurrentRow(names.index(sheet.name))
        self.list.blockSignals(False)

    def _show_sheet(self, sheet: Sheet) -> None:
        self.headline.say(sheet.title)
        name = "version_own" if sheet.own else "version"
        self.version.say(text(f"protocols.{name}", name=sheet.name, version=sheet.version))
        reason = text("protocols.unscorable", reason=sheet.unscorable) if sheet.unscorable else ""
        self.reason.say(in_lines(reason, LINE), loud=bool(reason))
        self.reason.setVisible(bool(reason))
        self.figure.show_figure(sheet.figure)
        self.card.say("\n\n".join(_section(*one) for one in sheet.sections))
        kept = ", ".join(f"{sheet.name}@{version}" for version in sheet.former)
        self.former.say(in_lines(text("protocols.former", names=kept), LINE) if kept else "")

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.acted.emit("choose", item.data(Qt.UserRole))

    def _lay_out(self) -> None:
        columns, right, top = QHBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        words = QVBoxLayout()
        for one in (self.headline, self.version, self.reason, self.notice):
            words.addWidget(one)
        words.addWidget(self.choices)
        words.addStretch()
        top.addLayout(words, 1)
        self.figure.setFixedSize(FIGURE_PX, FIGURE_PX)
        top.addWidget(self.figure, 0, Qt.AlignTop)
        right.addLayout(top)
        self.card_area = _scrolled(self.card, self.former)
        right.addWidget(self.card_area, 1)
        right.addWidget(self.form, 1)
        columns.addWidget(self.list, 2)
        columns.addLayout(right, 5)


def _item(row: Row) -> QListWidgetItem:
    said = f"{row.title} ({text('protocols.own')})" if row.own else row.title
    item = QListWidgetItem(f"{said}\n{row.reason}" if row.reason else said)
    item.setData(Qt.UserRole, row.name)
    return item


def _section(heading: str, lines: tuple[str, ...]) -> str:
    said = "\n".join(in_lines(line, CARD_LINE) for line in lines)
    return f"{heading}\n{said}" if heading else said


def _scrolled(*parts: QWidget) -> QScrollArea:
    area, inside = QScrollArea(), QWidget()
    rows = QVBoxLayout(inside)
    for one in parts:
        rows.addWidget(one)
    rows.addStretch()
    inside.setObjectName("content")
    area.setFrameShape(QScrollArea.NoFrame)
    area.setWidgetResizable(True)
    area.setWidget(inside)
    return area
