"""Lines of standard input, while the program does something else.

A thread reads, since Windows cannot wait for a console and a port at the same time. It reads the
file itself: a thread that is blocked in Python's own buffer would break the end of the program.
"""

import os
import queue
import sys
import threading

LONGEST = 4096


class InputLines:
    """Lines without the spaces around them. Reading begins with the first `next`."""

    def __init__(self) -> None:
        self.ended = False
        self._lines: queue.Queue[str | None] = queue.Queue(1000)
        self._thread: threading.Thread | None = None

    def next(self, wait_s: float = 0.0) -> str | None:
        """The next line, after at most `wait_s`; None if none has come, or none will: see
        `ended`."""
        if self.ended:
            return None
        if self._thread is None:
            self._thread = threading.Thread(target=self._read, name="stdin", daemon=True)
            self._thread.start()
        try:
            line = self._lines.get(block=wait_s > 0, timeout=wait_s or None)
        except queue.Empty:
            return None
        self.ended = line is None
        return line

    def _read(self) -> None:
        rest = b""
        while piece := _read_some():
            *lines, rest = (rest + piece).split(b"\n")
            rest = rest[:LONGEST]
            for line in lines:
                self._lines.put(_plain(line))
        if rest:
            self._lines.put(_plain(rest))
        self._lines.put(None)


def _plain(line: bytes) -> str:
    return line.decode(errors="replace").strip()


def _read_some() -> bytes:
    try:
        return os.read(sys.stdin.fileno(), LONGEST)
    except (OSError, ValueError, AttributeError):  # closed, or there is none
        return b""
