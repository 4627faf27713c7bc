"""Questions after a set, if the protocol asks them: how much it hurts, and why it ended early."""

from gui.flow.facts import Drill, Outcome

PAIN, STOP_REASON = "pain", "stop_reason"
MOST_PAIN = 10
ANSWERS = {
    PAIN: tuple(str(score) for score in range(MOST_PAIN + 1)),
    STOP_REASON: ("pain", "tired", "form", "told", "equipment", "other"),
}


class Asking:
    """The questions of one trial, `path`. A skipped question is not repeated."""

    def __init__(self) -> None:
        self.path = ""
        self._drill = Drill("", "")
        self._outcome: Outcome | None = None
        self._settled: set[str] = set()

    def look(self, drill: Drill, outcome: Outcome) -> None:
        """Takes the outcome of the trial, as far as it is known."""
        if outcome.path != self.path:
            self.path, self._drill, self._settled = outcome.path, drill, set()
        self._outcome = outcome

    def settle(self) -> None:
        """Marks the present question as answered or skipped."""
        self._settled.add(self.asked)

    @property
    def asked(self) -> str:
        """The present question, "" if there is none."""
        due = (PAIN, STOP_REASON) if self._ended_early else (PAIN,)
        open_ = (one for one in due if one in self._drill.asks and one not in self._settled)
        return next(open_, "") if self._outcome else ""

    @property
    def _ended_early(self) -> bool:
        """As far as it is known: repetitions are analysed a while after the set."""
        done = self._outcome.repetitions if self._outcome else None
        return done is not None and done < self._drill.repetitions
