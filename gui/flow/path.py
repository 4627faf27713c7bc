"""The steps of a session: which one is current, which are done, skipped, or not needed."""

from collections.abc import Callable

from gui.flow.facts import Drill
from gui.flow.step import Step

NEEDS = {Step.ZERO: "plates", Step.WEIGH: "plates", Step.TOUCH: "dowel"}


class Path:
    """`drill` returns the chosen drill, if any; `entered` is called for each step begun."""

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
        """Marks a step as done, and goes to the next open one."""
        self.done.add(step)
        self.skipped.discard(step)
        self.advance()

    def skip(self) -> None:
        """Skips the current step, and goes to the next open one."""
        self.skipped.add(self.at)
        self.advance()

    def advance(self) -> None:
        """Goes to the first open step before the recording."""
        for step in (Step.PARTICIPANT, Step.PROTOCOL, Step.BOARDS, *NEEDS):
            if self.uses(step) and step not in self.done | self.skipped:
                self.enter(step)
                return
        self.enter(Step.READY)
