"""Fields with their names and faults, and one button for all of them."""

from typing import TypeVar

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QFontInfo
from PyQt5.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from gui import theme
from gui.form import CHOICE, LINES, Field
from gui.views.words import Words, in_lines

FAULT_LINE = 46
LINES_SHOWN = 5.5
Editor = QLineEdit | QPlainTextEdit | QComboBox
Grown = TypeVar("Grown", bound=QWidget)


class FormView(QWidget):
    """Emits `submitted` with the fields' contents by name. Beside each field, in `faults`, is a tip
    on what to enter, or what is wrong with it."""

    submitted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty(theme.FACTOR, theme.NORMAL)
        self.fields: tuple[Field, ...] = ()
        self.editors: dict[str, Editor] = {}
        self.faults: dict[str, Words] = {}
        self.button = _grown(QPushButton())
        self.button.clicked.connect(self.submit)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(12, 6, 12, 6)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.button)

    def show_fields(self, fields: tuple[Field, ...], submit: str) -> None:
        """Shows these fields. What was typed stays unless a field is given another value."""
        self.button.setText(submit)
        self.button.setToolTip(submit)
        if [_given(one) for one in fields] != [_given(one) for one in self.fields]:
            self._rebuild(fields)
        self.fields = fields
        for one in fields:
            _show_fault(self.editors[one.name], self.faults[one.name], one)

    def submit(self) -> None:
        """The action of the button."""
        self.submitted.emit({name: _text_in(editor) for name, editor in self.editors.items()})

    def _rebuild(self, fields: tuple[Field, ...]) -> None:
        while item := self._grid.takeAt(0):
            if (widget := item.widget()) and widget is not self.button:
                widget.hide()
                widget.deleteLater()
        self.editors, self.faults = {}, {}
        for row, one in enumerate(fields):
            self._add(row, one)
        self._grid.addWidget(self.button, len(fields), 1, Qt.AlignLeft)
        self._grid.setRowStretch(len(fields) + 1, 1)
        theme.scale_fonts(self, QFontInfo(self.font()).pixelSize())

    def _add(self, row: int, field: Field) -> None:
        name, editor, fault = Words(field.words), _editor(field), Words("", theme.SMALL, dim=True)
        name.setToolTip(field.tip)
        editor.setToolTip(field.tip or field.words)
        if isinstance(editor, QLineEdit):
            editor.returnPressed.connect(self.submit)
        self._grid.addWidget(name, row, 0, Qt.AlignTop if field.kind == LINES else Qt.AlignVCenter)
        self._grid.addWidget(editor, row, 1)
        self._grid.addWidget(fault, row, 2)
        self.editors[field.name], self.faults[field.name] = editor, fault


def _given(field: Field) -> tuple[str, str]:
    return field.name, field.value


def _editor(field: Field) -> Editor:
    if field.kind == CHOICE:
        box = _grown(QComboBox())
        for value, words in field.options:
            box.addItem(words, value)
        box.setCurrentIndex(box.findData(field.value))
        return box
    if field.kind == LINES:
        lines = _grown(QPlainTextEdit(field.value))
        lines.setTabChangesFocus(True)
        lines.setMinimumHeight(round(LINES_SHOWN * lines.fontMetrics().height()))
        return lines
    return _grown(QLineEdit(field.value))


def _grown(widget: Grown) -> Grown:
    """A widget whose font grows with the window."""
    widget.setProperty(theme.FACTOR, theme.NORMAL)
    return widget


def _text_in(editor: Editor) -> str:
    if isinstance(editor, QComboBox):
        return str(editor.currentData())
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()


def _show_fault(editor: Editor, words: Words, field: Field) -> None:
    """Shows what is wrong, or else the tip on what to enter."""
    fault = field.fault
    words.say(in_lines(f"▲ {fault}" if fault else field.tip, FAULT_LINE), loud=bool(fault))
    if bool(editor.property("wrong")) != bool(fault):
        editor.setProperty("wrong", bool(fault))
        editor.style().unpolish(editor)
        editor.style().polish(editor)
