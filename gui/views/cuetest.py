"""The test of the cue: a button, what to do, and the result."""

from PyQt5.QtCore import pyqtSignal
from PyQt5.QtWidgets import QVBoxLayout, QWidget

from gui import keys, theme
from gui.cue.selftest import LIFTS, CueTest, Latency
from gui.language import text
from gui.views.words import Words, button, in_lines

LINE = 88


class CueTestView(QWidget):
    """Requests the begin or the end of a test, and shows its progress and result."""

    asked = pyqtSignal(bool)

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.button = button("", tip=text("cue_test.tip", lifts=LIFTS))
        self.words = Words("", theme.NORMAL)
        self._testing = False
        rows = QVBoxLayout(self)
        rows.addWidget(Words(text("cue_test.headline"), theme.LARGE))
        rows.addWidget(self.button)
        rows.addWidget(self.words)
        self.button.clicked.connect(lambda: self.asked.emit(not self._testing))
        keys.bind_press(self, "F4", self.button.click)
        self.show_idle()

    def allow(self, allowed: bool) -> None:
        """Sets whether a test may begin now."""
        self.button.setEnabled(allowed)

    def show_idle(self, why: str = "") -> None:
        """Shows that there is no result, or why."""
        self._show(why or text("cue_test.idle"), testing=False)

    def show_test(self, test: CueTest) -> None:
        """Shows the progress, or the result."""
        if test.done:
            self._show("\n".join(found_words(test)), testing=False)
        else:
            self._show(text("cue_test.lift", done=test.lifts, lifts=LIFTS), testing=True)

    def _show(self, words: str, *, testing: bool) -> None:
        self._testing = testing
        self.button.setText(text("cue_test.stop" if testing else "cue_test.begin"))
        self.words.say(words)


def found_words(test: CueTest) -> list[str]:
    """The result, and what it does not include, in lines."""
    ways = {
        "to_decision": test.to_decision,
        "to_call": test.to_call,
        "in_computer": test.in_computer,
        "whole_way": test.whole_way,
    }
    figures = [_figures(name, found) for name, found in ways.items() if found]
    came = text("cue_test.ttl" if test.whole_way else "cue_test.no_ttl")
    said = [text("cue_test.measured", lifts=test.lifts), text("cue_test.left_out"), came]
    return [*figures, *(in_lines(sentence, LINE) for sentence in said)]


def _figures(name: str, found: Latency) -> str:
    said = {"median": found.median_ms, "worst": found.worst_ms}
    return text("cue_test.figures", name=text(f"cue_test.{name}"), **said)
