"""The engine's door: a client that sends nothing, or only half a greeting, does not affect
others."""

import errno
import os
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from gui.engine import EngineLink
from rig.device.hosttime import WallTime
from rig.errors import DeviceError, Reason, UsageError
from rig.stream import door, runfolder
from rig.stream.acquisition import ToldQueue
from rig.stream.api import Mark, Quit, Recover, Reply, Request, State
from rig.stream.door import Answer, Door, EngineClient, Guest
from rig.stream.runfolder import Place
from tests.stream.states import IDLE
from tests.stream.test_host import Window, engine_running, has_boards, name

__all__ = ["name"]

posix = pytest.mark.skipif(os.name != "posix", reason="a socket file")
HALVES = (b"", b"\0\0", struct.pack("!i", 100) + b"abc")  # of a client's first bytes


FAILURES: dict[str, Exception] = {
    "disk": PermissionError(13, "Permission denied", "/a/folder"),
    "clock": OverflowError("date value out of range"),
    "depth": RecursionError("too deep"),
    "defect": AssertionError("never"),
}


class House:
    """Does every command; fails at the recovery of a trial named in FAILURES."""

    def __init__(self) -> None:
        self.guests = 0

    def admit(self, answer: Answer) -> Guest:
        self.guests += 1
        return Guest(ToldQueue(), answer)

    def dismiss(self, _: Guest) -> None:
        self.guests -= 1

    def obey(self, request: Request, _: Guest) -> Reply:
        if isinstance(request.command, Recover):
            raise FAILURES[request.command.trial]
        return Reply(request.number)

    def state(self, _: Guest) -> State:
        return IDLE


@contextmanager
def door_of(name: str, house: House) -> Iterator[Door]:
    place = Place(name)
    place.take()
    opened = Door(place, house, WallTime())
    try:
        yield opened
    finally:
        opened.close()
        place.give_back()


def silent(name: str, said: bytes = b"") -> socket.socket:
    way = socket.socket(socket.AF_UNIX)
    way.connect(Place(name).address)
    way.sendall(said)
    return way


def replies(client: EngineClient, count: int) -> list[Reply]:
    came: list[Reply] = []
    end_s = time.monotonic() + 20.0
    while len(came) < count:
        assert time.monotonic() < end_s
        came += [one for one in client.messages(0.2) if isinstance(one, Reply)]
    return came


@posix
def test_the_silent_shut_nobody_out_and_do_not_hold_up_the_end(name: str) -> None:
    with engine_running(name) as process, ExitStack() as crowd:
        Window(name).close()
        for number in range(75):
            crowd.enter_context(closing(silent(name, HALVES[number % 3])))
        window = Window(name)
        window.until(has_boards)
        window.client.ask(Quit())
        assert process.wait(10.0) == 0
        window.close()


@posix
@pytest.mark.parametrize("said", HALVES)
def test_who_does_not_say_the_key_in_time_is_shown_out(
    name: str, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "GREETING_S", 0.2)
    house = House()
    with door_of(name, house) as opened, closing(silent(name, said)) as way:
        way.settimeout(20.0)
        while way.recv(100):  # to its end
            pass
        assert opened.visitors == house.guests == 0


@posix
def test_who_says_half_a_command_does_not_hold_up_the_end(name: str) -> None:
    with ExitStack() as crowd:
        with door_of(name, House()) as opened:
            for _ in range(20):
                client = crowd.enter_context(closing(EngineClient(Place(name))))
                os.write(client._connection.fileno(), struct.pack("!i", 100) + b"half")
            while opened.visitors < 20:
                time.sleep(0.01)
            begin_s = time.monotonic()
        assert time.monotonic() - begin_s < door.LEAVING_S + 1.0


@pytest.mark.parametrize("what", FAILURES)
def test_a_command_that_fails_is_refused_and_its_visitor_stays(name: str, what: str) -> None:
    with door_of(name, House()), closing(EngineClient(Place(name))) as client:
        numbers = client.ask(Recover(what)), client.ask(Mark())
        refused, done = replies(client, 2)
        assert (refused.number, done.number) == numbers
        assert str(FAILURES[what].args[-1]) in str(refused.refused)
        if what == "disk":
            assert refused.refused == Reason.of("system", why="Permission denied: /a/folder")
        assert done == Reply(done.number)


def test_who_asks_without_reading_gets_every_answer_once_it_reads(name: str) -> None:
    with door_of(name, House()), closing(EngineClient(Place(name))) as client:
        asking = threading.Thread(target=lambda: [client.ask(Mark()) for _ in range(300)])
        asking.start()
        assert [one.number for one in replies(client, 300)] == list(range(1, 301))
        asking.join()


@posix
def test_a_door_that_cannot_be_made_is_one_line_and_leaves_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a run folder without any space, or with too long a path."""
    monkeypatch.setattr(runfolder, "write_whole", refuse_to_write)
    with pytest.raises(UsageError, match=r"cannot let windows in at .*: No space left"):
        Door(Place(name), House(), WallTime())
    long = Place(name)
    long.folder = long.folder / ("x" * 100)
    with pytest.raises(UsageError, match=r"cannot let windows in at .*: AF_UNIX path too long"):
        Door(long, House(), WallTime())
    assert Place(name).files() == []


def refuse_to_write(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@posix
def test_a_window_does_not_wait_for_an_engine_that_says_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For example one that is stopped: its door accepts clients, up to its backlog."""
    monkeypatch.setattr(door, "GREETING_S", 0.5)
    place = Place(name)
    place.take()
    with socket.socket(socket.AF_UNIX) as hung:
        hung.bind(place.address)
        hung.listen(1)
        place.lay_out_key(b"0" * 32)
        with pytest.raises(DeviceError, match="does not answer"):
            EngineClient(place)
        link = EngineLink(name, lambda: None)
        begin_s = time.monotonic()
        for _ in range(100):
            link.connect()
        assert time.monotonic() - begin_s < 0.4
        assert not link.connected
        while not link.hung:
            assert not link.connect()
            time.sleep(0.05)
        assert link.process == os.getpid()
        link.close()
        for _ in range(5):
            with pytest.raises(DeviceError):
                EngineClient(place)
    Path(place.address).unlink()
    place.give_back()
