"""Leads the coach through the flow: feeds it the session's data, emits what the flow asks for."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime

from PyQt5.QtCore import QObject, pyqtSignal

from gui.flow.acts import act
from gui.flow.facts import Drill, Facts, Kept, Outcome
from gui.flow.flow import Ask, Flow
from gui.flow.memory import Memory
from gui.flow.pages import picture_of
from gui.flow.step import Step
from gui.picture import Picture, Status
from gui.tasks import Remember, WorkOut
from rig.stream.api import EndedTrial

SILENT_S = 0.5


class Coach(QObject):
    """One flow while the window is open.

    `asked` emits what the rig is to do, `preparing` the quantity that the present step captures, or
    None.
    """

    changed = pyqtSignal(object)
    asked = pyqtSignal(object)
    preparing = pyqtSignal(object)
    tempo = pyqtSignal(object)  # to beat now, or None

    def __init__(
        self, drills: Mapping[str, Drill], now_s: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.flow = Flow(drills)
        self._now_s = now_s
        self._status: Status | None = None
        self._picture: Picture | None = None
        self._shown: object = None
        self._remembered: Memory | None = None

    def act(self, name: str, value: str = "") -> None:
        """Performs the action of a choice, a key or a field."""
        act(self.flow, name, value)
        self._go_on()

    def take_status(self, status: Status) -> None:
        """Takes the state of boards and recording; the next look of the flow uses it."""
        self._status = status

    def take_picture(self, picture: Picture) -> None:
        """Takes the moving data: the flow is evaluated once for each picture."""
        self._picture = picture
        self.flow.look(self._facts())
        self._go_on()

    def take_answer(self, to: object, why: str) -> None:
        """Takes that a request was done or refused; ignores those of other pages."""
        if isinstance(to, Ask):
            self.flow.answered(to, why)
            self._go_on()

    def learn_drills(self, drills: Mapping[str, Drill]) -> None:
        """Takes the protocols after a change."""
        self.flow.learn_drills(drills)
        self._go_on()

    def recall(self, memory: Memory) -> None:
        """Restores the position of a session of today."""
        self.flow.recall(memory)
        self._go_on()

    def take_kept(self, kept: Kept) -> None:
        """Takes the stored records of the participant."""
        self.flow.learn(kept)
        self._go_on()

    def take_outcome(self, outcome: Outcome) -> None:
        """Takes the outcome of the trial."""
        self.flow.saved(outcome)
        self._go_on()

    def take_last(self, last: EndedTrial) -> None:
        """Takes a closed trial, and requests its outcome, which is not analysed yet."""
        self.flow.saved(Outcome(last.path, last.verdict or "not valid", tuple(last.reasons)))
        self.asked.emit(WorkOut(last.path))
        self._go_on()

    def _facts(self) -> Facts:
        status, picture = self._status, self._picture
        links = status.links if status and status.connected else ()
        recording = status.recording if status else None
        balance = picture.balance if picture else None
        return Facts(
            self._now_s(),
            roles=frozenset(link.role for link in links if link.silent_s < SILENT_S),
            serials={link.role: link.serial for link in links},
            connection=status.connection if status else 0,
            load_n=balance.load_n if balance else (),
            in_contact={one.point: one.on for one in (picture.contacts if picture else ())},
            readiness=status.readiness if status else None,
            recording=recording is not None,
            begun=bool(recording and recording.begun),
            repetitions=recording.repetitions if recording else 0,
            trouble=status.trouble if status else "",
        )

    def _go_on(self) -> None:
        while self.flow.asks:
            self.asked.emit(self.flow.asks.popleft())
        self.preparing.emit(self.flow.preparing)
        moving = self.flow.drill if self.flow.at is Step.RECORD and self.flow.facts.begun else None
        self.tempo.emit(moving.tempo_s if moving else None)
        self._remember()
        shown = picture_of(self.flow)
        if shown != self._shown:
            self._shown = shown
            self.changed.emit(shown)

    def _remember(self) -> None:
        memory = self.flow.memory(f"{datetime.now():%Y-%m-%d}")
        if memory.participant and memory != self._remembered:
            self._remembered = memory
            self.asked.emit(Remember(memory))
