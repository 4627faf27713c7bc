"""Ports: opens a URL, reads all waiting data with its arrival time, waits for several at the same
time.

On POSIX one select waits for all ports together. Windows cannot select on serial ports, so each has
its own thread that blocks in a read. This is the only module that uses pyserial.
"""

import contextlib
import errno
import os
import select
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

import serial
import serial.tools.list_ports

from rig.device.hosttime import HostTime
from rig.errors import DeviceError, UsageError

BAUD = 500_000
RIG_PORTS = "RIG_PORTS"
POLL_S = 0.001
READ_BYTES = 65_536
# pyserial's buffer on Windows holds 4096 bytes: 160 ms of plates. This is 2.6 s.
WINDOWS_BUFFER_BYTES = 65_536


class Received(NamedTuple):
    """Bytes and the host time at which they were seen."""

    data: bytes
    arrival_s: float


class Port(Protocol):
    """An open line to a board.

    `simulated` is whether the data were never measured, `replay_of` the id of the replayed trial,
    or "" for a live board.
    """

    url: str
    simulated: bool
    replay_of: str

    def read(self) -> Received:
        """All waiting data, possibly none; never blocks. Raises DeviceError if the port failed."""

    def write(self, data: bytes) -> None:
        """Sends `data`. Raises DeviceError if the port failed."""

    def close(self) -> None:
        """Releases the port; may be repeated."""

    def fileno(self) -> int | None:
        """What select can wait for, or None."""

    def waiting(self) -> bool:
        """Whether read would return bytes immediately (or raise)."""


Opener = Callable[[str, HostTime], Port]
Lister = Callable[[HostTime], list[str]]
_schemes: dict[str, Opener] = {}
_listers: dict[str, Lister] = {}
_of_both: set[str] = set()


def register_scheme(
    scheme: str, opener: Opener, lister: Lister = lambda _: [], *, of_both: bool = False
) -> None:
    """Makes `open_port` accept URLs that begin with `scheme`://.

    `lister` names the ports of this scheme at which a board has appeared since. `of_both`: one URL
    is valid for both boards, and a query `board` selects one.
    """
    _schemes[scheme] = opener
    _listers[scheme] = lister
    if of_both:
        _of_both.add(scheme)


def url_of_board(url: str, role: str) -> str:
    """The URL of this board, for a URL that may mean both."""
    scheme, _, rest = url.partition("://")
    if scheme not in _of_both or "board=" in rest:
        return url
    return f"{url}{'&' if '?' in rest else '?'}board={role}"


def appeared_ports(host_time: HostTime) -> list[str]:
    """Ports of registered schemes at which a board was plugged in after it had been elsewhere."""
    return [url for lister in _listers.values() for url in lister(host_time)]


def open_port(url: str, host_time: HostTime) -> Port:
    """Opens any URL that pyserial takes, or one of a registered scheme.

    Raises UsageError for an invalid URL, DeviceError if it cannot be opened.
    """
    scheme, separator, _ = url.partition("://")
    if separator and scheme in _schemes:
        return _schemes[scheme](url, host_time)
    connection = _connect(url)
    if (os.name == "posix" or scheme == "socket") and _has_file_number(connection):
        return SelectedPort(url, connection, host_time)
    return ThreadedPort(url, connection, host_time)


def _has_file_number(connection: serial.Serial) -> bool:
    try:
        return int(connection.fileno()) >= 0
    except (OSError, AttributeError):  # loop://, rfc2217://: pyserial's own queue, no file
        return False


def system_ports() -> list[str]:
    """Ports worth asking: those in RIG_PORTS if it is set, otherwise every USB serial port."""
    listed = os.environ.get(RIG_PORTS)
    if listed is not None:
        return [url for url in listed.split(os.pathsep) if url]
    return sorted(port.device for port in serial.tools.list_ports.comports() if port.vid)


def wait_for_any(ports: Sequence[Port], host_time: HostTime, timeout_s: float) -> None:
    """Returns when one of the ports has something to read, at the latest after `timeout_s`."""
    numbers = [number for port in ports if (number := port.fileno()) is not None]
    if numbers and len(numbers) == len(ports):
        select.select(numbers, [], [], timeout_s)
        return
    end_s = host_time.now_s() + timeout_s
    while not any(port.waiting() for port in ports) and host_time.now_s() < end_s:
        host_time.sleep(POLL_S)


class _ConnectedPort:
    """The common part of both kinds of port: a pyserial connection."""

    simulated = False
    replay_of = ""

    def __init__(self, url: str, connection: serial.Serial, host_time: HostTime) -> None:
        self.url = url
        self._connection = connection
        self._host_time = host_time

    def write(self, data: bytes) -> None:
        """Sends `data`."""
        try:
            self._connection.write(data)
        except OSError as error:
            raise port_gone(self.url) from error

    def close(self) -> None:
        """Releases the port."""
        self._connection.close()


