"""The review's window: the list of trials, and the trial opened from it."""

from functools import partial

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtGui import QResizeEvent
from PyQt5.QtWidgets import QMainWindow, QStackedWidget

from gui import keys, theme
from gui.language import text
from gui.review.keys import HANDS, KEYS
from gui.review.views.agreement import AgreementView
from gui.review.views.trialpage import TrialPage
from gui.review.views.trialspage import TrialsPage
from gui.views.help import Help

LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 1240, 720
# Keys of the list, and keys of the whole window; the others belong to a trial.
OF_LIST = ("open", "filter", "blind", "agreement")
OF_WINDOW = ("list", "theme", "help", "next_trial", "trial_before")
OF_SIDE = {"write", "side", "cursor_a", "cursor_b"}


class ReviewWindow(QMainWindow):
    """Passes on the requests of its pages and the actions of its keys."""

    acted = pyqtSignal(str)
    left = pyqtSignal()
    blinded = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(text("review.title"))
        self.trials, self.trial = TrialsPage(), TrialPage()
        self.agreement, self.help = AgreementView(self), Help(self, KEYS, HANDS)
        self.pages = QStackedWidget()
        self.pages.setObjectName("content")
        self._key: int | None = None
        self._text_px = 0
        for page in (self.trials, self.trial):
            self.pages.addWidget(page)
        self.setCentralWidget(self.pages)
        self.setMinimumSize(LEAST_WIDTH_PX, LEAST_HEIGHT_PX)
        self.trials.acted.connect(self.do)
        self.trial.acted.connect(self.do)
        self.trials.opened.connect(self._note_opened)
        self._bind_keys()
        self.trials.table.setFocus()

    def do(self, name: str) -> None:
        """Performs the action of a key or button."""
        if name in OF_WINDOW:
            self._do_here(name)
        elif name in OF_LIST:
            self._do_on_list(name)
        elif name == "write":
            self.trial.write()
        elif name == "side":
            self.trial.turn_side()
        else:
            self.acted.emit(name)
            if name in OF_SIDE:
                self.trial.turn_side(self.trial.measured)

    def show_trial(self) -> None:
        """Shows the trial that was opened."""
        self.pages.setCurrentWidget(self.trial)
        self.trial.setFocus()

    def show_list(self) -> None:
        """Returns to the list; a field being edited loses the focus first."""
        on_trial = self.pages.currentWidget() is self.trial
        if on_trial and not self.trial.notes.field.hasFocus():
            self.pages.setCurrentWidget(self.trials)
            self.left.emit()
        if self.pages.currentWidget() is self.trial:
            self.trial.setFocus()
        else:
            self.trials.table.setFocus()

    def show_refusal(self, why: str) -> None:
        """Shows why something could not be done; an empty string clears it."""
        self.trials.show_problem(why)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits fonts to the height."""
        super().resizeEvent(event)
        text_px = theme.text_px(max(LEAST_HEIGHT_PX, self.height()))
        if text_px != self._text_px:
            self._text_px = text_px
            theme.scale_fonts(self, text_px)
            self.trial.refit()

    def _note_opened(self, key: int) -> None:
        self._key = key

    def _do_on_list(self, name: str) -> None:
        if name == "open":
            self.trials.open_chosen()
        elif name == "filter":
            self.trials.filter.setFocus()
            self.trials.filter.selectAll()
        elif name == "blind":
            self.blinded.emit()
        elif self.trials.agreement.isEnabled():
            self.agreement.open_asking(self._text_px)

    def _do_here(self, name: str) -> None:
        if name == "list":
            self.show_list()
        elif name == "theme":
            theme.use(theme.LIGHT if theme.now() is theme.DARK else theme.DARK)
        elif name == "help":
            self.help.toggle(self._text_px)
        elif self.pages.currentWidget() is self.trial:
            self._turn_to(1 if name == "next_trial" else -1)

    def _bind_keys(self) -> None:
        """Binds each key where it has an effect: in the list, letters and arrows are the table's
        own."""
        for name in KEYS:
            place = self.trials if name in OF_LIST else self.trial
            act = partial(self.do, name)
            if name in OF_WINDOW:
                keys.bind(self, name, act, KEYS)
            else:
                shortcut = keys.bind(place, name, act, KEYS)
                shortcut.setContext(Qt.WidgetWithChildrenShortcut)

    def _turn_to(self, step: int) -> None:
        key = None if self._key is None else self.trials.beside(self._key, step)
        if key is not None:
            self.trials.opened.emit(key)
