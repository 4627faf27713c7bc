"""When a set is over: after its repetitions, or when the person steps off the plates."""

import math

from rig.measure.phase import DESCENT, LOCKOUT
from rig.measure.repetition.live import NOBODY
from rig.trial.event import PHASE, Event

STANDING_S = 2.0  # after the last one: by that stillness the whole set is measured


class SetEnd:
    """Hears the live phases of a trial; `due_s` is when it ends on the host's clock, infinite until
    that is known."""

    def __init__(self, repetitions: int) -> None:
        self.due_s = math.inf
        self._repetitions = repetitions
        self._before: float | None = None  # repetitions that were complete when it began
        self._stood = False

    def hear(self, event: Event) -> None:
        """Takes in what happened within the trial."""
        if event.kind != PHASE:
            return
        if event.point == NOBODY and self._stood:
            self.due_s = min(self.due_s, event.time_s)
        self._stood |= event.point != NOBODY
        if self._before is None and event.point in (DESCENT, LOCKOUT):
            self._before = event.value - (event.point == DESCENT)
        if event.point == LOCKOUT and event.value - (self._before or 0) >= self._repetitions:
            self.due_s = min(self.due_s, event.time_s + STANDING_S)
