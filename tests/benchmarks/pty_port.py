"""A serial port without a board: what is written at one end waits at the other."""

import fcntl
import os
import pty
import select
import struct
import termios
import time
import tty
from types import TracebackType
from typing import Self

ARRIVE_S = 1.0


class PtyPort:
    """A pseudo-terminal; `url` is the end that a program opens as its serial port."""

    def __init__(self) -> None:
        self.board, self._host = pty.openpty()  # both stay open: the port outlives its user
        tty.setraw(self._host)
        self.url = os.ttyname(self._host)

    def put(self, data: bytes) -> None:
        """Sends as the board; returns when all of it is at the port."""
        os.write(self.board, data)
        end_s = time.monotonic() + ARRIVE_S
        while self._waiting() < len(data):
            if time.monotonic() > end_s:
                raise TimeoutError(f"expected {len(data)} bytes at the port")

    def take(self, count: int) -> bytes:
        """Receives `count` bytes as the board."""
        received = b""
        while len(received) < count:
            if not select.select([self.board], [], [], ARRIVE_S)[0]:
                raise TimeoutError(f"expected {count} bytes from the program, got {received!r}")
            received += os.read(self.board, count - len(received))
        return received

    def answer(self, question: bytes, answer: bytes) -> None:
        """Waits for a command and answers it."""
        if self.take(len(question)) == question:
            os.write(self.board, answer)

    def close(self) -> None:
        os.close(self.board)
        os.close(self._host)

    def _waiting(self) -> int:
        (count,) = struct.unpack("I", fcntl.ioctl(self._host, termios.FIONREAD, bytes(4)))
        return int(count)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
