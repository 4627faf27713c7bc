"""Ports: real pseudo-terminals and sockets with a foreign, silent or dead device."""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import serial

from rig.device import board as board_module
from rig.device.board import open_board
from rig.device.discovery import Wanted, find_boards, open_wanted
from rig.device.hosttime import WallTime
from rig.device.port import ThreadedPort, open_port, wait_for_any
from rig.device.wire import Kind, Parser, frame
from rig.errors import DeviceError, UsageError
from rig.sim.board import SimulatedDowel, simulated_info
from rig.sim.clock import BoardClock

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo-terminals")

TIME = WallTime()


@contextmanager
def pty_with(answer: Callable[[bytes], bytes]) -> Iterator[str]:
    """A pseudo-terminal whose other end answers whatever it is sent."""
    import tty

    ours, theirs = os.openpty()
    tty.setraw(theirs)
    stop = threading.Event()

    def serve() -> None:
        while not stop.is_set():
            if heard := read_soon(ours):
                os.write(ours, answer(heard))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield os.ttyname(theirs)
    finally:
        stop.set()
        thread.join()
        os.close(theirs)
        os.close(ours)


def read_soon(number: int) -> bytes:
    import select

    ready, _, _ = select.select([number], [], [], 0.02)
    return os.read(number, 4096) if ready else b""


def speaks_wire() -> Callable[[bytes], bytes]:
    info = simulated_info("dowel", "ABCD1234")
    board = SimulatedDowel(info, lambda t: t[:, None] * [0, 0, 0], BoardClock())

    def answer(heard: bytes) -> bytes:
        board.receive(heard, 0.0)
        return board.transmit(0.0)

    return answer


def protocol_2(heard: bytes) -> bytes:
    asked = any(run.kind is Kind.HELLO for run in Parser().receive(heard))
    return frame(Kind.INFO, bytes([2, 1]) + bytes(20)) if asked else b""


@pytest.fixture(autouse=True)
def _short_handshake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_module, "HANDSHAKE_S", 0.75)


def test_a_board_behind_a_terminal_is_greeted() -> None:
    with pty_with(speaks_wire()) as name:
        board = open_board(name, TIME)
        assert (board.role, board.info.serial) == ("dowel", "ABCD1234")
        board.close()


def test_a_board_that_was_reset_by_opening_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_module, "HANDSHAKE_S", 4.0)
    awake_s = time.monotonic() + 0.8
    answer = speaks_wire()

    def bootloader_first(heard: bytes) -> bytes:
        return answer(heard) if time.monotonic() > awake_s else b"\x14\x10" * 5

    with pty_with(bootloader_first) as name:
        board = open_board(name, TIME)
        assert time.monotonic() > awake_s
        assert board.role == "dowel"
        board.close()


def test_a_foreign_device_that_answers_nonsense_is_no_board() -> None:
    with pty_with(lambda heard: os.urandom(200) + b"OK\r\n") as name:
        found = find_boards([name], TIME)
    assert not found.boards
    assert f"no rig board answers on {name}" in found.problems[0]


def test_a_device_that_echoes_is_no_board() -> None:
    with pty_with(lambda heard: heard) as name:
        assert "no rig board" in find_boards([name], TIME).problems[0]


def test_a_board_of_another_protocol_is_named() -> None:
    with pty_with(protocol_2) as name:
        (problem,) = find_boards([name], TIME).problems
    assert f"plates board on {name} speaks protocol 2" in problem
    assert "speaks 1" in problem


def test_boards_are_found_among_foreign_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    with pty_with(speaks_wire()) as dowel, pty_with(lambda heard: b"\xa5" * 99) as foreign:
        monkeypatch.setenv("RIG_PORTS", os.pathsep.join([foreign, dowel, "/dev/rig-is-not-here"]))
        boards = open_wanted(Wanted(), TIME)
        assert {role: board.port.url for role, board in boards.items()} == {"dowel": dowel}
        boards["dowel"].close()


def test_only_foreign_ports_say_each_why(monkeypatch: pytest.MonkeyPatch) -> None:
    with pty_with(lambda heard: b"") as mute, pty_with(protocol_2) as newer:
        monkeypatch.setenv("RIG_PORTS", os.pathsep.join([mute, newer]))
        with pytest.raises(DeviceError, match="no rig board found") as error:
            open_wanted(Wanted(), TIME)
    assert mute in str(error.value)
    assert "protocol 2" in str(error.value)


