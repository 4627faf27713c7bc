"""The only bridge between the window and the rig: a client of the engine that speaks in signals.

It pulls on its own timer. Nothing here waits: a window that hangs costs the engine nothing.
"""

import threading
from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QObject, Qt, QTimer, pyqtSignal

from gui.counting import Tempo
from gui.language import named, text
from gui.scene import LONGEST_SENTENCE, STRIP_S, Message, Scene, status_of
from rig.errors import DeviceError, RigError, UsageError
from rig.plain import plain
from rig.stream.calibrating import LOOK as CALIBRATION
from rig.stream.door import EngineClient
from rig.stream.runfolder import Place
from rig.trial.participant import check_participant

FRAME_MS = 30
LISTEN_MS = 8  # a lamp does not wait for the next frame
RETRY_FRAMES = 5
HINT_FRAMES = 8


class Session(QObject):
    """Shows what the engine of a name measures and passes on what the user wants.

    `start_engine` has one run if there is none; it may take its time.
    """

    picture = pyqtSignal(object)
    contacts = pyqtSignal(object)  # changed between two pictures
    status = pyqtSignal(object)
    said = pyqtSignal(str)
    happened = pyqtSignal(str, str)  # kind of an event, and its point or board
    answered = pyqtSignal(str, str)  # what the flow asked for, and why it was refused or ""
    hinted = pyqtSignal(object)  # why each step of a preparation would be refused now
    closed_trial = pyqtSignal(object)
    calibration = pyqtSignal(object)  # how the one that is under way stands

    def __init__(self, name: str, start_engine: Callable[[], None]) -> None:
        super().__init__()
        self._place = Place(name)
        self._start_engine = start_engine
        self._starter: threading.Thread | None = None
        self._start_problem = ""
        self._client: EngineClient | None = None
        self._state: Message = {}
        self._scene = Scene()
        self._looked_back_s: float | None = None
        self._span_s = STRIP_S
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
        """Begins to look, and has an engine run if there is none."""
        self._begin_engine()
        self._timer.start(FRAME_MS)
        self._ear.start(LISTEN_MS)

    def close(self) -> None:
        """Leaves; the engine goes on as long as it records."""
        self._timer.stop()
        self._ear.stop()
        self._scene.clear()
        if self._client:
            self._client.close()
            self._client = None
        if self._starter:
            self._starter.join()

    @property
    def recording(self) -> bool:
        """Whether a trial is being recorded or waits for its trigger."""
        return bool(self._state.get("recording"))

    def do(self, ask: Message) -> None:
        """Has the engine do what the flow asks; `answered` says whether it was done."""
        self._asked.add(ask["do"])
        self._by_flow = self._by_flow or ask["do"] == "record"
        self._ask(**ask)

    def prepare(self, preparing: bool) -> None:
        """Whether hints are wanted from now on."""
        self._preparing = preparing

    def follow_calibration(self, following: bool) -> None:
        """Whether it is wanted from now on how a calibration stands."""
        self._calibrating = following

    # What the user wants

    def start(self, participant: str = "", protocol: str = "") -> None:
        """Begins a trial, or what would let one begin."""
        if self._client is None:
            self._begin_engine()
        self._by_flow = False
        self._ask(do="record", participant=participant, protocol=protocol, stop="key")

    def stop(self) -> None:
        """Ends the trial."""
        self._ask(do="stop")

    def mark(self) -> None:
        """Sets a mark now."""
        self._ask(do="mark")

    def recover(self, trial: str) -> None:
        """Has a trial recovered that was interrupted."""
        self._ask(do="recover", trial=trial)

    def keep_with_trials(self, fields: Message) -> None:
        """Every later trial keeps these fields, and no others that were kept before."""
        self._kept_with_trials = fields

    def look_back(self, end_s: float | None) -> None:
        """Has the strip charts show what ended at a time; None: what happens now."""
        self._looked_back_s = end_s

    def zoom(self, span_s: float) -> None:
        """Has the strip charts show so many seconds."""
        self._span_s = span_s

    def expect(self, repetitions: int | None, tempo_s: Tempo | None) -> None:
        """Says how many repetitions are wanted and how fast; what is new is counted anew."""
        self._scene.counting.expect(repetitions, tempo_s)

    # One frame after another

    def look(self) -> None:
        """One frame: hears what the engine says and draws what it measures."""
        self._frames += 1
        if self._client is None and self._frames % RETRY_FRAMES == 1:
            self._connect()
        self._hear()
        if self._frames % HINT_FRAMES == 0:
            self._ask_how_it_stands()
        self._draw()

    def listen(self) -> None:
        """Between two frames: what happens to a contact is shown at once."""
        self._hear()
        if self._contact_changed:
            self._contact_changed = False
            self.contacts.emit(self._scene.contacts())

    def _draw(self) -> None:
        self._contact_changed = False
        self.picture.emit(self._scene.picture(self._looked_back_s, span_s=self._span_s))

    def _ask_how_it_stands(self) -> None:
        for wanted, what in ((self._preparing, "hints"), (self._calibrating, CALIBRATION)):
            if wanted and self._client:
                self._ask(do=what)

    def _connect(self) -> None:
        try:
            self._client = EngineClient(self._place)
        except DeviceError:
            if self._start_problem:
                self._say(self._start_problem)
                self._start_problem = ""
            self._show_status()

    def _hear(self) -> None:
        if self._client is None:
            return
        try:
            for message in self._client.messages():
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
        if self._state and state["trouble"] and state["trouble"] != self._state.get("trouble"):
            self._say(state["trouble"])
        if state["last"] and state["last"] != self._state.get("last"):
            self._say_saved(state["last"])
        if state["recovered"] and state["recovered"] != self._state.get("recovered"):
            self._say_recovered(state["recovered"])
        self._tell_gone(state["boards"])
        self._warn(state["recording"])
        self._state = state
        self._scene.take_state(state)
        self._show_status()

    def _tell_gone(self, boards: list[Message]) -> None:
        """A board that is there no longer has fallen silent, too."""
        gone = {b["role"] for b in self._state.get("boards", [])} - {b["role"] for b in boards}
        for role in gone:
            self.happened.emit("link_lost", role)

    def _warn(self, recording: Message | None) -> None:
        """Once a trial."""
        before = self._state.get("recording")
        if recording and recording["warning"] and not (before and before["warning"]):
            self._say(recording["warning"])

    def _say_saved(self, last: Message) -> None:
        if self._state:  # what was saved before the window came is no news
            self.closed_trial.emit(last)
            if not self._by_flow:  # its result is shown there
                self._say(text("session.saved", path=last["path"], verdict=_verdict(last)))

    def _say_recovered(self, recovered: Message) -> None:
        if not self._state:
            return
        if recovered["problem"]:
            why = {"trial": recovered["trial"], "problem": recovered["problem"]}
            self._say(text("session.not_recovered", **why))
        else:
            path, verdict = recovered["path"], _verdict(recovered)
            self._say(text("session.recovered", path=path, verdict=verdict))

    def _say(self, sentence: str) -> None:
        """What others wrote is in it: it is made harmless."""
        self.said.emit(plain(sentence, LONGEST_SENTENCE))

    def _take_event(self, event: Message) -> None:
        self._scene.take_event(event)
        self._contact_changed = self._contact_changed or event["kind"].startswith("contact_")
        self.happened.emit(event["kind"], event["point"] or event["board"])

    def _lose_engine(self) -> None:
        recording = self._state.get("recording")
        saved = [text("session.kept", path=recording["path"])] if recording else []
        if self._client:
            self._client.close()
        self._client = None
        self._state = {}
        self._scene.clear()
        self._say(" ".join([text("session.ended"), *saved, text("session.begin")]))
        self._show_status()

    def _show_status(self) -> None:
        self.status.emit(status_of(self._state, connected=self._client is not None))

    # Ends

    def _ask(self, **command: Any) -> None:
        if self._client is None:
            self.said.emit(text("session.not_yet"))
            return
        kept = self._kept_with_trials if command["do"] == "record" else {}
        try:
            self._client.ask(**command, **kept)
        except DeviceError:
            self._lose_engine()

    def _begin_engine(self) -> None:
        if self._starter is None or not self._starter.is_alive():
            self._starter = threading.Thread(target=self._try_to_start, daemon=True)
            self._starter.start()

    def _try_to_start(self) -> None:
        try:
            self._start_engine()
        except RigError as error:
            self._start_problem = str(error)


def refusal_of(participant: str) -> str:
    """Why a participant is refused, in words; "" for a pseudonym."""
    try:
        check_participant(participant)
    except UsageError as error:
        return text("session.refused", why=error)
    return ""


def _verdict(trial: Message) -> str:
    verdict, why = named(trial["verdict"]), "; ".join(trial["reasons"])
    return text("session.verdict_why" if why else "session.verdict", verdict=verdict, why=why)
