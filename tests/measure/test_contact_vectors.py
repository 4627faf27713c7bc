"""The host decides contact as in tests/contact_vectors.txt; the firmware's tests read it, too."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from rig.measure.contact import ContactDetector, ContactLevels

Event = tuple[int, int, int, bool]


@dataclass
class Case:
    name: str
    levels: list[int] = field(default_factory=list)
    debounce: int = 0
    next_sample: int = 0
    sample: list[int] = field(default_factory=list)
    counts: list[list[int]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def read(self, key: str, words: list[str]) -> None:
        if key == "event":
            self.events.append((int(words[0]), int(words[1]), int(words[2]), words[3] == "on"))
            return
        numbers = [int(word) for word in words]
        if key == "levels":
            self.levels = numbers
        elif key == "debounce":
            (self.debounce,) = numbers
        elif key == "first":
            (self.next_sample,) = numbers
        elif key == "gap":
            self.next_sample += numbers[0]
        elif key == "run":
            self.sample += range(self.next_sample, self.next_sample + numbers[0])
            self.counts += [numbers[1:]] * numbers[0]
            self.next_sample += numbers[0]
        else:
            raise ValueError(f"expected a word of the table, got {key}")

    def detector(self) -> ContactDetector:
        on, off = tuple(self.levels[:3]), tuple(self.levels[3:])
        return ContactDetector(ContactLevels(on, off, self.debounce))


def read_cases() -> list[Case]:
    cases: list[Case] = []
    path = Path(__file__).parents[1] / "contact_vectors.txt"
    for line in path.read_text("ascii").splitlines():
        key, *words = line.split() or ["#"]
        if key == "case":
            cases.append(Case(" ".join(words)))
        elif not key.startswith("#"):
            cases[-1].read(key, words)
    return cases


@pytest.mark.parametrize("block", [1, 7, 100_000])
@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
def test_decided_as_in_the_table(case: Case, block: int) -> None:
    sample = np.array(case.sample, np.uint64)
    counts = np.array(case.counts, np.int16)
    detector = case.detector()
    decided: list[Event] = []
    for begin in range(0, len(sample), block):
        part = sample[begin : begin + block]
        for change in detector.detect(part, counts[begin : begin + block]):
            row = int(part[change.decided_row])
            decided.append((row, change.sample, change.point, change.on))
    assert decided == case.events
