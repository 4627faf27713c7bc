"""Who sits before `rig calibrate`: puts masses where the lines on standard error ask for them."""

import re
import subprocess
from collections.abc import Callable
from typing import Any

from tests.command import finish, start_rig

MASS = re.compile(
    r"(?P<number>\d+)/\d+ (?P<foot>left|right) (?P<where>heel|toe|point \d+), "
    r"y (?P<y>[\d.]+) mm(?:, x (?P<x>[-+\d.]+) mm)?: (?P<kg>[\d.]+) kg\."
)
EMPTY = re.compile(r"(Take everything off|\d+/\d+ \w+ \w+.*: take everything off)")
Put = Callable[[list[tuple[str, float, float, float]]], object]


class Calibrator:
    """Runs the command to its end. `put` has masses (foot, kg, x, y) lie there, and nothing else.

    `answers` are given to questions that begin with their key, in order; all others get Enter.
    """

    def __init__(self, put: Put, answers: dict[str, list[str]] | None = None) -> None:
        self.put = put
        self.answers = answers or {}
        self.heard: list[str] = []
        self.when: dict[str, Callable[[], object]] = {}

    def calibrate(self, *words: object, **settings: Any) -> Any:
        process = start_rig("calibrate", *words, stdin=subprocess.PIPE, **settings)
        assert process.stderr
        try:
            for line in process.stderr:
                self.heard.append(line.rstrip("\n"))
                self._do(process, line)
            return finish(process)
        finally:
            process.kill()

    def _do(self, process: subprocess.Popen[str], line: str) -> None:
        for words, act in self.when.items():
            if line.startswith(words):
                act()
        if found := MASS.match(line):
            y_mm, x_mm = float(found["y"]), float(found["x"] or 0)
            self.put([(found["foot"], float(found["kg"]), x_mm, y_mm)])
        elif EMPTY.match(line):
            self.put([])
        elif not line.rstrip().endswith(("]", ":", "?")) and not line.startswith("a: accept"):
            return
        self._type(process, self._answer(line))

    def _answer(self, line: str) -> str:
        for words, answers in self.answers.items():
            if line.startswith(words) and answers:
                return answers.pop(0)
        return ""

    def _type(self, process: subprocess.Popen[str], text: str) -> None:
        assert process.stdin
        try:
            process.stdin.write(text + "\n")
            process.stdin.flush()
        except OSError:  # it has ended
            pass
