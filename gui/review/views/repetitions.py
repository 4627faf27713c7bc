"""The repetitions of a trial as a list, and the buttons that set their borders."""

import math

from PyQt5.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt5.QtWidgets import QAbstractItemView, QGridLayout, QVBoxLayout, QWidget

from gui.language import text
from gui.review.picture import Repetition, Scene
from gui.review.views.buttons import act_button
from gui.review.views.listing import WordsListing
from gui.review.views.timeframe import time_words
from gui.views.words import Words

SET = (
    *("set_onset", "set_bottom", "set_end"),
    *("add", "remove", "set_mark"),
    *("unmark", "undo", "redo"),
)


class RepetitionsView(QWidget):
    """Emits `sought` with the moment to go to, `acted` with the action of a button."""

    sought = pyqtSignal(float)
    acted = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.table = WordsListing()
        self.state = Words("", dim=True)
        self._repetitions: tuple[Repetition, ...] | None = None
        self._ratings: object = None
        self._shown = 0
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 4, 0, 0)
        rows.addWidget(self.state)
        rows.addWidget(self.table, 1)
        grid = QGridLayout()
        grid.setSpacing(4)
        for at, name in enumerate(SET):
            grid.addWidget(act_button(name, self.acted.emit), at // 3, at % 3)
        rows.addLayout(grid)
        self.table.clicked.connect(self._seek)

    def show_scene(self, scene: Scene) -> None:
        """Lists the repetitions, with the present one selected."""
        self.state.setText(state_of(scene) or " ")  # the list must not jump during playback
        if (self._repetitions, self._ratings) != (scene.repetitions, scene.ratings):
            self._repetitions, self._ratings = scene.repetitions, scene.ratings
            names = tuple(text(f"review.column_{one}") for one in COLUMNS)
            self.table.show_rows(names, [row_of(one, scene) for one in scene.repetitions])
            self._shown = -1
        if scene.current != self._shown:
            self._shown = scene.current
            self._choose(scene.current - 1)

    def _choose(self, row: int) -> None:
        self.table.clearSelection()
        at = self.table.words.index(row, 0)
        if at.isValid():
            self.table.selectRow(row)
            self.table.scrollTo(at, QAbstractItemView.EnsureVisible)

    def _seek(self, at: QModelIndex) -> None:
        if self._repetitions:
            self.sought.emit(self._repetitions[at.row()].onset_s)
        self.table.setFocus(Qt.NoFocusReason)


ANEW = "..."
COLUMNS = ("number", "begin", "tempo", "drop", "lost", "rating")


def row_of(one: Repetition, scene: Scene) -> tuple[str, ...]:
    """A repetition in words; a star if a border was set by hand, and dots for figures not known
    yet."""
    rated = [str(said.value) for said in scene.ratings if said.repetition == one.number]
    return (
        f"{one.number}{'*' if one.moved else ''}",
        time_words(one.onset_s, 0.1),
        _tempo(one) if one.measured else ANEW,
        _drop(one) if one.measured else ANEW,
        (one.first_loss or "-") if one.measured else ANEW,
        ", ".join(rated),
    )


def _tempo(one: Repetition) -> str:
    known = all(map(math.isfinite, one.tempo_s))
    return "-".join(f"{part:.1f}" for part in one.tempo_s) if known else "-"


def _drop(one: Repetition) -> str:
    return f"{100 * one.drop_m:.0f} cm" if math.isfinite(one.drop_m) else "-"


def state_of(scene: Scene) -> str:
    """Why there are none, or who set the present one, or an empty string."""
    if scene.working:
        return text("review.working")
    if not scene.repetitions:
        return text("review.none_found")
    at = scene.repetitions[scene.current - 1] if scene.current else None
    return text("review.set_by", number=at.number, who=at.set_by) if at and at.set_by else ""
