"""Offers to recover a recording that was interrupted. Quiet: nothing is wrong now."""

from collections.abc import Sequence

from PyQt5.QtCore import Qt, pyqtSignal
from PyQt5.QtWidgets import QFrame, QHBoxLayout

from gui import theme
from gui.picture import Interrupted
from gui.views.words import Words, button, in_lines

LINE = 90


class RescueView(QFrame):
    """Names one interrupted trial after another; hidden when there is none, or later is fine."""

    recover_asked = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("offer")
        self.words = Words("", theme.NORMAL)
        self.recover = button("Recover it", tip="Save what was recorded until it broke off")
        self.later = button("Later", tip="Ask again when this window is opened next")
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
        """Offers the first of `trials`, or says that the one named is being recovered."""
        self._trials = [trial for trial in trials if trial.path not in self._put_off]
        for choice in (self.recover, self.later):
            choice.setVisible(not recovering)
        self.words.say(in_lines(self._sentence(recovering), LINE))
        self.setVisible(bool(recovering or self._trials))

    def _sentence(self, recovering: str) -> str:
        if recovering:
            return f"Recovering {recovering}. You can go on meanwhile."
        if not self._trials:
            return ""
        more = len(self._trials) - 1
        others = f" {more} more can." if more else ""
        return f"A recording was interrupted: {self._trials[0].name}. It can be recovered.{others}"

    def _ask(self) -> None:
        if self._trials:
            self.recover.hide()  # the next state says how it goes
            self.recover_asked.emit(self._trials[0].path)

    def _put_all_off(self) -> None:
        """Until the window opens again."""
        self._put_off |= {trial.path for trial in self._trials}
        self.show_interrupted((), recovering="")
