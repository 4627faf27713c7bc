"""Start, stop and mark, and the participant and protocol of a trial."""

import re
from collections.abc import Callable

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QWidget

from gui import keys, theme
from gui.language import text
from gui.views.words import Words, button

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
LONGEST = 32


class Controls(QWidget):
    """Buttons with keys, and two fields. Knows no recording, only which requests are allowed.

    `refusal_of` returns, in words, why a participant that looks like a pseudonym is refused.
    """

    start_asked = pyqtSignal(str, str)
    stop_asked = pyqtSignal()
    mark_asked = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.start, self.stop, self.mark = (
            button(
                keys.with_key(text(f"controls.{name}"), name),
                theme.LARGE,
                tip=keys.KEYS[name].does,
            )
            for name in ("start", "stop", "mark")
        )
        self.participant = _field("participant")
        self.protocol = _field("protocol")
        self.problem = Words(text("controls.hint"), theme.SMALL)
        self.refusal_of: Callable[[str], str] = lambda _: ""
        self._lay_out()
        self._connect()
        self.allow(start=False, stop=False, mark=False)

    def allow(self, *, start: bool, stop: bool, mark: bool) -> None:
        """Enables the buttons that have an effect now; the fields are locked while `stop` is
        allowed."""
        self.start.setEnabled(start)
        self.stop.setEnabled(stop)
        self.mark.setEnabled(mark)
        for field in (self.participant, self.protocol):
            field.setEnabled(not stop)

    def ask_start(self) -> None:
        """Requests a trial; if a field is wrong, shows why instead."""
        if self.check():
            self.start_asked.emit(self.participant.text(), self.protocol.text())

    def check(self) -> bool:
        """Whether both fields are valid; shows in words what is wrong."""
        participant = self.participant.text()
        problems = (
            problem_of(text("controls.participant"), participant) or self.refusal_of(participant),
            problem_of(text("controls.protocol"), self.protocol.text()),
        )
        for field, problem in zip((self.participant, self.protocol), problems, strict=True):
            _show_wrong(field, bool(problem))
        said = next(filter(None, problems), "")
        self.problem.say(f"▲ {said}" if said else text("controls.hint"), loud=bool(said))
        return not said

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        for choice in (self.start, self.stop, self.mark):
            row.addWidget(choice, 0, Qt.AlignTop)
        row.addSpacing(12)
        fields = QGridLayout()
        fields.setVerticalSpacing(2)
        for column, (name, field) in enumerate(
            (("participant", self.participant), ("protocol", self.protocol))
        ):
            fields.addWidget(Words(text(f"controls.{name}")), 0, 2 * column)
            fields.addWidget(field, 0, 2 * column + 1)
        fields.addWidget(self.problem, 1, 0, 1, 4)
        fields.setRowStretch(2, 1)
        row.addLayout(fields, 1)

    def _connect(self) -> None:
        self.start.clicked.connect(self.ask_start)
        self.stop.clicked.connect(self.stop_asked)
        self.mark.clicked.connect(self.mark_asked)
        for name, choice in (("start", self.start), ("stop", self.stop), ("mark", self.mark)):
            keys.bind(self, name, choice.click)
        for field in (self.participant, self.protocol):
            field.textChanged.connect(self.check)
            field.returnPressed.connect(field.clearFocus)


def problem_of(name: str, written: str) -> str:
    """What is wrong with a field, in a plain sentence, or an empty string; an empty field is
    valid."""
    if not written or NAME.fullmatch(written):
        return ""
    if len(written) > LONGEST:
        return text("controls.too_long", name=name, most=LONGEST, long=len(written))
    if not re.match("[A-Za-z0-9]", written):
        return text("controls.begin", name=name, sign=_shown(written[0]))
    wrong = next(sign for sign in written if not re.match("[A-Za-z0-9_-]", sign))
    return text("controls.wrong", name=name, sign=_shown(wrong))


def _shown(sign: str) -> str:
    if sign.isspace():
        return text("controls.space")
    return text("controls.sign", sign=sign) if sign.isprintable() else text("controls.unseen")


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setToolTip(text(f"controls.{name}_tip"))
    field.setPlaceholderText(text(f"controls.{name}_example"))
    field.setProperty(theme.FACTOR, theme.NORMAL)
    return field


def _show_wrong(field: QLineEdit, wrong: bool) -> None:
    if bool(field.property("wrong")) != wrong:
        field.setProperty("wrong", wrong)
        field.style().unpolish(field)
        field.style().polish(field)
