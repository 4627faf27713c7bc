"""The steps of a session: which one is at hand, which are done, left out, or not needed."""

from collections.abc import Callable

from gui.flow.facts import Drill
from gui.flow.step import Step

NEEDS = {Step.ZERO: "plates", Step.WEIGH: "plates", Step.TOUCH: "dowel"}


class Path:
    """`drill` says which one is done, if it is known; `entered` is told of each step begun."""

    def __init__(self, drill: Callable[[], Drill | None], entered: Callable[[Step], None]) -> None:
        self.at = Step.PARTICIPANT
        self.done: set[Step] = set()
        self.skipped: set[Step] = set()
        self._drill, self._entered = drill, entered

    def uses(self, step: Step) -> bool:
        """Whether the drill needs a step."""
        needed, drill = NEEDS.get(step), self._drill()
        return needed is None or drill is None or needed in drill.sensors

    def enter(self, step: Step) -> None:
        """Goes to a step, whatever is open."""
        self.at = step
        self._entered(step)

    def finish(self, step: Step) -> None:
        """A step is done: on to what is open."""
        self.done.add(step)
        self.skipped.discard(step)
        self.advance()

    def skip(self) -> None:
        """The step at hand is left out: on to what is open."""
        self.skipped.add(self.at)
        self.advance()

    def advance(self) -> None:
        """To the first step before the recording that is still open."""
        for step in (Step.PARTICIPANT, Step.PROTOCOL, Step.BOARDS, *NEEDS):
            if self.uses(step) and step not in self.done | self.skipped:
                self.enter(step)
                return
        self.enter(Step.READY)
