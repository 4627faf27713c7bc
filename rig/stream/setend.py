"""When a set is over: after its repetitions, or when the person steps off the plates."""

import math

from rig.measure.phase import DESCENT, LOCKOUT
from rig.measure.repetition.live import NOBODY
from rig.trial.event import PHASE, Event

STANDING_S = 2.0  # after the last one: the whole set is measured against that stillness


class SetEnd:
    """Follows the live phases of a trial: `count` of its repetitions are over. `due_s` is when it
    ends on the host's clock, infinite until known, and always if no repetitions were set."""

    def __init__(self, repetitions: int | None) -> None:
        self.due_s = math.inf
        self.count = 0
        self._repetitions = repetitions
        self._before: float | None = None  # repetitions that were complete when it began

    def hear(self, event: Event) -> None:
        """Processes an event within the trial."""
        if event.kind == PHASE:
            self._count(event)
            if self._repetitions is not None:
                self._judge(event, self._repetitions)

    def _count(self, event: Event) -> None:
        if self._before is None and event.point in (DESCENT, LOCKOUT):
            self._before = event.value - (event.point == DESCENT)
        if event.point == LOCKOUT:
            self.count = int(event.value - (self._before or 0))

    def _judge(self, event: Event, repetitions: int) -> None:
        if event.point == NOBODY:  # sent only after a person was there
            self.due_s = min(self.due_s, event.time_s)
        if event.point == LOCKOUT and self.count >= repetitions:
            self.due_s = min(self.due_s, event.time_s + STANDING_S)