class SelectedPort(_ConnectedPort):
    """A port that select can wait for."""

    def __init__(self, url: str, connection: serial.Serial, host_time: HostTime) -> None:
        super().__init__(url, connection, host_time)
        self._number = int(connection.fileno())

    def read(self) -> Received:
        """All waiting data."""
        try:
            return Received(self._read_waiting(), self._host_time.now_s())
        except OSError as error:
            raise port_gone(self.url) from error

    def fileno(self) -> int | None:
        """What select can wait for."""
        return self._number

    def waiting(self) -> bool:
        """Whether read would return immediately."""
        return bool(select.select([self._number], [], [], 0)[0])

    def _read_waiting(self) -> bytes:
        if os.name != "posix":  # a socket on Windows is no file
            return bytes(self._connection.read(READ_BYTES))
        if not self.waiting():
            return b""
        data = os.read(self._number, READ_BYTES)  # a third of the cost of pyserial's read
        if not data:  # ready but empty: end of file
            raise OSError(errno.EIO, "end of file")
        return data


class ThreadedPort(_ConnectedPort):
    """A port with a thread that blocks in its reads: for systems without select on ports."""

    def __init__(self, url: str, connection: serial.Serial, host_time: HostTime) -> None:
        super().__init__(url, connection, host_time)
        self._received: deque[Received] = deque()
        self._failure: BaseException | None = None
        self._closing = False
        connection.timeout = 0.1
        self._thread = threading.Thread(target=self._read_on, name=f"read {url}", daemon=True)
        self._thread.start()

    def read(self) -> Received:
        """All waiting pieces, with the time at which the newest was seen."""
        pieces = [self._received.popleft() for _ in range(len(self._received))]
        if pieces:
            return Received(b"".join(piece.data for piece in pieces), pieces[-1].arrival_s)
        if self._failure is not None:
            raise port_gone(self.url) from self._failure
        return Received(b"", self._host_time.now_s())

    def close(self) -> None:
        """Ends the thread and releases the port."""
        self._closing = True
        self._thread.join()
        super().close()

    def fileno(self) -> int | None:
        """None: there is nothing to select on."""
        return None

    def waiting(self) -> bool:
        """Whether read would return bytes, or raise."""
        return bool(self._received) or self._failure is not None

    def _read_on(self) -> None:
        try:
            while not self._closing:
                data = self._connection.read(1)
                if data:
                    data += self._connection.read(self._connection.in_waiting)
                    self._received.append(Received(data, self._host_time.now_s()))
                    self._drop_oldest_if_nobody_reads()
        except Exception as failure:  # stored, and raised by the next read
            self._failure = failure

    def _drop_oldest_if_nobody_reads(self) -> None:
        # Bounded: 30 s of single frames. Dropped ones appear as lost samples.
        while len(self._received) > 30_000:
            self._received.popleft()


def _connect(url: str) -> serial.Serial:
    try:
        if url.startswith("socket://") and not urlsplit(url).port:
            raise ValueError("no port number")
        connection = serial.serial_for_url(
            url, BAUD, timeout=0, write_timeout=1.0, exclusive=True if os.name == "posix" else None
        )
    except ValueError as error:
        raise UsageError(
            f"expected a port name, socket://HOST:PORT or sim://ROLE, got {url}: {error}"
        ) from error
    except OSError as error:
        raise _cannot_open(url, error) from error
    _prefer_low_latency(connection)
    return connection


def _prefer_low_latency(connection: serial.Serial) -> None:
    """Makes the driver pass on bytes immediately where it can: FTDI chips hold them for 16 ms."""
    if sys.platform == "win32" and hasattr(connection, "set_buffer_size"):
        connection.set_buffer_size(rx_size=WINDOWS_BUFFER_BYTES)
    elif hasattr(connection, "set_low_latency_mode"):
        with contextlib.suppress(OSError, ValueError, NotImplementedError):
            connection.set_low_latency_mode(True)


def _cannot_open(url: str, error: OSError) -> DeviceError:
    number, text = error.errno, str(error).lower()
    if number == errno.EBUSY or "exclusively lock" in text or "busy" in text:
        return DeviceError(f"port {url} is in use: close the other program that has it open")
    if number in (errno.EACCES, errno.EPERM):
        return DeviceError(f"no permission to open port {url}: {_permission_hint()}")
    if "denied" in text:  # Windows reports a port in use and a forbidden port alike
        return DeviceError(f"port {url} is in use or not permitted: close other programs")
    if number == errno.ENOENT or "filenotfound" in text:
        return no_port(url)
    return DeviceError(f"cannot open port {url}: {' '.join(str(error).split())}")


def _permission_hint() -> str:
    if sys.platform == "linux":
        return "add yourself to the group dialout (sudo usermod -aG dialout $USER), log in again"
    return "ask who looks after this computer for access to serial ports"


def no_port(url: str) -> DeviceError:
    """The error for a port that cannot be opened since it does not exist."""
    return DeviceError(f"no port {url}: plug the board in, or see `rig devices` for its name")


def port_gone(url: str) -> DeviceError:
    """The error for an open port that fails."""
    return DeviceError(f"port {url} is gone: check the cable and the board's power")
