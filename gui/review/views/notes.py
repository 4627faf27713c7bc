"""Notes on a trial, and the statements of its analysis."""

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from gui import theme
from gui.keys import with_key
from gui.language import text
from gui.review.keys import KEYS
from gui.review.picture import Said, Scene
from gui.review.views.timeframe import time_words
from gui.views.words import Words


class NotesView(QWidget):
    """Emits `written` with a new note, and `sought` with the moment of the note clicked."""

    written = pyqtSignal(str)
    sought = pyqtSignal(float)

    def __init__(self) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setProperty(theme.FACTOR, theme.NORMAL)
        self.field.setPlaceholderText(with_key(text("review.write"), "write", KEYS))
        self.field.setToolTip(KEYS["write"].does)
        self.field.returnPressed.connect(self._keep)
        self.list, self.statements = _list(), _list()
        self.list.itemClicked.connect(self._seek)
        self._notes: tuple[Said, ...] = ()
        self._statements: tuple[str, ...] | None = None
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 0)
        rows.addWidget(self.field)
        rows.addWidget(self.list, 2)
        rows.addWidget(Words(text("review.statements"), theme.SMALL, dim=True))
        rows.addWidget(self.statements, 3)

    def show_scene(self, scene: Scene) -> None:
        """Shows the notes and the statements."""
        if scene.notes != self._notes:
            self._notes = scene.notes
            _fill(self.list, [note_words(note) for note in scene.notes])
        if scene.statements != self._statements:
            self._statements = scene.statements
            _fill(self.statements, scene.statements or (text("review.no_statements"),))

    def _keep(self) -> None:
        self.written.emit(self.field.text())
        self.field.clear()

    def _seek(self, item: QListWidgetItem) -> None:
        self.sought.emit(self._notes[self.list.row(item)].time_s)


def note_words(note: Said) -> str:
    """When, who, and what."""
    who = " ".join(part for part in (note.author, note.day) if part)
    return f"{time_words(note.time_s, 0.1)}  {note.text}" + (f"  ({who})" if who else "")


def _list() -> QListWidget:
    made = QListWidget()
    made.setProperty(theme.FACTOR, theme.SMALL)
    made.setWordWrap(True)
    made.setFocusPolicy(Qt.NoFocus)
    return made


def _fill(shown: QListWidget, words: "tuple[str, ...] | list[str]") -> None:
    shown.clear()
    shown.addItems(list(words))
