"""Progress of the set: the count, the phase in a word, and the tempo of the last repetition."""

from PyQt5.QtCore import QRectF, Qt
from PyQt5.QtGui import QPainter

from gui import language, theme
from gui.picture import Progress
from gui.views.canvas import Canvas

# The phases of `rig.measure`, each with the key of the text shown: a sign and a word.
PHASES = {
    "": "phase.not_known",
    "setup": "phase.setup",
    "descent": "phase.descent",
    "bottom": "phase.bottom",
    "ascent": "phase.ascent",
    "lockout": "phase.lockout",
    "nobody": "phase.nobody",
    "unknown": "phase.unknown",
}
LEAST_HEIGHT_PX = 120
_TITLE, _FOOTER = 2.0, 3.4  # in heights of normal text


class CountView(Canvas):
    """Draws a count, a phase and two tempos; redraws only when a word of them has changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(LEAST_HEIGHT_PX)
        self.setToolTip(language.text("count.tip"))
        self._words = words_of(Progress())

    def show_progress(self, progress: Progress) -> None:
        """Draws this progress from now on."""
        words = words_of(progress)
        if words != self._words:
            self._words = words
            self.update()

    def draw_still(self, painter: QPainter) -> None:
        """Draws the title."""
        edge = self.edge_px()
        box = QRectF(edge, 0, self.width() - 2 * edge, _TITLE * self.text_px())
        align, size = Qt.AlignLeft | Qt.AlignVCenter, self.text_px()
        colour = theme.now().dim
        title = language.text("count.title")
        theme.write(painter, box, title, size_px=size, colour=colour, align=align)

    def draw_moving(self, painter: QPainter) -> None:
        """Draws the count on the left, the phase on the right, the tempos under them."""
        count, phase, last, wanted = self._words
        text, half, edge = self.text_px(), 0.54 * self.width(), self.edge_px()
        top, foot = _TITLE * text, self.height() - _FOOTER * text
        wide, rest = half - 2 * edge, self.width() - half - edge
        left = QRectF(edge, 0.5 * top, wide, foot - 0.5 * top)
        right = QRectF(half, 0.5 * top, rest, foot - 0.5 * top)
        align = Qt.AlignLeft | Qt.AlignVCenter
        theme.write(painter, left, count, size_px=4.5 * text, align=align, bold=True)
        theme.write(painter, right, phase, size_px=1.8 * text, align=align, bold=True)
        left = QRectF(edge, foot, wide, _FOOTER * text)
        right = QRectF(half, foot, rest, _FOOTER * text)
        self._write_tempo(painter, left, language.text("count.last"), last)
        self._write_tempo(painter, right, language.text("count.wanted"), wanted)

    def _write_tempo(self, painter: QPainter, box: QRectF, name: str, tempo: str) -> None:
        text, align = self.text_px(), Qt.AlignLeft | Qt.AlignVCenter
        title, value = QRectF(box), QRectF(box)
        title.setHeight(1.2 * text)
        value.setTop(title.bottom())
        value.setHeight(2.0 * text)
        colour, small = theme.now().dim, theme.SMALL * text
        theme.write(painter, title, name, size_px=small, colour=colour, align=align)
        theme.write(painter, value, tempo, size_px=1.6 * text, align=align, bold=True)


def words_of(progress: Progress) -> tuple[str, str, str, str]:
    """The count, the phase, the last tempo and the target tempo."""
    last, wanted = tempo_words(progress.last_tempo_s), tempo_words(progress.wanted_tempo_s)
    return count_words(progress), phase_words(progress.phase), last, wanted


def count_words(progress: Progress) -> str:
    """Repetitions done, the target count if there is one, and a mark if the count is unsure."""
    if progress.of is None:
        count = str(progress.repetition)
    else:
        count = language.text("count.of", done=progress.repetition, all=progress.of)
    return count if progress.is_sure else language.text("count.not_sure", count=count)


def phase_words(phase: str) -> str:
    """A phase with its sign; an unknown phase by its name."""
    return language.text(PHASES[phase]) if phase in PHASES else phase


def tempo_words(tempo_s: tuple[float, float, float] | None) -> str:
    """Seconds down, held and up: 2.1-0.8-1.4 s; whole seconds without decimals."""
    if tempo_s is None:
        return "-"
    whole = all(float(part).is_integer() for part in tempo_s)
    return "-".join(f"{part:.0f}" if whole else f"{part:.1f}" for part in tempo_s) + " s"
