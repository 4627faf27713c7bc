"""The engine's door: commands come in, events and states go out, on this computer and for its owner
only.

The records are those of `rig.stream.api`. A client gets every event immediately and a state every
0.1 s. A client that does not read misses some and delays no other: each has its own threads from
its first byte on. A client that does not prove the key within a few seconds is disconnected.
"""

import os
import queue
import secrets
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import (
    Client,
    Connection,
    Listener,
    answer_challenge,
    deliver_challenge,
)
from pathlib import Path
from typing import Protocol, cast

from rig.device.hosttime import HostTime
from rig.errors import DeviceError, Reason, RigError, UsageError
from rig.plain import plain
from rig.stream.acquisition import ToldQueue
from rig.stream.api import (
    AnyCommand,
    Decided,
    Quantity,
    Reply,
    Request,
    State,
    Told,
    number_of,
    request_of,
    to_bytes,
    told_of,
)
from rig.stream.enginelog import LOG, words_of
from rig.stream.runfolder import Place
from rig.trial.event import Event
from rig.trial.private import keep_private

STATE_EACH_S = 0.1
LOOK_EACH_S = 0.02
GREETING_S = 3.0  # to prove the key, for either side
LEAVING_S = 2.0  # for all disconnecting clients together
AFTER_FAILURE_S = 0.05
ACCEPT_BACKLOG = 8
MOST_VISITORS = 64
LONGEST_MESSAGE = 1 << 20
KEY_BYTES = 32
LONGEST_WHY = 450

Answer = Callable[[Reply], None]


class House(Protocol):
    """What a door leads to. `guest` is one client, from `admit` to `dismiss`."""

    def admit(self, answer: Answer) -> "Guest":
        """Admits a client; `answer` sends replies that come later than their requests."""

    def dismiss(self, guest: "Guest") -> None:
        """The client is gone."""

    def obey(self, request: Request, guest: "Guest") -> Reply | None:
        """Does a command; None if the reply comes later. Raises RigError if it is refused."""

    def state(self, guest: "Guest") -> State:
        """The current state, with what this client views."""


@dataclass(eq=False, slots=True)
class Guest:
    """A client: its events, the way of its replies, and the quantity that it views."""

    events: ToldQueue
    answer: Answer
    viewed: Quantity | None = None


class Door:
    """Accepts clients until it is closed. Raises UsageError if it cannot be created."""

    def __init__(self, place: Place, house: House, host_time: HostTime) -> None:
        self._host_time = host_time
        self._place = place
        self._key = secrets.token_bytes(KEY_BYTES)
        self._house = house
        self._visitors: list[_Visitor] = []
        self._closing = threading.Event()
        self._listener = self._listening()
        self._thread = threading.Thread(target=self._let_in, name="door", daemon=True)
        self._thread.start()

    @property
    def visitors(self) -> int:
        """Number of admitted clients."""
        return sum(visitor.is_in for visitor in list(self._visitors))

    def _listening(self) -> Listener:
        """Opens the listener and publishes the key: others can connect from now on."""
        listener = None
        try:
            listener = Listener(self._place.address, backlog=ACCEPT_BACKLOG)
            if sys.platform != "win32":  # a socket file; on Windows it is no file
                keep_private(Path(self._place.address))
            self._place.lay_out_key(self._key)
        except OSError as error:
            if listener:
                listener.close()
            raise UsageError(
                f"cannot let windows in at {self._place.address}: {error.strerror or error}"
            ) from error
        return listener

    def close(self) -> None:
        """Disconnects all clients; later ones wait for the next engine."""
        self._place.take_key_away()
        self._closing.set()
        with suppress(OSError):  # wakes the waiting thread
            _connected(self._place.address).close()
        self._thread.join(5.0)
        self._listener.close()
        for visitor in self._visitors:
            visitor.show_out()
        end_s = time.monotonic() + LEAVING_S
        for visitor in self._visitors:
            visitor.join(max(0.0, end_s - time.monotonic()))

    def _let_in(self) -> None:
        """Accepts without waiting for greetings: each client's own threads do them."""
        while not self._closing.is_set():
            try:
                connection = self._listener.accept()
            except OSError:  # the client went away, or too many files are open
                self._closing.wait(AFTER_FAILURE_S)
                continue
            self._make_room()
            try:
                self._visitors.append(_Visitor(connection, self._key, self._house, self._host_time))
            except RuntimeError:  # no thread available
                connection.close()

    def _make_room(self) -> None:
        """With too many clients, disconnects those without a proven key first, the oldest first."""
        here = [visitor for visitor in self._visitors if not visitor.is_gone]
        if len(here) >= MOST_VISITORS:
            oldest = min(here, key=lambda visitor: visitor.is_in)
            oldest.show_out()
            here.remove(oldest)
        self._visitors = here


