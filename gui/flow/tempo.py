"""The beats of a tempo such as 2-1-2: one each second, the first of each part has its own sound."""

from collections.abc import Iterator
from itertools import count

DOWN, HOLD, UP, STAND, COUNT = "down", "hold", "up", "stand", "count"
LEAD_S = 2.0  # to hear the tempo
STAND_S = 1  # between two repetitions


def beats(tempo_s: tuple[int, int, int]) -> Iterator[tuple[float, str]]:
    """Seconds from the begin of a set, ascending without end, and the kind of each beat.

    A part of zero seconds has no beat.
    """
    parts = [*zip((DOWN, HOLD, UP), tempo_s, strict=True), (STAND, STAND_S)]
    at_s = LEAD_S
    for _ in count():
        for name, seconds in parts:
            for second in range(seconds):
                yield at_s + second, COUNT if second else name
            at_s += seconds
