"""What a person says while a trial is recorded: keys at a terminal, or lines on standard input."""

import os
import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import blessed

from rig.cli.console import fail

MARK, START, STOP = "mark", "start", "stop"
GO = "go"  # the space bar: start or stop, whichever is awaited
KEYS = {"m": MARK, " ": GO, "KEY_ENTER": GO}
LINES = (MARK, START, STOP)
QUEUED = 1000


class Orders:
    """Words that came by hand; none from a program that nobody can speak to."""

    ended = True
    hint = ""

    def wait(self, seconds: float) -> list[str]:
        """The words that came; waits for the first one, but no longer than that."""
        threading.Event().wait(seconds)
        return []


class KeyOrders(Orders):
    """Keys of the terminal."""

    ended = False
    hint = "m sets a mark, Ctrl-C ends the trial."

    def __init__(self, terminal: blessed.Terminal) -> None:
        self._terminal = terminal

    def wait(self, seconds: float) -> list[str]:
        """The words of the keys that were pressed."""
        if not _in_foreground():  # who reads a terminal from the background is stopped
            return super().wait(seconds)
        words: list[str] = []
        while key := self._terminal.inkey(timeout=0 if words else seconds, esc_delay=0):
            words.append(KEYS.get(key.name or str(key), ""))
        return [word for word in words if word]


class LineOrders(Orders):
    """Lines of standard input, read by a thread, since a pipe cannot be asked everywhere."""

    def __init__(self, descriptor: int) -> None:
        self.ended = False
        self._words: queue.Queue[str] = queue.Queue(QUEUED)
        threading.Thread(target=self._read, args=(descriptor,), name="orders", daemon=True).start()

    def wait(self, seconds: float) -> list[str]:
        """The words of the lines that came."""
        words = []
        try:
            words.append(self._words.get(timeout=seconds))
            while True:
                words.append(self._words.get_nowait())
        except queue.Empty:
            return words

    def _read(self, descriptor: int) -> None:
        rest = b""
        # Not by sys.stdin: Python could not exit while a thread waits in its lock.
        while piece := _read_some(descriptor):
            *lines, rest = (rest + piece[-4096:]).split(b"\n")
            rest = rest[:80]
            for line in lines:
                self._take(line.decode(errors="replace").strip().lower())
        self._take(rest.decode(errors="replace").strip().lower())
        self.ended = True

    def _take(self, word: str) -> None:
        if word in LINES and not self._words.full():
            self._words.put_nowait(word)
        elif word and word not in LINES:
            fail(f"expected a line of {', '.join(LINES)}, got {word[:20]!r}")


def _read_some(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # a terminal that was closed
        return b""


def _in_foreground() -> bool:
    if not hasattr(os, "tcgetpgrp"):
        return True
    try:
        return os.getpgrp() == os.tcgetpgrp(sys.__stdin__.fileno()) if sys.__stdin__ else False
    except OSError:
        return False


@contextmanager
def orders() -> Iterator[Orders]:
    """From the terminal if there is one, else from the lines of standard input."""
    if sys.__stdin__ is None or sys.__stdin__.closed:
        yield Orders()
    elif not sys.__stdin__.isatty():
        yield LineOrders(sys.__stdin__.fileno())
    elif sys.__stderr__ is None or not sys.__stderr__.isatty() or not _in_foreground():
        yield Orders()
    else:
        terminal = blessed.Terminal(stream=sys.__stderr__)
        with terminal.cbreak():
            yield KeyOrders(terminal)
