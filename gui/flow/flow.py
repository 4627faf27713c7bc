"""Leads through a session from step to step.

Its inputs are the state of the rig and the coach's actions (`acts`); its output is the queue of
what to do next.
"""

from collections import deque
from collections.abc import Mapping

from gui.flow.asking import Asking
from gui.flow.check import SensorCheck
from gui.flow.facts import Drill, Facts, Kept, Outcome
from gui.flow.gate import Gate
from gui.flow.memory import MOST_PEOPLE, Memory
from gui.flow.path import NEEDS, Path
from gui.flow.step import Step
from gui.language import text
from gui.sure import Sure
from gui.tasks import FlowTask, LookUpPerson, WorkOut, WriteReport
from rig.stream.api import Mark, Quantity, Record, Release, Stop, Take
from rig.stream.triggers import Trigger

Ask = Take | Release | Record | Stop | Mark | FlowTask

PREPARED_BY = {
    Quantity.ZERO: Step.ZERO,
    Quantity.WEIGHT: Step.WEIGH,
    Quantity.TOUCHED: Step.TOUCH,
}


class Flow:
    """The state of a session.

    `asks` is what the rig is to do next, oldest first. Nothing here blocks, and every step can be
    left and resumed.
    """

    def __init__(self, drills: Mapping[str, Drill]) -> None:
        self.path = Path(lambda: self.drill, self._entered)
        self.participant = self.assessor = ""
        self.kept = Kept()
        self.drills = drills
        self.drill: Drill | None = None
        self.looked_at = ""  # the drill selected in the list, before one is chosen
        self.today: list[str] = []
        self.names: Mapping[str, str] = {}  # only the coach sees these
        self.set_number = 1
        self.outcome: Outcome | None = None
        self.sure = Sure()
        self.rest_until_s = 0.0
        self.armed: Quantity | None = None  # what the engine takes as soon as it can
        self.untouched = self.halted = False
        self.met = False  # whether the participant's stored records are known
        self.notice, self.loud = "", False
        self.before: Memory | None = None  # an earlier session, which can be continued
        self.facts = Facts(0.0)
        self._boards: Mapping[str, str] = {}  # serials of the last board of each role
        self.gate, self.check, self.asking = Gate(), SensorCheck(), Asking()
        self.asks: deque[Ask] = deque()

    # Inputs from the rig

    def look(self, facts: Facts) -> None:
        """Takes the present state of the rig; advances automatically where possible."""
        was_recording, self.facts = self.facts.recording, facts
        self._forget_check_of_other_boards()
        self._begin_with_other_boards()
        if was_recording and not facts.recording and self.at is Step.RECORD:
            self.path.at = Step.RESULT
        if self.at is Step.BOARDS:
            self._look_at_boards()
        elif self.at is Step.READY:
            self._look_at_gate()

    def answered(self, to: Ask, why: str = "") -> None:
        """Takes that a request was done, or refused: then `why` is in words what was wrong."""
        match to:
            case Take(quantity):
                self._captured(quantity, why)
            case WriteReport() if not why:
                self.notice = text("result.reported")
            case Record() if not why:
                self.outcome = None
                self.path.at = Step.RECORD
            case _ if why:
                self.notice, self.loud = why, True
                self.halted = self.halted or isinstance(to, Record)

    def _captured(self, quantity: Quantity, why: str) -> None:
        if quantity is not self.armed:
            return  # it was released
        self.armed = None
        if why:
            self.notice, self.loud = why, True
        elif quantity is Quantity.UNTOUCHED:
            self.untouched = True
        else:
            self.path.finish(PREPARED_BY[quantity])
        if quantity is Quantity.ZERO and not why and self.outcome:  # the zero after of that trial
            self.asks.append(WorkOut(self.outcome.path))

    def saved(self, outcome: Outcome) -> None:
        """Takes the closed trial of this set, or more about the one shown."""
        known = self.outcome is not None and self.outcome.path == outcome.path
        if known or (self.at in (Step.RECORD, Step.RESULT) and outcome.repetitions is None):
            self.outcome = outcome
            if self.drill:
                self.asking.look(self.drill, outcome)
        if self.at is Step.RECORD and not known and outcome.repetitions is None:
            self.path.at = Step.RESULT

    def learn(self, kept: Kept) -> None:
        """Takes the participant's stored records; advances if they have consented."""
        self.kept = kept
        self.met = True
        for step, boards in ((Step.WEIGH, kept.weighed_on), (Step.TOUCH, kept.touched_on)):
            known = self._boards.get(NEEDS[step]) in boards
            (self.path.done.add if known else self.path.done.discard)(step)
        if self.at is Step.PARTICIPANT and kept.consent_version:
            self.path.finish(Step.PARTICIPANT)

    def recall(self, memory: Memory) -> None:
        """Offers to continue an earlier session of today."""
        self.today = list(memory.today)
        self.before = memory if memory.participant and memory.drill in self.drills else None

    def learn_drills(self, drills: Mapping[str, Drill]) -> None:
        """Takes changed protocols; a set being recorded keeps its own."""
        self.drills = drills
        if self.drill and self.at is not Step.RECORD:
            self.drill = drills.get(self.drill.name, self.drill)

    def memory(self, day: str) -> Memory:
        """The present position, to be stored."""
        drill = self.drill.name if self.drill else ""
        today = tuple(self.today[:MOST_PEOPLE])
        return Memory(day, self.participant, drill, self.set_number, today)

    # Used by the coach's actions

    def take(self) -> None:
        """Requests what the current step captures; the engine takes it as soon as it can."""
        if self.preparing and not self.armed:
            self.armed = self.preparing
            self.asks.append(Take(self.armed, self.participant, self.assessor))

    @property
    def asked_now(self) -> str:
        """The question to ask about the finished set; "" if none."""
        return self.asking.asked if self.at is Step.RESULT and self.outcome else ""

    def doubts(self, name: str) -> bool:
        """Whether it was requested once, and another request would perform it."""
        return self.sure.doubts(name, self.facts.now_s)

    # From step to step

    @property
    def at(self) -> Step:
        """The current step."""
        return self.path.at

    def _entered(self, step: Step) -> None:
        self.looked_at = ""
        self.halted = False
        if self.armed:
            self.armed = None
            self.asks.append(Release())
        self.gate.close()
        if step is Step.TOUCH:
            self.untouched = False

    def _forget_check_of_other_boards(self) -> None:
        """Boards connected again are checked again: they may be others."""
        if self.facts.recording or self.facts.connection == self.check.connection:
            return
        if Step.BOARDS in self.path.done and self.facts.roles:
            self.path.done.discard(Step.BOARDS)
            if self.at is Step.READY:
                self.path.advance()

    def _begin_with_other_boards(self) -> None:
        """Levels belong to one dowel, zero and weight to one pair of plates; a cable that was
        unplugged changes nothing."""
        boards = {**self._boards, **self.facts.serials}
        if self.facts.recording or boards == self._boards:
            return
        if boards.get("plates") != self._boards.get("plates"):
            self.path.done.discard(Step.ZERO)
        self._boards = boards
        if self.met:
            self.asks.append(LookUpPerson(self.participant))

    def _look_at_boards(self) -> None:
        sensors = self.drill.sensors if self.drill else frozenset({"plates", "dowel"})
        if sensors - self.facts.roles:
            return
        self.check.begin(self.facts.connection, sensors)
        self.check.look(self.facts)
        if not self.check.asked:
            self.path.finish(Step.BOARDS)

    @property
    def preparing(self) -> Quantity | None:
        """What the current step captures; None if it captures nothing."""
        if self.at is Step.TOUCH:
            return Quantity.TOUCHED if self.untouched else Quantity.UNTOUCHED
        return {Step.ZERO: Quantity.ZERO, Step.WEIGH: Quantity.WEIGHT}.get(self.at)

    def _look_at_gate(self) -> None:
        resting = self.facts.now_s < self.rest_until_s
        if self.drill is None or self.halted or resting or self.kept.withdrawn_on:
            self.gate.close()
            return
        self.gate.look(self.facts, self.drill.sensors)
        if self.gate.left_s(self.facts.now_s) == 0.0:
            self.record()

    def record(self) -> None:
        """Requests a recording, if the participant may be recorded."""
        if self.drill is None or not self.participant or self.kept.withdrawn_on:
            return
        self.halted = True  # until the answer, nothing is requested again
        participant, drill = self.participant, self.drill
        self.asks.append(
            Record(participant, drill.name, stop=Trigger.KEY, repetitions=drill.repetitions)
        )
