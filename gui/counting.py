"""Repetitions counted as they happen, and the tempo of the last: provisional."""

from dataclasses import replace

from gui.picture import Progress
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP

Tempo = tuple[float, float, float]
MOVING = (DESCENT, BOTTOM, ASCENT)


class Counting:
    """Takes one phase after another from `rig.stream`; gives the progress of the set."""

    def __init__(self) -> None:
        self.progress = Progress()
        self._over = self._before = 0  # repetitions since the boards began; those not counted
        self._began_s: dict[str, float] = {}

    def expect(self, repetitions: int | None, tempo_s: Tempo | None) -> None:
        """Sets how many are wanted and how fast; counts from zero if that is new."""
        wanted = replace(self.progress, of=repetitions, wanted_tempo_s=tempo_s)
        if wanted != self.progress:
            self.progress = wanted
            self.begin()

    def begin(self) -> None:
        """Counts from now on; a repetition under way is not counted."""
        self._before = self._over + (self.progress.phase in MOVING)
        self._began_s = {}
        self.progress = replace(self.progress, repetition=0, last_tempo_s=None)

    def forget(self) -> None:
        """Resets for boards that begin again: their numbers begin again too."""
        self._over = self._before = 0
        self._began_s = {}
        self.progress = replace(self.progress, phase="", repetition=0, last_tempo_s=None)

    def take(self, phase: str, number: int, time_s: float) -> None:
        """Takes the begin of a phase; `number` is the repetition's since the boards began."""
        before, self._over = self._over, number - (phase in (SETUP, *MOVING))
        if phase in MOVING:
            self._move(phase, time_s)
        else:
            self._stand(time_s, whole=phase == LOCKOUT and self._over > before)
        counted = max(0, self._over - self._before)
        self.progress = replace(self.progress, phase=phase, repetition=counted)

    def doubt(self, *, is_sure: bool) -> None:
        """Sets whether the count may still change; a change during a movement is not marked."""
        is_sure = is_sure or self.progress.phase in MOVING
        self.progress = replace(self.progress, is_sure=is_sure)

    def _move(self, phase: str, time_s: float) -> None:
        if phase == DESCENT:
            self._began_s.setdefault(DESCENT, time_s)
            self._began_s.pop(BOTTOM, None)  # it was not the lowest point
        else:
            self._began_s[phase] = time_s

    def _stand(self, time_s: float, *, whole: bool) -> None:
        """Keeps the tempo of a repetition that was complete and seen from its begin."""
        self._before = min(self._before, self._over)  # the one under way may have been none
        began_s, self._began_s = self._began_s, {}
        if whole and DESCENT in began_s and ASCENT in began_s:
            up_s = began_s[ASCENT]
            down_s = began_s.get(BOTTOM, up_s)
            tempo_s = (down_s - began_s[DESCENT], up_s - down_s, time_s - up_s)
            self.progress = replace(self.progress, last_tempo_s=tempo_s)
