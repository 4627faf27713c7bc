"""The user of `rig calibrate`: puts masses where the lines on standard error ask for them."""

import contextlib
import io
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from tests.command import finish, start_rig

MASS = re.compile(
    r"\d+/\d+ (?P<foot>left|right) (?:heel|toe|point \d+), "
    r"y (?P<y>[\d.]+) mm(?:, x (?P<x>[-+\d.]+) mm)?: (?P<kg>[\d.]+) kg\."
)
EMPTY = re.compile(r"Take everything off|\d+/\d+ \w+ [\w ]+: take everything off")
QUESTION = re.compile(r".*(\]|:|press Enter\.)$|a: accept|r: once more")
Put = Callable[[list[tuple[str, float, float, float]]], object]


class Calibrator:
    """Does what it is asked. `put` places exactly these masses (foot, kg, x, y).

    `answers` are given to questions that begin with their key, in order; all others get Enter.
    `when` holds actions for lines with these beginnings, done after the requested ones.
    """

    def __init__(self, put: Put, answers: dict[str, list[str]] | None = None) -> None:
        self.put = put
        self.answers = answers or {}
        self.when: dict[str, Callable[[], object]] = {}
        self.heard: list[str] = []

    def answer(self, line: str) -> str | None:
        """The reply to a line; None if it is no question."""
        self.heard.append(line)
        asked = self._put(line) or QUESTION.match(line)
        for words, act in self.when.items():
            if line.startswith(words):
                act()
        if not asked:
            return None
        given = next((a for words, a in self.answers.items() if a and line.startswith(words)), [""])
        return given.pop(0)

    def _put(self, line: str) -> bool:
        if found := MASS.match(line):
            x_mm, y_mm = float(found["x"] or 0), float(found["y"])
            self.put([(found["foot"], float(found["kg"]), x_mm, y_mm)])
        elif EMPTY.match(line):
            self.put([])
        else:
            return False
        return True

    def calibrate(self, *words: object, **settings: Any) -> Any:
        """Runs the command to its end."""
        process = start_rig("calibrate", *words, stdin=subprocess.PIPE, **settings)
        assert process.stderr
        assert process.stdin
        try:
            for line in process.stderr:
                if (typed := self.answer(line.rstrip("\n"))) is not None:
                    with contextlib.suppress(OSError):  # it has ended
                        process.stdin.write(typed + "\n")
                        process.stdin.flush()
            return finish(process)
        finally:
            process.kill()

    @contextlib.contextmanager
    def at_hand(self, monkeypatch: Any) -> Iterator[None]:
        """Within it this answers whatever reads standard input in this process."""
        reading, writing = os.pipe()
        with os.fdopen(reading, "rb") as keyboard, monkeypatch.context() as patch:
            try:
                with os.fdopen(writing, "w") as hands:
                    patch.setattr(sys, "stdin", keyboard)
                    patch.setattr(sys, "stderr", _Ears(self, hands))
                    yield
            finally:
                _let_the_reader_end()


def _let_the_reader_end() -> None:
    for thread in threading.enumerate():
        if thread.name == "stdin":
            thread.join(10)


class _Ears(io.TextIOBase):
    def __init__(self, calibrator: Calibrator, hands: Any) -> None:
        self._calibrator = calibrator
        self._hands = hands
        self._begun = ""

    def write(self, text: str) -> int:
        *lines, self._begun = (self._begun + text).split("\n")
        for line in lines:
            if (typed := self._calibrator.answer(line)) is not None:
                self._hands.write(typed + "\n")
                self._hands.flush()
        return len(text)
