"""The page that guides a calibration of the plates."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout

from gui import theme
from gui.calibrating.picture import CalibrationPicture, History
from gui.flow import step
from gui.language import text
from gui.views.choices import ChoicesView
from gui.views.courseplot import CoursePlot
from gui.views.form import FormView
from gui.views.page import Page
from gui.views.place import PlaceView
from gui.views.table import fill, table_view
from gui.views.words import Words, WritingLine, in_lines, taken_out

LINE, SIDE_LINE = 70, 60


class CalibrationPage(Page):
    """Emits `acted` for the choice taken, `begun` for the form and `written` for the field's
    text."""

    acted = pyqtSignal(str, str)
    begun = pyqtSignal(object)
    written = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__(text("calibration.title"), "calibration")
        self.headline, self.sentence = Words("", theme.HUGE * 0.8), Words()
        self.why, self.notice = Words(), Words()
        self.choices, self.field = ChoicesView(), WritingLine()
        self.field.setToolTip(text("calibration.correct"))
        self.progress, self.steps = QProgressBar(), Words("", theme.SMALL)
        self.progress.setTextVisible(False)
        self.form, self.plot, self.place = FormView(), CoursePlot(), PlaceView()
        self.unreal = Words("", theme.LARGE)
        self.unreal.setObjectName("unreal")
        self.result, self.history = table_view(), table_view()
        self.lines, self.board = Words("", theme.SMALL, dim=True), Words()
        self._lay_out()
        self.form.submitted.connect(self.begun)
        self.field.returnPressed.connect(self._write)
        self.choices.taken.connect(lambda one: self.acted.emit(one.name, one.value))

    def show_calibration(self, picture: CalibrationPicture) -> None:
        """Draws the state of the calibration."""
        self._show_page(picture.page)
        self.notice.say(in_lines(picture.notice, LINE), loud=picture.loud)
        self.notice.setVisible(bool(picture.notice))
        for part in (self.progress, self.steps):
            part.setVisible(bool(picture.steps))
        self.progress.setRange(0, max(picture.steps, 1))
        self.progress.setValue(picture.done)
        self.steps.say(text("calibration.progress", done=picture.done, steps=picture.steps))
        self.form.setVisible(bool(picture.form))
        self.form.show_fields(picture.form, text("calibration.begin"))
        self.plot.setVisible(picture.course is not None)
        self.plot.show_course(picture.course)
        self.place.show_place(picture.place)
        self.unreal.setText(picture.unreal)
        self.unreal.setVisible(bool(picture.unreal))
        fill(self.result, picture.result)
        self.lines.say("\n".join(picture.lines))
        self._show_history(picture.history)

    def _show_page(self, page: step.Page) -> None:
        self.headline.say(page.headline)
        self.sentence.say(in_lines(page.sentence, LINE))
        light = f"{page.light.value} {page.why}".strip()
        self.why.say(in_lines(light, LINE), loud=page.light is step.Light.WRONG)
        self.why.setVisible(bool(page.why))
        self.field.setVisible(page.field is not None)
        self.field.setPlaceholderText(page.field or "")
        self.choices.offer(page.choices)

    def _show_history(self, history: History) -> None:
        name = "history" if history.table.rows else "history_none"
        said = [text(f"calibration.{name}", serial=history.serial)] if history.serial else []
        lines = (*said, *(f"▲ {one}" for one in history.damaged))
        self.board.say("\n".join(in_lines(line, SIDE_LINE) for line in lines))
        fill(self.history, history.table)

    def _write(self) -> None:
        if written := taken_out(self.field):
            self.written.emit(written)

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 8, 12, 8)
        top, words, doing = QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        for one in (self.headline, self.sentence, self.why, self.notice):
            words.addWidget(one)
        words.addStretch()
        doing.addWidget(self.unreal, 0, Qt.AlignRight)
        doing.addWidget(self.field)
        doing.addWidget(self.choices)
        doing.addStretch()
        top.addLayout(words, 3)
        top.addLayout(doing, 2)
        rows.addLayout(top)
        along = QHBoxLayout()
        along.addWidget(self.progress, 1)
        along.addWidget(self.steps)
        rows.addLayout(along)
        rows.addLayout(self._body(), 1)

    def _body(self) -> QHBoxLayout:
        body, side = QHBoxLayout(), QVBoxLayout()
        body.addWidget(self.form, 3, Qt.AlignTop)
        body.addWidget(self.plot, 2)
        side.addWidget(self.place, 1)
        side.addWidget(self.result)
        side.addWidget(self.lines)
        side.addWidget(self.board)
        side.addWidget(self.history)
        side.addStretch()
        body.addLayout(side, 2)
        return body
