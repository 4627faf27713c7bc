"""What the person is asked after a set, where the protocol says so: how much it hurts, and why the
set ended early."""

from gui.flow.facts import Drill, Outcome

PAIN, STOP_REASON = "pain", "stop_reason"
MOST_PAIN = 10
ANSWERS = {
    PAIN: tuple(str(score) for score in range(MOST_PAIN + 1)),
    STOP_REASON: ("pain", "tired", "form", "told", "equipment", "other"),
}


class Asking:
    """Of one trial, `path`. A question that was let be does not come again."""

    def __init__(self) -> None:
        self.path = ""
        self._drill = Drill("", "")
        self._outcome: Outcome | None = None
        self._settled: set[str] = set()

    def look(self, drill: Drill, outcome: Outcome) -> None:
        """Takes in how the trial came out, as far as it is known."""
        if outcome.path != self.path:
            self.path, self._drill, self._settled = outcome.path, drill, set()
        self._outcome = outcome

    def settle(self) -> None:
        """The question at hand was answered, or let be."""
        self._settled.add(self.asked)

    @property
    def asked(self) -> str:
        """The question at hand, "" when there is none."""
        due = (PAIN, STOP_REASON) if self._ended_early else (PAIN,)
        open_ = (one for one in due if one in self._drill.asks and one not in self._settled)
        return next(open_, "") if self._outcome else ""

    @property
    def _ended_early(self) -> bool:
        """As far as it is known: repetitions are worked out a while after the set."""
        done = self._outcome.repetitions if self._outcome else None
        return done is not None and done < self._drill.repetitions
