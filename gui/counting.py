"""Repetitions as they are counted while they happen, and the tempo of the last: provisional."""

from dataclasses import replace

from gui.picture import Progress
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP

Tempo = tuple[float, float, float]
MOVING = (DESCENT, BOTTOM, ASCENT)


class Counting:
    """Takes one phase after another as `rig.stream` tells them; gives how far the set is."""

    def __init__(self) -> None:
        self.progress = Progress()
        self._over = self._before = 0  # repetitions since the boards began, and those not counted
        self._began_s: dict[str, float] = {}

    def expect(self, repetitions: int | None, tempo_s: Tempo | None) -> None:
        """Says how many are wanted and how fast; what is new is counted anew."""
        wanted = replace(self.progress, of=repetitions, wanted_tempo_s=tempo_s)
        if wanted != self.progress:
            self.progress = wanted
            self.begin()

    def begin(self) -> None:
        """Counts from here on; a repetition under way is not among those counted."""
        self._before = self._over + (self.progress.phase in MOVING)
        self._began_s = {}
        self.progress = replace(self.progress, repetition=0, last_tempo_s=None)

    def forget(self) -> None:
        """The boards begin anew: so do their numbers."""
        self._over = self._before = 0
        self._began_s = {}
        self.progress = replace(self.progress, phase="", repetition=0, last_tempo_s=None)

    def take(self, phase: str, number: int, time_s: float) -> None:
        """A phase begins, of the repetition with this number since the boards began."""
        before, self._over = self._over, number - (phase in (SETUP, *MOVING))
        if phase in MOVING:
            self._move(phase, time_s)
        else:
            self._stand(time_s, whole=phase == LOCKOUT and self._over > before)
        counted = max(0, self._over - self._before)
        self.progress = replace(self.progress, phase=phase, repetition=counted)

    def doubt(self, *, is_sure: bool) -> None:
        """Whether the count may still change; in a movement it may, which is not worth a word."""
        is_sure = is_sure or self.progress.phase in MOVING
        self.progress = replace(self.progress, is_sure=is_sure)

    def _move(self, phase: str, time_s: float) -> None:
        if phase == DESCENT:
            self._began_s.setdefault(DESCENT, time_s)
            self._began_s.pop(BOTTOM, None)  # the lowest point was not it
        else:
            self._began_s[phase] = time_s

    def _stand(self, time_s: float, *, whole: bool) -> None:
        """Keeps the tempo of a repetition that was whole and was seen from its begin."""
        self._before = min(self._before, self._over)  # what was under way may have been none
        began_s, self._began_s = self._began_s, {}
        if whole and DESCENT in began_s and ASCENT in began_s:
            up_s = began_s[ASCENT]
            down_s = began_s.get(BOTTOM, up_s)
            tempo_s = (down_s - began_s[DESCENT], up_s - down_s, time_s - up_s)
            self.progress = replace(self.progress, last_tempo_s=tempo_s)
