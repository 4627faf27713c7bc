"""The list of trials, to filter, sort and open."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from gui import theme
from gui.keys import with_key
from gui.language import text
from gui.review.keys import KEYS
from gui.review.picture import Row
from gui.review.views.buttons import act_button
from gui.review.views.listing import Listing
from gui.review.views.trialmodel import COLUMNS, TrialFilter, TrialModel
from gui.views.words import Words

INITIALS = 4
STRETCHED = "quality"  # it also shows why a trial cannot be opened


class TrialsPage(QWidget):
    """Emits `opened` with the trial to open, `acted` with the action of a button, `rater_named`
    with the reviewer."""

    opened = pyqtSignal(int)
    acted = pyqtSignal(str)
    rater_named = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = TrialModel()
        self.shown = TrialFilter(self.model)
        self.table = Listing()
        self.filter, self.rater = QLineEdit(), QLineEdit()
        self.blind = act_button("blind", self.acted.emit)
        self.agreement = act_button("agreement", self.acted.emit)
        self.state, self.problem = Words("", theme.LARGE), Words("")
        self.counted = Words("", theme.SMALL, dim=True)
        self._more = True
        self._lay_out()
        self._connect()
        self.show_problem("")
        for one in (self.shown, self.model):
            one.setParent(self)  # after the table, which is then deleted first

    def show_rows(self, rows: Sequence[Row], more: bool) -> None:
        """Lists these; `more` is whether more are to come."""
        chosen = self.chosen()
        self._more = more
        self.model.show_rows(rows)
        self.table.measure_columns()
        if chosen is None or not self._choose(chosen.key):
            self._choose_first()
        self._count()

    def show_problem(self, why: str) -> None:
        """Shows why something could not be done; an empty string clears it."""
        self.problem.say(why, loud=bool(why))
        self.problem.setVisible(bool(why))

    def show_rater(self, rater: str, *, blind: bool) -> None:
        """Shows who reviews, and whether blinded."""
        if self.rater.text() != rater:
            self.rater.setText(rater)
        self.rater.setEnabled(not blind)
        for one in (self.blind, self.agreement):  # which would reveal others' ratings
            one.setEnabled(not blind)
        self.state.say(text("blind.state") if blind else text("trials.title"), loud=blind)
        self.table.setColumnHidden(COLUMNS.index("began"), blind)

    def chosen(self) -> Row | None:
        """The selected trial."""
        return self.shown.row_at(self.table.currentIndex())

    def beside(self, key: int, step: int) -> int | None:
        """The trial after the one with this key, or before it, in the present order; None at an
        end. Skips those that cannot be opened."""
        rows = [self.shown.row_at(self.shown.index(at, 0)) for at in range(self.shown.rowCount())]
        keys = [row.key for row in rows if row and (not row.why or row.key == key)]
        at = keys.index(key) + step if key in keys else -1
        return keys[at] if 0 <= at < len(keys) else None

    def _choose(self, key: int) -> bool:
        for at in range(self.shown.rowCount()):
            row = self.shown.row_at(self.shown.index(at, 0))
            if row and row.key == key:
                self.table.selectRow(at)
                return True
        return False

    def _choose_first(self) -> None:
        if self.shown.rowCount():
            self.table.selectRow(0)

    def _want(self, words: str) -> None:
        self.shown.want(words)
        if self.chosen() is None:
            self._choose_first()
        self._count()

    def _count(self) -> None:
        shown, there = self.shown.rowCount(), len(self.model.rows)
        words = text("trials.looking" if self._more else "trials.shown", shown=shown, all=there)
        self.counted.setText(words if there or self._more else text("trials.nothing"))

    def open_chosen(self) -> None:
        """Opens the selected trial, or shows why it cannot be opened."""
        row = self.chosen()
        if row is None:
            return
        self.show_problem(row.why)
        if not row.why:
            self.opened.emit(row.key)

    def _lay_out(self) -> None:
        for field, name in ((self.filter, "filter"), (self.rater, "rater")):
            field.setProperty(theme.FACTOR, theme.NORMAL)
            field.setToolTip(text(f"trials.{name}_tip"))
        self.filter.setPlaceholderText(with_key(text("trials.filter"), "filter", KEYS))
        self.rater.setPlaceholderText(text("trials.rater"))
        self.rater.setMaxLength(INITIALS)
        self.table.setModel(self.shown)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.Interactive)
        header.setSectionResizeMode(COLUMNS.index(STRETCHED), QHeaderView.Stretch)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(COLUMNS.index("began"), Qt.DescendingOrder)
        top = QHBoxLayout()
        top.addWidget(self.state)
        top.addWidget(self.filter, 3)
        top.addWidget(self.rater, 1)
        top.addWidget(self.blind)
        top.addWidget(self.agreement)
        top.addWidget(act_button("open", lambda _: self.open_chosen()))
        whole = QVBoxLayout(self)
        whole.addLayout(top)
        whole.addWidget(self.problem)
        whole.addWidget(self.table, 1)
        whole.addWidget(self.counted)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._want)
        self.filter.returnPressed.connect(self.table.setFocus)
        self.rater.editingFinished.connect(lambda: self.rater_named.emit(self.rater.text()))
        self.table.doubleClicked.connect(lambda _: self.open_chosen())
