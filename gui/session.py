"""The only bridge between the window and the rig: a client of the engine with Qt signals.

It polls on its own timer. Nothing here blocks: a hanging window costs the engine nothing.
"""

from collections.abc import Callable

from msgspec import structs
from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal

from gui import news
from gui.condition import LONGEST_SENTENCE, hung_words, status_of
from gui.engine import EngineLink
from gui.language import said, text
from gui.scene import Scene
from rig.errors import DeviceError, UsageError
from rig.plain import plain
from rig.stream.api import (
    AnyCommand,
    Decided,
    Mark,
    Quantity,
    Record,
    Recover,
    Reply,
    State,
    Stop,
    Told,
    View,
)
from rig.stream.triggers import Trigger
from rig.trial.event import CONTACT_OFF, CONTACT_ON, Event
from rig.trial.participant import check_participant

FRAME_MS = 32
LISTEN_MS = 8  # a lamp does not wait for the next frame
RETRY_FRAMES = 5


class Session(QObject):
    """Shows what the engine of a name measures and passes on the user's requests.

    `start_engine` starts one if none runs; it may block.
    """

    picture = pyqtSignal(object)
    contacts = pyqtSignal(object)  # changed between two pictures
    status = pyqtSignal(object)
    said = pyqtSignal(str)
    happened = pyqtSignal(str, str)  # kind of an event, and its point or board
    answered = pyqtSignal(object, str)  # a command of the flow, and why it was refused or ""
    closed_trial = pyqtSignal(object)
    calibrating = pyqtSignal(object)  # state of the calibration under way

    def __init__(self, name: str, start_engine: Callable[[], None]) -> None:
        super().__init__()
        self.scene = Scene()
        self._engine = EngineLink(name, start_engine)
        self._state: State | None = None
        self._hung = ""  # that the engine does not answer, and what to do
        self._frames = 0
        self._contact_changed = False
        self._by_flow = self._calibrates = False
        self._quantity: Quantity | None = None
        self._viewed: Quantity | None = None  # what the engine knows of it
        self._asked: dict[int, AnyCommand] = {}
        self._kept_with_trials: dict[str, float | None] = {}
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.PreciseTimer)
        self._timer.timeout.connect(self.look)
        self._ear = QTimer(self)
        self._ear.setTimerType(Qt.PreciseTimer)
        self._ear.timeout.connect(self.listen)

    def open(self) -> None:
        """Begins to poll, and starts an engine if none runs."""
        self._engine.begin()
        self._timer.start(FRAME_MS)
        self._ear.start(LISTEN_MS)

    def close(self) -> None:
        """Disconnects; the engine continues while it records."""
        self._timer.stop()
        self._ear.stop()
        self.scene.clear()
        self._engine.close()

    @property
    def recording(self) -> bool:
        """Whether a trial is being recorded or waits for its trigger."""
        return self._state is not None and self._state.trial is not None

    def do(self, command: AnyCommand) -> None:
        """Sends a command of the flow to the engine; `answered` emits whether it was done."""
        self._by_flow = self._by_flow or isinstance(command, Record)
        if number := self._ask(command):
            self._asked[number] = command

    def view(self, quantity: Quantity | None) -> None:
        """Sets the quantity whose readiness is shown from now on."""
        self._quantity = quantity

    def view_calibration(self, is_open: bool) -> None:
        """Sets whether the state of a calibration is shown from now on, before any quantity."""
        self._calibrates = is_open

    # Requests of the user

    def start(self, participant: str = "", protocol: str = "") -> None:
        """Begins a trial; starts an engine first if none is connected."""
        if not self._engine.connected:
            self._engine.begin()
        self._by_flow = False
        self._ask(Record(participant, protocol, stop=Trigger.KEY))

    def start_engine(self) -> None:
        """Starts an engine again."""
        self._engine.begin()
        self._show_status()
        if self._hung:
            self._say(self._hung)

    def stop(self) -> None:
        """Ends the trial."""
        self._ask(Stop())

    def mark(self) -> None:
        """Sets a mark now."""
        self._ask(Mark())

    def recover(self, trial: str) -> None:
        """Recovers an interrupted trial."""
        self._ask(Recover(trial))

    def keep_with_trials(self, fields: dict[str, float | None]) -> None:
        """Stores these fields with every later trial, in place of those given before."""
        self._kept_with_trials = fields

    # Frame by frame

    def look(self) -> None:
        """One frame: takes the engine's messages and draws its measurements."""
        self._frames += 1
        if not self._engine.connected and self._frames % RETRY_FRAMES == 1:
            self._connect()
        self._hear()
        self._look_whether_it_hangs()
        self._view()
        self._draw()

    def listen(self) -> None:
        """Between two frames: shows a change of contact immediately."""
        self._hear()
        if self._contact_changed:
            self._contact_changed = False
            self.contacts.emit(self.scene.contacts())

    def _draw(self) -> None:
        self._contact_changed = False
        self.picture.emit(self.scene.picture())

    def _view(self) -> None:
        """Tells the engine what is viewed, when it has changed."""
        quantity = Quantity.MASS if self._calibrates else self._quantity
        if self._engine.connected and quantity is not self._viewed and self._ask(View(quantity)):
            self._viewed = quantity

    def _connect(self) -> None:
        if problem := self._engine.connect():
            self._say(problem)
        if not self._engine.connected:
            self._show_status()

    def _look_whether_it_hangs(self) -> None:
        before, hangs = self._hung, self._engine.hung
        if hangs != bool(before):
            self._hung = hung_words(self._engine.process) if hangs else ""
            self._show_status()
            if hangs:
                self._say(self._hung)

    def _hear(self) -> None:
        try:
            for message in self._engine.messages():
                self._take(message)
        except DeviceError:
            self._lose_engine()

    def _take(self, message: Told) -> None:
        if isinstance(message, State):
            self._take_state(message)
        elif isinstance(message, Decided):
            self._take_event(message.event)
        else:
            self._take_reply(message)

    def _take_reply(self, reply: Reply) -> None:
        why = plain(said(reply.refused), LONGEST_SENTENCE) if reply.refused else ""
        if command := self._asked.pop(reply.number, None):
            self.answered.emit(command, why)
        elif why:
            self._say(why)

    def _take_state(self, state: State) -> None:
        for sentence in news.news_of(self._state, state):
            self._say(sentence)
        if last := news.closed_trial(self._state, state):
            self.closed_trial.emit(last)
            if not self._by_flow:  # the flow shows its result
                self._say(news.saved(last))
        for role in news.gone_from(self._state, state):  # a missing board is silent, too
            self.happened.emit("link_lost", role)
        self._state = state
        self.scene.take_state(state)
        if state.calibrating:
            self.calibrating.emit(state.calibrating)
        self._show_status()

    def _say(self, sentence: str) -> None:
        """Emits the sentence, sanitised: it contains text from others."""
        self.said.emit(plain(sentence, LONGEST_SENTENCE))

    def _take_event(self, event: Event) -> None:
        self.scene.take_event(event)
        self._contact_changed = self._contact_changed or event.kind in (CONTACT_ON, CONTACT_OFF)
        self.happened.emit(event.kind, event.point or event.board)

    def _lose_engine(self) -> None:
        before, self._state, self._viewed = self._state, None, None
        asked, self._asked = self._asked, {}
        self._engine.let_go()
        self.scene.clear()
        self._say(news.ended(before, self._engine.last_words))
        for command in asked.values():  # their replies will never come
            self.answered.emit(command, text("session.ended"))
        self._show_status()

    def _show_status(self) -> None:
        connected, starting = self._engine.connected, self._engine.starting
        status = status_of(self._state, connected=connected, starting=starting, hung=self._hung)
        self.status.emit(status)

    def _ask(self, command: AnyCommand) -> int:
        """The number of its reply; 0 if it was not sent."""
        if not self._engine.connected:
            starting = self._engine.starting
            none = text("session.not_yet" if starting else "session.not_running")
            self.said.emit(self._hung or none)
            return 0
        if isinstance(command, Record):
            command = structs.replace(command, **self._kept_with_trials)
        try:
            return self._engine.ask(command)
        except DeviceError:
            self._lose_engine()
            return 0


def refusal_of(participant: str) -> str:
    """Why a participant is refused, in words; "" for a pseudonym."""
    try:
        check_participant(participant)
    except UsageError as error:
        return text("session.refused", why=error)
    return ""
