"""The flow: all steps as marks, the current one in large words, and the possible actions."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui import keys, theme
from gui.flow.step import FlowPicture, Light, Page, Step
from gui.language import text
from gui.views.choices import ChoicesView
from gui.views.words import Words, WritingLine, button, in_lines, taken_out

LINE = 50
READABLE = 1.25  # from two metres


class FlowView(QWidget):
    """Emits `acted` for the choice taken, with its value, and `written` for the text entered."""

    acted = pyqtSignal(str, str)
    written = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.headline = Words("", theme.HUGE * 0.8)
        self.sentence, self.why = Words("", READABLE), Words("", READABLE)
        self.notice = Words("", theme.NORMAL)
        self.field = WritingLine()
        self.field.setToolTip(text("flow.write"))
        self.marks = {step: _mark_button(self, step) for step in Step}
        self.choices = ChoicesView()
        self._lay_out()
        self.field.returnPressed.connect(self._write)
        self.choices.taken.connect(lambda one: self.acted.emit(one.name, one.value))
        self.choices.looked_at.connect(lambda one: self.acted.emit("look_at", one.value))
        keys.bind(self, "next", self.choices.take_first)
        keys.bind(self, "before", self._go_back)

    def show_flow(self, flow: FlowPicture) -> None:
        """Draws what has changed."""
        for step, mark in self.marks.items():
            mark.setText(f"{flow.marks[step].value} {step.title}")
            mark.setProperty("now", step is flow.at)
            mark.style().unpolish(mark)
            mark.style().polish(mark)
        self._at = flow.at
        self._show_page(flow.page)
        self.notice.say(in_lines(flow.notice, round(READABLE * LINE)), loud=flow.loud)
        self.notice.setVisible(bool(flow.notice))

    def _show_page(self, page: Page) -> None:
        self.headline.say(page.headline)
        self.sentence.say(in_lines(page.sentence, LINE))
        light = f"{page.light.value} {page.why}".strip() if page.why else ""
        self.why.say(in_lines(light, LINE), loud=page.light is Light.WRONG)
        self.why.setVisible(bool(light))
        self.field.setVisible(page.field is not None)
        self.field.setPlaceholderText(page.field or "")
        self.choices.offer(page.choices)

    def _write(self) -> None:
        if written := taken_out(self.field):
            self.written.emit(written)

    def _go_back(self) -> None:
        steps = list(Step)
        before = max(steps.index(self._at) - 1, 0)
        self.acted.emit("go", steps[before].value)

    def _lay_out(self) -> None:
        self._at = Step.PARTICIPANT
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 6, 12, 6)
        rows.setSpacing(4)
        steps = QHBoxLayout()
        steps.setSpacing(4)
        for mark in self.marks.values():
            steps.addWidget(mark)
        steps.addStretch()
        rows.addLayout(steps)
        middle = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        for one in (self.headline, self.sentence, self.why, self.notice):
            words.addWidget(one)
        words.addStretch()
        middle.addLayout(words, 3)
        doing = QVBoxLayout()
        doing.addWidget(self.field)
        doing.addWidget(self.choices)
        doing.addStretch()
        middle.addLayout(doing, 2)
        rows.addLayout(middle)


def _mark_button(view: FlowView, step: Step) -> QPushButton:
    mark = button(step.title, tip=text("flow.go", step=step.title))
    mark.setObjectName("step")
    mark.clicked.connect(lambda: view.acted.emit("go", step.value))
    return mark
