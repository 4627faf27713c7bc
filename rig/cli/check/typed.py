"""What a builder types while `rig check` does something else."""

import sys

from rig.cli.stdin import InputLines

LOOK_EACH_S = 0.1  # a wait without a limit cannot be interrupted on Windows
SKIP = "s"
YES, NO = ("y", "yes"), ("n", "no")


class Typed:
    """Lines of standard input. Reading begins when the first is wanted."""

    def __init__(self) -> None:
        self._lines = InputLines()
        self._next: str | None = None  # taken from the lines, not yet used
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
        if not self._look(wait_s=0.0) or self._next != SKIP:
            return False
        self._next = None
        return True

    def forget(self) -> None:
        """Before a question: on a terminal an Enter too many must not answer it."""
        while self._terminal and self._look(wait_s=0.0):
            self._next = None

    def _line(self) -> str | None:
        while not self._look(wait_s=LOOK_EACH_S):
            if self._lines.ended:
                return None
        line, self._next = self._next, None
        return line

    def _look(self, *, wait_s: float) -> bool:
        """Whether a line is there."""
        if self._next is None:
            self._next = self._lines.next(wait_s)
        return self._next is not None
