"""The drill that is selected but not yet chosen: a drawing, its dose and the coach's words."""

from PyQt5.QtCore import Qt
from PyQt5.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from gui import theme
from gui.flow.facts import Drill
from gui.flow.step import FlowPicture
from gui.language import text
from gui.views.drillfigure import DrillFigure
from gui.views.words import Words, in_lines

LINE = 56


class DrillCard(QFrame):
    """Hidden while there is no drill to choose."""

    def __init__(self) -> None:
        super().__init__()
        theme.make_panel(self)
        self.figure = DrillFigure()
        self.title, self.dose = Words("", theme.LARGE), Words()
        self.setup, self.cues = Words("", theme.SMALL, dim=True), Words()
        self._shown: Drill | None = None
        said = QVBoxLayout()
        for words in (self.title, self.dose, self.setup, self.cues):
            said.addWidget(words, 0, Qt.AlignTop)
        said.addStretch()
        columns = QHBoxLayout(self)
        columns.addWidget(self.figure, 2)
        columns.addLayout(said, 3)
        self.hide()

    def show_flow(self, flow: FlowPicture) -> None:
        """Shows the drill of the current step."""
        drill = flow.drill
        if drill is not None and drill != self._shown:
            self._show(drill)
        self.setVisible(drill is not None)

    def _show(self, drill: Drill) -> None:
        self._shown = drill
        self.figure.show_figure(drill.figure)
        self.title.say(drill.title)
        self.dose.say(_dose(drill))
        self.setup.say(in_lines(drill.setup, LINE))
        self.cues.say("\n".join(in_lines(f"• {cue}", LINE) for cue in drill.cues))


def _dose(drill: Drill) -> str:
    if drill.unscorable:
        return in_lines(text("protocol.unscorable", reason=drill.unscorable), LINE)
    tempo = "-".join(map(str, drill.tempo_s))
    dose = {"sets": drill.sets, "repetitions": drill.repetitions, "rest_s": drill.rest_s}
    return text("protocol.dose", tempo=tempo, **dose)
