"""The engine's door: commands come in, events and states go out, on this computer and to its
owner only.

Messages are JSON objects. Whoever comes in gets every event at once and a state each 0.1 s. A
visitor that does not read misses some and holds up nobody: each has threads of its own.
"""

import json
import queue
import secrets
import sys
import threading
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, Protocol

from rig.device.hosttime import HostTime
from rig.errors import DeviceError, RigError
from rig.stream.acquisition import ToldQueue
from rig.stream.runfolder import Place
from rig.trial.event import Event
from rig.trial.private import keep_private

STATE_EACH_S = 0.1
LOOK_EACH_S = 0.02
ACCEPT_BACKLOG = 8
LONGEST_MESSAGE = 1 << 20
KEY_BYTES = 32

Message = dict[str, Any]


class House(Protocol):
    """What a door leads to."""

    def listen(self) -> ToldQueue:
        """Events from now on."""

    def forget(self, told: ToldQueue) -> None:
        """The end of `listen`."""

    def obey(self, command: Message) -> Message:
        """Does a command; what is to be answered. Raises RigError for what it refuses."""

    def state(self) -> Message:
        """How it stands."""


class Door:
    """Lets visitors in until it is closed."""

    def __init__(self, place: Place, house: House, host_time: HostTime) -> None:
        self._host_time = host_time
        self._place = place
        self._key = secrets.token_bytes(KEY_BYTES)
        self._house = house
        self._visitors: set[_Visitor] = set()
        self._closing = threading.Event()
        self._listener = Listener(place.address, authkey=self._key, backlog=ACCEPT_BACKLOG)
        if sys.platform != "win32":  # a socket file; there it is no file
            keep_private(Path(place.address))
        self._thread = threading.Thread(target=self._let_in, name="door", daemon=True)
        self._thread.start()
        place.lay_out_key(self._key)

    @property
    def visitors(self) -> int:
        """How many are in."""
        return sum(visitor.is_in for visitor in list(self._visitors))

    def close(self) -> None:
        """Shows everyone out; who comes then waits for the next engine."""
        self._place.take_key_away()
        self._closing.set()
        with suppress(OSError, EOFError, AuthenticationError):  # wakes the thread that waits
            Client(self._place.address, authkey=self._key).close()
        self._thread.join(5.0)
        self._listener.close()
        for visitor in list(self._visitors):
            visitor.show_out()

    def _let_in(self) -> None:
        while not self._closing.is_set():
            try:
                connection = self._listener.accept()
            except (OSError, EOFError, AuthenticationError):  # went away, or had no key
                continue
            if self._closing.is_set():
                connection.close()
            else:
                self._visitors = {visitor for visitor in self._visitors if visitor.is_in}
                self._visitors.add(_Visitor(connection, self._house, self._host_time))


class _Visitor:
    """One that came in: a thread that hears, and one that tells."""

    def __init__(self, connection: Connection, house: House, host_time: HostTime) -> None:
        self._host_time = host_time
        self._connection = connection
        self._house = house
        self._told = house.listen()
        self._answers: queue.Queue[Message] = queue.Queue(100)
        self._leaving = threading.Event()
        self._threads = [
            threading.Thread(target=target, name=target.__name__, daemon=True)
            for target in (self._hear, self._tell)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_in(self) -> bool:
        return not self._leaving.is_set()

    def show_out(self) -> None:
        self._leaving.set()
        with suppress(OSError):
            self._connection.close()
        for thread in self._threads:
            thread.join(1.0)

    def _hear(self) -> None:
        with suppress(OSError, EOFError, TypeError):  # gone, or closed under our hands
            while self.is_in:
                if self._connection.poll(STATE_EACH_S):
                    self._answers.put(self._answer(self._connection.recv_bytes(LONGEST_MESSAGE)))
        self._leaving.set()

    def _answer(self, said: bytes) -> Message:
        asked = ""
        try:
            command = json.loads(said)
            asked = str(command.get("do"))
            return {"say": "done", "to": asked, **self._house.obey(command)}
        except RigError as error:
            return {"say": "refused", "to": asked, "why": str(error)}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            why = f"expected a command, got {said[:40]!r}: {error!r}"
            return {"say": "refused", "to": asked, "why": why}

    def _tell(self) -> None:
        with suppress(OSError, EOFError, TypeError):
            due_s = self._host_time.now_s()
            while self.is_in:
                self._tell_events()
                while not self._answers.empty():
                    self._send(self._answers.get())
                if self._host_time.now_s() >= due_s:
                    due_s = self._host_time.now_s() + STATE_EACH_S
                    self._send({"say": "state", **self._house.state()})
        self._leaving.set()
        self._house.forget(self._told)
        with suppress(OSError):
            self._connection.close()

    def _tell_events(self) -> None:
        """Waits for one, but not for long, and sends all that are there."""
        try:
            news = self._told.get(timeout=LOOK_EACH_S)
            while True:
                if isinstance(news, Event):
                    self._send(_event_words(news))
                news = self._told.get_nowait()
        except queue.Empty:
            pass

    def _send(self, message: Message) -> None:
        self._connection.send_bytes(json.dumps(message).encode())


def _event_words(event: Event) -> Message:
    """With when it was decided, on this computer's clock: a cue is measured from there."""
    decided = {"read_s": event.read_s, "decided_s": event.decided_s}
    return {"say": "event", **event.as_json(), **decided}


class EngineClient:
    """The other side: what a window holds in its hand. Not for several threads."""

    def __init__(self, place: Place) -> None:
        """Raises DeviceError if no engine of that name is running, or it does not let us in."""
        try:
            self._connection = Client(place.address, authkey=place.key())
        except (OSError, EOFError, AuthenticationError) as error:
            raise DeviceError(f"no engine named {place.name} is running") from error

    def ask(self, **command: Any) -> None:
        """Sends a command; its answer comes among the messages. Raises DeviceError if it ended."""
        try:
            self._connection.send_bytes(json.dumps(command).encode())
        except (OSError, ValueError) as error:
            raise DeviceError("the engine has ended") from error

    def messages(self, wait_s: float = 0.0) -> list[Message]:
        """All that has come; the first is waited for so long. Raises DeviceError at the end."""
        came: list[Message] = []
        try:
            while self._connection.poll(0.0 if came else wait_s):
                came.append(json.loads(self._connection.recv_bytes(LONGEST_MESSAGE)))
        except (OSError, EOFError, ValueError) as error:
            if not came:
                raise DeviceError("the engine has ended") from error
        return came

    def close(self) -> None:
        """Leaves; the engine goes on."""
        self._connection.close()
