"""A person's typed input while the program does something else: `rig check`, `rig calibrate`."""

import sys

from rig.cli.stdin import InputLines

LOOK_EACH_S = 0.1  # a wait without a limit cannot be interrupted on Windows
SKIP = "s"
YES, NO = ("y", "yes"), ("n", "no")


class Typed:
    """Lines of standard input. Reading begins with the first request."""

    def __init__(self) -> None:
        self._lines = InputLines()
        self._next: str | None = None  # taken from the lines, not yet used
        self._terminal = sys.stdin is not None and sys.stdin.isatty()

    def enter(self, *, at_end: bool) -> bool:
        """Waits for Enter: False if `s` was typed, `at_end` at the end of input."""
        line = self.line()
        return at_end if line is None else line.lower() != SKIP

    def yes(self) -> bool | None:
        """Waits for yes or no; None if `s` was typed or input has ended."""
        while (line := self.line()) is not None and line.lower() != SKIP:
            if line.lower() in (*YES, *NO):
                return line.lower() in YES
        return None

    def skip(self) -> bool:
        """Whether `s` was typed; does not wait. Other lines are kept for their requester."""
        if not self._look(wait_s=0.0) or (self._next or "").lower() != SKIP:
            return False
        self._next = None
        return True

    def forget(self) -> None:
        """Before a question: on a terminal a surplus Enter must not answer it."""
        while self._terminal and self._look(wait_s=0.0):
            self._next = None

    def line(self) -> str | None:
        """Waits for a line; None at the end of input."""
        while not self._look(wait_s=LOOK_EACH_S):
            if self._lines.ended:
                return None
        line, self._next = self._next, None
        return line

    def _look(self, *, wait_s: float) -> bool:
        """Whether there is a line."""
        if self._next is None:
            self._next = self._lines.next(wait_s)
        return self._next is not None