def test_a_socket_is_a_port() -> None:
    answer = speaks_wire()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                while heard := connection.recv(4096):
                    connection.sendall(answer(heard))

        thread = threading.Thread(target=serve)
        thread.start()
        board = open_board(f"socket://127.0.0.1:{server.getsockname()[1]}", TIME)
        assert board.role == "dowel"
        board.close()
        thread.join()


def test_a_socket_that_nobody_serves_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"socket://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(DeviceError, match="cannot open port socket"):
        open_port(address, TIME)


@pytest.mark.parametrize("url", ["foo://bar", "socket://nohost"])
def test_a_url_that_means_nothing(url: str) -> None:
    with pytest.raises((UsageError, DeviceError)) as error:
        open_port(url, TIME)
    assert "\n" not in str(error.value)


def test_a_port_that_is_open_elsewhere_is_in_use() -> None:
    with pty_with(lambda heard: b"") as name:
        first = open_port(name, TIME)
        with pytest.raises(DeviceError, match="in use"):
            open_port(name, TIME)
        first.close()


def test_a_terminal_that_hangs_up_is_gone() -> None:
    ours, theirs = os.openpty()
    port = open_port(os.ttyname(theirs), TIME)
    os.close(theirs)
    os.write(ours, b"last words")
    wait_for_any([port], TIME, 1.0)
    assert port.read().data == b"last words"
    assert port.read().data == b""
    os.close(ours)
    with pytest.raises(DeviceError, match="gone"):
        port.read()
    port.close()


class TestThreadedPort:
    """The variant without select, as on Windows, here on a pseudo-terminal."""

    @pytest.fixture
    def line(self) -> Iterator[tuple[int, ThreadedPort]]:
        ours, theirs = os.openpty()
        connection = serial.Serial(os.ttyname(theirs), 500_000)
        os.close(theirs)
        port = ThreadedPort("COM5", connection, TIME)
        yield ours, port
        port.close()
        if port._failure is None:
            os.close(ours)

    def test_reads_with_arrival_times(self, line: tuple[int, ThreadedPort]) -> None:
        ours, port = line
        before_s = TIME.now_s()
        os.write(ours, b"abc")
        wait_for_any([port], TIME, 5.0)
        received = port.read()
        assert received.data == b"abc"
        assert before_s <= received.arrival_s <= TIME.now_s()
        assert port.read().data == b""
        assert not port.waiting()

    def test_one_read_takes_all_pieces_that_wait(self, line: tuple[int, ThreadedPort]) -> None:
        ours, port = line
        for piece in (b"ab", b"cd", b"ef"):
            os.write(ours, piece)
            time.sleep(0.05)
        assert len(port._received) > 1
        assert port.read().data == b"abcdef"

    def test_writes(self, line: tuple[int, ThreadedPort]) -> None:
        ours, port = line
        port.write(b"xyz")
        assert os.read(ours, 10) == b"xyz"

    def test_a_failure_in_its_thread_is_raised_by_read(
        self, line: tuple[int, ThreadedPort]
    ) -> None:
        ours, port = line
        os.close(ours)
        deadline_s = time.monotonic() + 5
        while port._failure is None and time.monotonic() < deadline_s:
            time.sleep(0.01)
        with pytest.raises(DeviceError, match="COM5 is gone"):
            port.read()


@pytest.mark.skipif(sys.platform != "linux", reason="Linux wording")
def test_no_permission_says_what_to_do() -> None:
    import errno

    from rig.device.port import _cannot_open

    error = _cannot_open("/dev/ttyACM0", OSError(errno.EACCES, "Permission denied"))
    assert "dialout" in str(error)
    assert "\n" not in str(error)


def test_a_url_without_a_file_behind_it_is_read_by_a_thread() -> None:
    port = open_port("loop://", TIME)
    assert isinstance(port, ThreadedPort)
    port.write(b"round")
    wait_for_any([port], TIME, 2.0)
    assert port.read().data == b"round"
    port.close()


def test_a_port_that_could_not_be_asked_is_told_where_a_board_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    with pty_with(speaks_wire()) as name:
        monkeypatch.setenv("RIG_PORTS", os.pathsep.join((name, str(tmp_path / "tty"))))
        open_wanted(Wanted(), TIME, told.append)["dowel"].close()
        assert len(told) == 1
        assert f"no port {tmp_path / 'tty'}" in told[0]
        open_wanted(Wanted(plates="none"), TIME, told.append)["dowel"].close()
        assert len(told) == 1
