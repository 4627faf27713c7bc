"""Guides through a calibration: asks, and waits until the plates are still."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from rich.progress import BarColumn, Progress, TextColumn

from rig.cli.console import err
from rig.cli.typed import Typed
from rig.device.board import Board
from rig.device.hosttime import HostTime
from rig.errors import Reason, UsageError
from rig.measure.calibrating.session import LEAST_S, READING
from rig.stream.look import Look
from rig.stream.watch import SleptError
from rig.trial.participant import check_name

QUIT = "q"
STILL, NOT_YET, GATHERING = "[ = ] still", "< ~ >", "[ . ] reading"
NOT_ACCEPTED = "not accepted: nothing was kept, what was calibrated before stands"
REST_S = 0.05

Counts = NDArray[np.int32]
Light = Callable[[Reason | None, float], None]


class Guide:
    """The dialogue with the person at a board, and how long to wait for them."""

    def __init__(self, board: Board, host_time: HostTime, typed: Typed, wait_s: float) -> None:
        self.board = board
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

    def still(self, seconds: float, unrest: Callable[[Counts], Reason | None]) -> Counts | None:
        """Counts (N, channels) of the newest seconds, once `unrest` returns None for them.

        None if they did not become still in time, or `s` was typed.
        """
        role, rate_hz = self.board.role, self.board.info.sample_rate_hz
        moving: Reason | None = None
        with (
            self._slept_is_said(),
            Look({role: self.board}, self.host_time) as look,
            _light(seconds) as show,
        ):

            def done() -> bool:
                nonlocal moving
                self.host_time.sleep(REST_S)  # samples gather: checking each one would be a waste
                counts = look.seen[role].counts(round(seconds * rate_hz))
                held_s = len(counts) / rate_hz
                moving = unrest(counts) if held_s >= LEAST_S else READING
                show(moving, held_s)
                return self._typed.skip() or (held_s >= seconds and not moving)

            look.until(done, self._wait_s)
            if not moving:
                return look.seen[role].counts(round(seconds * rate_hz))
            self.say(f"Nothing was taken: {moving}.")
        return None

    @contextmanager
    def _slept_is_said(self) -> Iterator[None]:
        try:
            yield
        except SleptError as slept:
            self.say(f"Nothing was taken: {slept}.")


@contextmanager
def _light(seconds: float) -> Iterator[Light]:
    """Shows on a terminal whether the plates are still, in words and shapes, and for how long."""
    text, width = TextColumn("{task.description}"), BarColumn(bar_width=20)
    hidden = not err.is_terminal
    with Progress(text, width, console=err, transient=True, disable=hidden) as bar:
        task = bar.add_task(GATHERING, total=seconds)

        def show(moving: Reason | None, held_s: float) -> None:
            light = f"{NOT_YET} {moving}" if moving else STILL
            bar.update(task, description=light, completed=0.0 if moving else held_s)

        yield show


def parse_numbers(answer: str) -> list[float] | None:
    """Numbers with spaces or semicolons between them, also with decimal commas; None if invalid."""
    try:
        found = [float(word.replace(",", ".")) for word in answer.replace(";", " ").split()]
    except ValueError:
        return None
    return found if np.isfinite(found).all() else None
