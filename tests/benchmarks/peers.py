"""Two packages that read samples from a serial port, fed without hardware.

Each is used through its public calls only: a BITalino's `version` (called by its constructor),
`start` and `read`, a SerialTransfer's `available` and `rx_obj`. Their frames are their own, with
the same four channels; the tests compare the resulting numbers. The bytes come either from a
pseudo-terminal, opened by their own code as any serial port, or from memory: then the connection
object that they keep (`socket`, `connection`) is replaced by one that reads from a byte string.
Memory is cheapest for them: no system call is left.
"""

import io
import struct
import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

from tests.benchmarks.frames import plates_counts
from tests.benchmarks.pty_port import PtyPort

CHANNELS = 4


class Peer(Protocol):
    """Something that reads samples from a serial port."""

    frame_bytes: int

    def frames(self, count: int) -> bytes:
        """Frames as its board would send them."""

    def use_memory(self, data: bytes) -> None:
        """Makes it read from `data` from now on."""

    def read(self, count: int) -> Any:
        """The next samples."""

    def counts_of(self, read: Any) -> np.ndarray:
        """The channels in what `read` returned, (N, 4)."""

    def close(self) -> None:
        """Releases the port."""


class Memory:
    """A byte string that behaves as the pyserial connection of either package does."""

    is_open = True

    def __init__(self, data: bytes) -> None:
        self._bytes = io.BytesIO(data)
        self._size = len(data)

    def read(self, size: int = 1) -> bytes:
        return self._bytes.read(size)

    @property
    def in_waiting(self) -> int:
        return self._size - self._bytes.tell()

    def close(self) -> None:
        """Does nothing."""


class Sent:
    """A connection that stores what is written to it."""

    is_open = True

    def __init__(self) -> None:
        self.data = bytearray()

    def write(self, data: bytes) -> None:
        self.data += data


class Bitalino:
    """`BITalino.read`: seven bytes a frame, a CRC of four bits, a number of four bits."""

    frame_bytes = 7

    def __init__(self, port: PtyPort) -> None:
        import bitalino

        answer = threading.Thread(target=port.answer, args=(b"\x07", b"BITalino_v5.1\n"))
        answer.start()
        self._device = bitalino.BITalino(port.url)
        answer.join()
        self._device.start(1000, list(range(CHANNELS)))
        port.take(2)  # its two commands
        self._port = self._device.socket

    def frames(self, count: int) -> bytes:
        rows = enumerate(plates_counts(count).tolist())
        return b"".join(_bitalino_frame(number, counts) for number, counts in rows)

    def use_memory(self, data: bytes) -> None:
        self._device.socket = Memory(data)

    def read(self, count: int) -> Any:
        return self._device.read(count)

    def counts_of(self, read: Any) -> np.ndarray:
        return np.asarray(read)[:, 5:]

    def close(self) -> None:
        self._port.close()


def _bitalino_frame(number: int, counts: list[int]) -> bytes:
    a, b, c, d = counts
    fields = (number & 15) << 52 | a << 34 | b << 24 | c << 14 | d << 4
    body = fields.to_bytes(7, "little")
    return (fields | _bitalino_crc(body) << 48).to_bytes(7, "little")


def _bitalino_crc(body: bytes) -> int:
    register = 0
    for bit in (byte >> place & 1 for byte in body for place in range(7, -1, -1)):
        register <<= 1
        register ^= 0x03 if register & 0x10 else 0
        register ^= bit
    return register & 15


class SerialTransfer:
    """`available` until there is a packet, then `rx_obj` for each of its fields."""

    FIELDS = struct.Struct("<IIH4h")
    frame_bytes = FIELDS.size + 6

    def __init__(self, port: PtyPort) -> None:
        from pySerialTransfer import pySerialTransfer

        self._link = pySerialTransfer.SerialTransfer(port.url, restrict_ports=False)
        self._link.open()
        self._port = self._link.connection

    def frames(self, count: int) -> bytes:
        sent = Sent()
        self._link.connection = sent
        for number, counts in enumerate(plates_counts(count).tolist()):
            payload = self.FIELDS.pack(number, number * 1000, 0, *counts)
            self._link.send(self._link.tx_struct_obj(payload))
        self._link.connection = self._port
        return bytes(sent.data)

    def use_memory(self, data: bytes) -> None:
        self._link.connection = Memory(data)

    def read(self, count: int) -> Any:
        link, rows = self._link, []
        while len(rows) < count:
            if link.available():
                rows.append(
                    (
                        link.rx_obj("I"),
                        link.rx_obj("I", 4),
                        link.rx_obj("H", 8),
                        link.rx_obj(list, 10, 2 * CHANNELS, "h"),
                    )
                )
        return rows

    def counts_of(self, read: Any) -> np.ndarray:
        return np.array([row[3] for row in read])

    def close(self) -> None:
        self._port.close()


PEERS: dict[str, Callable[[PtyPort], Peer]] = {
    "bitalino": Bitalino,
    "pySerialTransfer": SerialTransfer,
}
