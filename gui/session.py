"""The only bridge between the window and the rig: a client of the engine with Qt signals.

It polls on its own timer. Nothing here blocks: a hanging window costs the engine nothing.
"""

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal

from gui import news
from gui.condition import LONGEST_SENTENCE, Message, hung_words, status_of
from gui.engine import EngineLink
from gui.language import text
from gui.scene import Scene
from rig.errors import DeviceError, UsageError
from rig.plain import plain
from rig.stream.calibrating import LOOK as CALIBRATION
from rig.trial.participant import check_participant

FRAME_MS = 32
LISTEN_MS = 8  # a lamp does not wait for the next frame
RETRY_FRAMES = 5
HINT_FRAMES = 8


class Session(QObject):
    """Shows what the engine of a name measures and passes on the user's requests.

    `start_engine` starts one if none runs; it may block.
    """

    picture = pyqtSignal(object)
    contacts = pyqtSignal(object)  # changed between two pictures
    status = pyqtSignal(object)
    said = pyqtSignal(str)
    happened = pyqtSignal(str, str)  # kind of an event, and its point or board
    answered = pyqtSignal(str, str)  # a request of the flow, and why it was refused or ""
    hinted = pyqtSignal(object)  # why each step of a preparation would be refused now
    closed_trial = pyqtSignal(object)
    calibration = pyqtSignal(object)  # state of the calibration under way

    def __init__(self, name: str, start_engine: Callable[[], None]) -> None:
        super().__init__()
        self.scene = Scene()
        self._engine = EngineLink(name, start_engine)
        self._state: Message = {}
        self._hung = ""  # that the engine does not answer, and what to do
        self._frames = 0
        self._contact_changed = False
        self._preparing = self._by_flow = self._calibrating = False
        self._asked: set[str] = set()
        self._kept_with_trials: Message = {}
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
        return bool(self._state.get("recording"))

    def do(self, ask: Message) -> None:
        """Sends a request of the flow to the engine; `answered` emits whether it was done."""
        self._asked.add(ask["do"])
        self._by_flow = self._by_flow or ask["do"] == "record"
        self._ask(**ask)

    def prepare(self, preparing: bool) -> None:
        """Sets whether hints are wanted from now on."""
        self._preparing = preparing

    def follow_calibration(self, following: bool) -> None:
        """Sets whether the state of a calibration is wanted from now on."""
        self._calibrating = following

    # Requests of the user

    def start(self, participant: str = "", protocol: str = "") -> None:
        """Begins a trial; starts an engine first if none is connected."""
        if not self._engine.connected:
            self._engine.begin()
        self._by_flow = False
        self._ask(do="record", participant=participant, protocol=protocol, stop="key")

    def start_engine(self) -> None:
        """Starts an engine again."""
        self._engine.begin()
        self._show_status()
        if self._hung:
            self._say(self._hung)

    def stop(self) -> None:
        """Ends the trial."""
        self._ask(do="stop")

    def mark(self) -> None:
        """Sets a mark now."""
        self._ask(do="mark")

    def recover(self, trial: str) -> None:
        """Recovers an interrupted trial."""
        self._ask(do="recover", trial=trial)

    def keep_with_trials(self, fields: Message) -> None:
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
        if self._frames % HINT_FRAMES == 0:
            self._ask_how_it_stands()
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

    def _ask_how_it_stands(self) -> None:
        for wanted, what in ((self._preparing, "hints"), (self._calibrating, CALIBRATION)):
            if wanted and self._engine.connected:
                self._ask(do=what)

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

    def _take(self, message: Message) -> None:
        if message["say"] == "state":
            self._take_state(message)
        elif message["say"] == "event":
            self._take_event(message)
        elif message["to"] == "hints":
            self.hinted.emit(message.get("hints", {}))
        elif message["to"] == CALIBRATION and "calibration" in message:
            self.calibration.emit(message["calibration"])
        else:
            self._take_answer(message["to"], plain(message.get("why", ""), LONGEST_SENTENCE))

    def _take_answer(self, to: str, why: str) -> None:
        if to in self._asked:
            self._asked.discard(to)
            self.answered.emit(to, why)
        elif why:
            self._say(why)

    def _take_state(self, state: Message) -> None:
        for sentence in news.news_of(self._state, state):
            self._say(sentence)
        if last := news.closed_trial(self._state, state):
            self.closed_trial.emit(last)
            if not self._by_flow:  # the flow shows its result
                self._say(news.saved(last))
        self._tell_gone(state["boards"])
        self._state = state
        self.scene.take_state(state)
        self._show_status()

    def _tell_gone(self, boards: list[Message]) -> None:
        """Reports a board that has disappeared as silent too."""
        for role in news.gone_from(self._state, boards):
            self.happened.emit("link_lost", role)

    def _say(self, sentence: str) -> None:
        """Emits the sentence, sanitised: it contains text from others."""
        self.said.emit(plain(sentence, LONGEST_SENTENCE))

    def _take_event(self, event: Message) -> None:
        self.scene.take_event(event)
        self._contact_changed = self._contact_changed or event["kind"].startswith("contact_")
        self.happened.emit(event["kind"], event["point"] or event["board"])

    def _lose_engine(self) -> None:
        before, self._state = self._state, {}
        self._engine.let_go()
        self.scene.clear()
        self._say(news.ended(before, self._engine.last_words))
        self._show_status()

    def _show_status(self) -> None:
        connected, starting = self._engine.connected, self._engine.starting
        status = status_of(self._state, connected=connected, starting=starting, hung=self._hung)
        self.status.emit(status)

    def _ask(self, **command: Any) -> None:
        if not self._engine.connected:
            starting = self._engine.starting
            none = text("session.not_yet" if starting else "session.not_running")
            self.said.emit(self._hung or none)
            return
        kept = self._kept_with_trials if command["do"] == "record" else {}
        try:
            self._engine.ask(**command, **kept)
        except DeviceError:
            self._lose_engine()


def refusal_of(participant: str) -> str:
    """Why a participant is refused, in words; "" for a pseudonym."""
    try:
        check_participant(participant)
    except UsageError as error:
        return text("session.refused", why=error)
    return ""
