"""Offers to recover an interrupted recording. Quiet: nothing is wrong now."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout

from gui import theme
from gui.language import text
from gui.picture import Interrupted
from gui.views.words import Words, button, in_lines

LINE = 90


class RescueView(QFrame):
    """Names one interrupted trial after another; hidden if there is none or all are put off."""

    recover_asked = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("offer")
        self.words = Words("", theme.NORMAL)
        self.recover = button(text("rescue.recover"), tip=text("rescue.recover_tip"))
        self.later = button(text("rescue.later"), tip=text("rescue.later_tip"))
        self._trials: Sequence[Interrupted] = ()
        self._put_off: set[str] = set()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self.words, 1)
        for choice in (self.recover, self.later):
            row.addWidget(choice, 0, Qt.AlignTop)
        self.recover.clicked.connect(self._ask)
        self.later.clicked.connect(self._put_all_off)
        self.hide()

    def show_interrupted(self, trials: Sequence[Interrupted], *, recovering: str) -> None:
        """Offers the first of `trials`, or reports that the one named is being recovered."""
        self._trials = [trial for trial in trials if trial.path not in self._put_off]
        for choice in (self.recover, self.later):
            choice.setVisible(not recovering)
        self.words.say(in_lines(self._sentence(recovering), LINE))
        self.setVisible(bool(recovering or self._trials))

    def _sentence(self, recovering: str) -> str:
        if recovering:
            return text("rescue.recovering", name=recovering)
        if not self._trials:
            return ""
        more = len(self._trials) - 1
        one = text("rescue.interrupted", name=self._trials[0].name)
        return f"{one} {text('rescue.more', more=more)}" if more else one

    def _ask(self) -> None:
        if self._trials:
            self.recover.hide()  # the next state shows the progress
            self.recover_asked.emit(self._trials[0].path)

    def _put_all_off(self) -> None:
        """Hides all of them until the window opens again."""
        self._put_off |= {trial.path for trial in self._trials}
        self.show_interrupted((), recovering="")
