"""A person's input while a trial is recorded: keys at a terminal, or lines on standard input."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rig.cli.console import fail
from rig.cli.stdin import InputLines

if TYPE_CHECKING:
    import blessed

MARK, START, STOP = "mark", "start", "stop"
GO = "go"  # the space bar: start or stop, whichever is awaited
KEYS = {"m": MARK, " ": GO, "KEY_ENTER": GO}
LINES = (MARK, START, STOP)


class Orders:
    """Words that were entered; none for a program without input."""

    hint = ""

    @property
    def ended(self) -> bool:
        """Whether no more words will come."""
        return True

    def wait(self, seconds: float) -> list[str]:
        """The words that came; waits up to `seconds` for the first one."""
        threading.Event().wait(seconds)
        return []


class KeyOrders(Orders):
    """Keys of the terminal."""

    hint = "m sets a mark, Ctrl-C ends the trial."

    def __init__(self, terminal: "blessed.Terminal") -> None:
        self._terminal = terminal

    @property
    def ended(self) -> bool:
        """Never: the keyboard stays."""
        return False

    def wait(self, seconds: float) -> list[str]:
        """The words of the keys that were pressed."""
        if not _in_foreground():  # a background process that reads a terminal is stopped
            return super().wait(seconds)
        words: list[str] = []
        while key := self._terminal.inkey(timeout=0 if words else seconds, esc_delay=0):
            words.append(KEYS.get(key.name or str(key), ""))
        return [word for word in words if word]


class LineOrders(Orders):
    """Lines of standard input."""

    def __init__(self) -> None:
        self._lines = InputLines()

    @property
    def ended(self) -> bool:
        """Whether no more words will come."""
        return self._lines.ended

    def wait(self, seconds: float) -> list[str]:
        """The words of the lines that came."""
        words = []
        wait_s = seconds
        while (line := self._lines.next(wait_s)) is not None:
            words.append(line.lower())
            wait_s = 0.0
        if not words and self.ended:
            return super().wait(seconds)
        return [word for word in words if _known(word)]


def _known(word: str) -> bool:
    if word and word not in LINES:
        fail(f"expected a line of {', '.join(LINES)}, got {word[:20]!r}")
    return word in LINES


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
        yield LineOrders()
    elif sys.__stderr__ is None or not sys.__stderr__.isatty() or not _in_foreground():
        yield Orders()
    else:
        import blessed  # takes a fifth of a second: only where there are keys

        # Only keys are needed: with styles it would query the terminal and wait for the answer.
        terminal = blessed.Terminal(stream=sys.__stderr__, force_styling=None)
        with terminal.cbreak():
            yield KeyOrders(terminal)
