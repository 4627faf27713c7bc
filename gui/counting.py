"""Repetitions as they are counted while they happen, and the tempo of the last: provisional."""

from dataclasses import replace

from gui.picture import Progress
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP

Tempo = tuple[float, float, float]


class Counting:
    """Takes one phase after another as `rig.stream` tells them; gives how far the set is."""

    def __init__(self) -> None:
        self.progress = Progress()
        self._before = self._newest = 0  # numbers of repetitions, from where the boards began
        self._began_s: dict[str, float] = {}

    def expect(self, repetitions: int | None, tempo_s: Tempo | None) -> None:
        """Says how many are wanted and how fast, and begins to count anew."""
        self.progress = replace(self.progress, of=repetitions, wanted_tempo_s=tempo_s)
        self.begin()

    def begin(self) -> None:
        """Counts from here on; a repetition under way is not among those counted."""
        self._before, self._began_s = self._newest, {}
        self.progress = replace(self.progress, repetition=0, last_tempo_s=None)

    def forget(self) -> None:
        """The boards begin anew: so do their numbers."""
        self._before = self._newest = 0
        self._began_s = {}
        self.progress = replace(self.progress, phase="", repetition=0, last_tempo_s=None)

    def take(self, phase: str, number: int, time_s: float) -> None:
        """A phase begins, of the repetition with this number since the boards began."""
        under_way, self._newest = self._newest, number - (phase == SETUP)
        self._before = min(self._before, self._newest)
        if phase == LOCKOUT:
            self._end(time_s, whole=number == under_way)
        elif phase == DESCENT:
            self._began_s.setdefault(DESCENT, time_s)
            self._began_s.pop(BOTTOM, None)
        elif phase in (BOTTOM, ASCENT):
            self._began_s[phase] = time_s
        else:
            self._began_s = {}
        counted = self._newest - self._before
        self.progress = replace(self.progress, phase=phase, repetition=counted)

    def _end(self, time_s: float, *, whole: bool) -> None:
        """The tempo of a repetition that was seen from its begin, and was one."""
        began_s, self._began_s = self._began_s, {}
        if whole and DESCENT in began_s and ASCENT in began_s:
            up_s = began_s[ASCENT]
            down_s = began_s.get(BOTTOM, up_s)
            tempo_s = (down_s - began_s[DESCENT], up_s - down_s, time_s - up_s)
            self.progress = replace(self.progress, last_tempo_s=tempo_s)
