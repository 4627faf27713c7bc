"""The content of a trial, as corrected by reviewers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gui.review.picture import Repetition, Said

SAME_MARK_S = 0.001


def nearest(repetitions: Sequence[Repetition], border: str, time_s: float) -> int | None:
    """The index of the repetition with this border nearest to a time; None if there is none."""
    far_s = [abs(one.border_s(border) - time_s) for one in repetitions]
    return far_s.index(min(far_s)) if far_s else None


def marks(recorded_s: Iterable[float], said: Iterable[Said]) -> tuple[float, ...]:
    """Marks recorded and marks set later, without those removed."""
    times_s = list(recorded_s)
    for one in said:
        if one.what == "mark":
            times_s.append(one.time_s)
        elif one.what == "unmark":
            times_s = [time_s for time_s in times_s if abs(time_s - one.time_s) > SAME_MARK_S]
    return tuple(sorted(times_s))


def ratings(said: Iterable[Said], now: Sequence[Repetition]) -> tuple[Said, ...]:
    """The newest rating by each rater of each existing repetition and of the trial, with the
    present numbers."""
    numbers = {one.found_s: one.number for one in now}
    newest: dict[tuple[str, int], Said] = {}
    for one in said:
        if one.what == "rating":
            number = one.repetition if one.found_s is None else numbers.get(one.found_s)
            if number is not None:
                newest[one.author, number] = replace(one, repetition=number)
    return tuple(newest.values())
