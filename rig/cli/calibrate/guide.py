"""Guides through a calibration: asks, and waits until the plates are still."""

from collections.abc import Callable

import numpy as np

from rig.cli.console import err
from rig.cli.typed import Typed
from rig.cli.waiting import captured
from rig.device.hosttime import HostTime
from rig.errors import RefusedError, UsageError
from rig.stream.capture import Capturable, Value
from rig.stream.engine import Engine
from rig.trial.participant import check_name

QUIT = "q"
NOT_ACCEPTED = "not accepted: nothing was kept, what was calibrated before stands"


class Guide:
    """The dialogue with the person at a board, and how long to wait for them."""

    def __init__(
        self, engine: Engine, role: str, host_time: HostTime, typed: Typed, wait_s: float
    ) -> None:
        self.engine = engine
        self.board = engine.feeds[role].board
        self.host_time = host_time
        self._typed = typed
        self._wait_s = wait_s

    def say(self, words: str) -> None:
        """Prints a line on standard error."""
        err.print(words, soft_wrap=True, markup=False)

    def ask(self, question: str) -> str:
        """Returns the line that answers. Raises UsageError for q, or at the end of input."""
        self._typed.forget()
        self.say(question)
        line = self._typed.line()
        if line is None or line.lower() == QUIT:
            raise UsageError("left before anything was kept: what was calibrated before stands")
        return line

    def text(self, question: str, check: Callable[[str], None], default: str = "") -> str:
        """An answer that `check` accepts; its UsageError for any other is printed."""
        while True:
            answer = self.ask(f"{question} [{default}]") or default
            try:
                check(answer)
            except UsageError as error:
                self.say(str(error))
            else:
                return answer

    def operator(self, before: str) -> str:
        """Who is calibrating; the name `before` is in brackets."""
        question = "Who calibrates? Initials or a short name."
        return self.text(question, lambda name: check_name("operator", name), before)

    def number(self, question: str, default: float, *, least: float, most: float) -> float:
        """A number from `least` to `most`."""
        return self.numbers(f"{question} [{default:g}]", least=least, most=most, default=[default])[
            0
        ]

    def numbers(
        self, question: str, *, least: float, most: float, default: list[float] | None = None
    ) -> list[float]:
        """Numbers with spaces between them, each from `least` to `most`."""
        while True:
            answer = self.ask(question)
            found = parse_numbers(answer) or (default if not answer else None)
            if found and all(least <= number <= most for number in found):
                return found
            self.say(f"Expected numbers from {least:g} to {most:g}, got {answer!r}.")

    def captured(self, what: Capturable[Value]) -> Value | None:
        """What is captured as soon as the samples are suitable.

        None, and it is said why, if they were not in time or `s` was typed.
        """
        try:
            return captured(
                self.engine,
                what,
                time=self.host_time,
                stopped=self._typed.skip,
                wait_s=self._wait_s,
            )
        except RefusedError as refused:
            self.say(f"Nothing was taken: {refused.reason}.")
            return None


def parse_numbers(answer: str) -> list[float] | None:
    """Numbers with spaces or semicolons between them, also with decimal commas; None if invalid."""
    try:
        found = [float(word.replace(",", ".")) for word in answer.replace(";", " ").split()]
    except ValueError:
        return None
    return found if np.isfinite(found).all() else None
