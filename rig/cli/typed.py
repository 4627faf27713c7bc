"""What is typed on standard input, line by line, while the program does something else.

A thread reads, since Windows cannot wait for a console and a port at once. It reads the file
itself: a thread that is blocked in Python's own buffer would break the end of the program.
"""

import os
import queue
import sys
import threading

LOOK_EACH_S = 0.1  # a wait without a limit cannot be interrupted on Windows
SKIP = "s"
YES, NO = ("y", "yes"), ("n", "no")


class Typed:
    """Lines of standard input. Reading begins when the first is wanted."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue(1000)
        self._next: str | None = None  # taken from the queue, not yet used
        self._ended = False
        self._thread: threading.Thread | None = None
        self._terminal = sys.stdin is not None and sys.stdin.isatty()

    def enter(self, *, at_end: bool) -> bool:
        """Waits for Enter: False if `s` was typed, `at_end` where input has ended."""
        line = self._line()
        return at_end if line is None else line != SKIP

    def yes(self) -> bool | None:
        """Waits for yes or no; None if `s` was typed or input has ended."""
        while (line := self._line()) not in (*YES, *NO):
            if line in (None, SKIP):
                return None
        return line in YES

    def skip(self) -> bool:
        """Whether `s` was typed; does not wait. Other lines stay, for what asks for them."""
        if not self._look(wait_s=None) or self._next != SKIP:
            return False
        self._next = None
        return True

    def forget(self) -> None:
        """Before a question: on a terminal an Enter too many must not answer it."""
        while self._terminal and self._look(wait_s=None):
            self._next = None

    def _line(self) -> str | None:
        while not self._look(wait_s=LOOK_EACH_S):
            if self._ended:
                return None
        line, self._next = self._next, None
        return line

    def _look(self, *, wait_s: float | None) -> bool:
        """Whether a line is there."""
        self._begin()
        if self._next is None and not self._ended:
            try:
                self._next = self._lines.get(block=wait_s is not None, timeout=wait_s)
                self._ended = self._next is None
            except queue.Empty:
                pass
        return self._next is not None

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._read_on, name="typed", daemon=True)
            self._thread.start()

    def _read_on(self) -> None:
        rest = b""
        try:
            while data := os.read(sys.stdin.fileno(), 4096):
                *lines, rest = (rest + data).split(b"\n")
                for line in lines:
                    self._lines.put(line.decode("ascii", "replace").strip().lower())
        except (OSError, ValueError, AttributeError):  # closed, or there is none
            pass
        self._lines.put(None)