class _Visitor:
    """A client: one thread greets it and reads, one sends."""

    def __init__(
        self, connection: Connection, key: bytes, house: House, host_time: HostTime
    ) -> None:
        self._host_time = host_time
        self._connection = connection
        self._key = key
        self._house = house
        self._answers: queue.Queue[Reply] = queue.Queue(100)
        self._guest: Guest | None = None
        self._greeted, self._leaving = threading.Event(), threading.Event()
        self._threads = [
            threading.Thread(target=target, name=target.__name__, daemon=True)
            for target in (self._hear, self._tell)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_in(self) -> bool:
        """Whether it has proven the key and is still connected."""
        return self._greeted.is_set() and not self._leaving.is_set()

    @property
    def is_gone(self) -> bool:
        return self._leaving.is_set()

    def show_out(self) -> None:
        """Begins to disconnect; `join` waits for it."""
        self._leaving.set()
        _cut(self._connection)

    def join(self, seconds: float) -> None:
        """Waits until it is disconnected, at most `seconds`."""
        for thread in self._threads:
            thread.join(seconds / len(self._threads))

    def _hear(self) -> None:
        with suppress(OSError, EOFError, TypeError, AuthenticationError, AssertionError):
            greeting = _within(self._connection, GREETING_S)
            deliver_challenge(greeting, self._key)
            answer_challenge(greeting, self._key)
            self._guest = self._house.admit(self._answer_later)
            self._greeted.set()
            while not self.is_gone:
                if self._connection.poll(STATE_EACH_S):
                    reply = self._reply(self._connection.recv_bytes(LONGEST_MESSAGE), self._guest)
                    if reply:
                        self._put(reply)
        self._leaving.set()
        self._greeted.set()  # wakes the other thread

    def _put(self, reply: Reply) -> None:
        """Blocks until there is room for this reply; the next request is read only then."""
        while not self.is_gone:
            with suppress(queue.Full):
                self._answers.put(reply, timeout=STATE_EACH_S)
                return

    def _answer_later(self, reply: Reply) -> None:
        """Never blocks: a client that does not read misses it."""
        with suppress(queue.Full):
            self._answers.put_nowait(reply)

    def _reply(self, line: bytes, guest: Guest) -> Reply | None:
        try:
            return self._house.obey(request_of(line), guest)
        except RigError as error:
            reason = error.reason
        except OSError as error:
            where = f": {error.filename}" if error.filename else ""
            reason = Reason.of("system", why=f"{error.strerror or repr(error)}{where}")
        except Exception as error:  # any: others are connected, and a trial may be recorded
            LOG.info("a command was refused: %s", words_of(error))
            reason = Reason.of("no_command", got=repr(line[:40]), why=repr(error))
        return Reply(number_of(line), refused=_printable(reason))

    def _tell(self) -> None:
        if self._greeted.wait(GREETING_S) and not self.is_gone and self._guest:
            with suppress(OSError, EOFError, TypeError):  # gone, or closed during the call
                self._tell_all(self._guest)
        self.show_out()
        self._threads[0].join(LEAVING_S)
        if self._guest:
            self._house.dismiss(self._guest)
        with suppress(OSError):
            self._connection.close()

    def _tell_all(self, guest: Guest) -> None:
        due_s = self._host_time.now_s()
        while not self.is_gone:
            self._tell_events(guest.events)
            while not self._answers.empty():
                self._send(self._answers.get())
            if self._host_time.now_s() >= due_s:
                due_s = self._host_time.now_s() + STATE_EACH_S
                self._send(self._house.state(guest))

    def _tell_events(self, told: ToldQueue) -> None:
        """Waits briefly for an event and sends all that are queued."""
        try:
            news = told.get(timeout=LOOK_EACH_S)
            while True:
                if isinstance(news, Event):
                    self._send(Decided(news))
                news = told.get_nowait()
        except queue.Empty:
            pass

    def _send(self, record: Told) -> None:
        self._connection.send_bytes(to_bytes(record))


def _printable(reason: Reason) -> Reason:
    """Without control characters, and not too long: it may contain what a client sent."""
    values = {
        name: plain(value, LONGEST_WHY) if isinstance(value, str) else value
        for name, value in reason.values.items()
    }
    return Reason(reason.code, values)


class _Prompt:
    """A connection during the greeting: silence until the deadline raises TimeoutError."""

    def __init__(self, connection: Connection, seconds: float) -> None:
        self._connection = connection
        self._end_s = time.monotonic() + seconds
        self.send_bytes = connection.send_bytes

    def recv_bytes(self, longest: int) -> bytes:
        """Returns a message. Raises OSError or EOFError."""
        if not self._connection.poll(max(0.0, self._end_s - time.monotonic())):
            raise TimeoutError
        return self._connection.recv_bytes(longest)


def _within(connection: Connection, seconds: float) -> Connection:
    return cast(Connection, _Prompt(connection, seconds))


def _cut(connection: Connection) -> None:
    """Wakes the threads that read and write here; on POSIX a mere close would not wake them."""
    with suppress(OSError):
        if sys.platform == "win32":
            connection.close()
        else:
            with socket.socket(fileno=os.dup(connection.fileno())) as way:
                way.shutdown(socket.SHUT_RDWR)


class EngineClient:
    """The client side, as a window uses it. Not thread-safe."""

    def __init__(self, place: Place) -> None:
        """Raises DeviceError if no engine of that name is running, or it denies access."""
        self._asked = 0
        try:
            self._connection = _let_in_by(place.key(), _connected(place.address))
        except TimeoutError as error:
            raise DeviceError(f"the engine named {place.name} does not answer") from error
        except (OSError, EOFError, AuthenticationError, AssertionError) as error:
            raise DeviceError(f"no engine named {place.name} is running") from error

    def ask(self, command: AnyCommand) -> int:
        """Sends a command and returns its number: the reply with it is among the messages. Raises
        DeviceError if the engine has ended."""
        self._asked += 1
        try:
            self._connection.send_bytes(to_bytes(Request(self._asked, command)))
        except (OSError, ValueError) as error:
            raise DeviceError("the engine has ended") from error
        return self._asked

    def messages(self, wait_s: float = 0.0) -> list[Told]:
        """All messages received; waits up to `wait_s` for the first. Raises DeviceError at the
        end."""
        came: list[Told] = []
        try:
            while self._connection.poll(0.0 if came else wait_s):
                came.append(told_of(self._connection.recv_bytes(LONGEST_MESSAGE)))
        except (OSError, EOFError, ValueError) as error:
            if not came:
                raise DeviceError("the engine has ended") from error
        return came

    def close(self) -> None:
        """Disconnects; the engine continues."""
        self._connection.close()


def _connected(address: str) -> Connection:
    """Connects to the door. Raises OSError, after a while if too many clients are queued."""
    if sys.platform == "win32":
        return cast(Connection, Client(address))
    way = socket.socket(socket.AF_UNIX)
    way.setblocking(False)  # a blocking connect would hang as long as a hung engine does
    try:
        _connect(way, address)
        way.setblocking(True)
    except OSError:
        way.close()
        raise
    return Connection(way.detach())


def _connect(way: socket.socket, address: str) -> None:
    end_s = time.monotonic() + GREETING_S
    while True:
        try:
            return way.connect(address)
        except BlockingIOError as error:  # the queue of clients is full
            if time.monotonic() > end_s:
                raise TimeoutError from error
            time.sleep(AFTER_FAILURE_S)


def _let_in_by(key: bytes, connection: Connection) -> Connection:
    """The connection, once both sides have proven the key."""
    try:
        greeting = _within(connection, GREETING_S)
        answer_challenge(greeting, key)
        deliver_challenge(greeting, key)
    except BaseException:
        connection.close()
        raise
    return connection
