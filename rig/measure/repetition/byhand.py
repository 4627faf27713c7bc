"""Repetitions with borders set by hand: measured there in the same way as those found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from rig.measure.repetition import timing
from rig.measure.repetition.finding import phases_of
from rig.measure.repetition.found import Course, Refused, Repetition, Repetitions
from rig.measure.repetition.measuring import Rows, measured, standing_m
from rig.measure.repetition.stance import STEP_S

LEAST_S = 0.05  # from onset to bottom and from there to the end
BESIDE_S = 1.0  # a border may be this far outside a standing span: begins are extrapolated
TAKEN_AWAY = "a reviewer took it away"


class Borders(NamedTuple):
    """From onset by bottom to end. `found_s` is the bottom found, which identifies it whatever its
    borders become; if none was found, the bottom first set."""

    found_s: float
    onset_s: float
    bottom_s: float
    end_s: float
    by_hand: bool = False

    @property
    def in_order(self) -> bool:
        """Whether it goes from onset by bottom to end."""
        return min(self.bottom_s - self.onset_s, self.end_s - self.bottom_s) >= LEAST_S

    def apart_from(self, other: "Borders") -> bool:
        """Whether one ends before the other begins."""
        return self.end_s <= other.onset_s or other.end_s <= self.onset_s


def borders_of(found: Sequence[Repetition]) -> list[Borders]:
    """The borders of repetitions as found."""
    return [Borders(one.bottom_s, one.onset_s, one.bottom_s, one.lockout_s) for one in found]


def with_borders(found: Repetitions, borders: Sequence[Borders]) -> Repetitions:
    """Repetitions with these borders instead, in order of time and renumbered.

    One whose bottom is outside all standing spans is dropped: nothing can be measured there. A
    repetition found but no longer listed is added to the refused ones.
    """
    by_bottom = {one.bottom_s: one for one in found.repetitions}
    all_of_them = [
        _by_hand(one, found.courses) if one.by_hand else by_bottom[one.found_s] for one in borders
    ]
    repetitions = [
        replace(one, number=number) for number, one in enumerate(filter(None, all_of_them), 1)
    ]
    known = {one.found_s for one in borders}
    taken = [one for one in found.repetitions if one.bottom_s not in known]
    refused = [Refused(one.onset_s, one.lockout_s, TAKEN_AWAY) for one in taken]
    refused += [one for one in found.refused if not _is_one_now(one, repetitions)]
    return replace(
        found,
        repetitions=tuple(repetitions),
        refused=tuple(sorted(refused, key=lambda one: one.start_s)),
        phases=tuple(phases_of(repetitions, found.courses)),
    )


def _by_hand(one: Borders, courses: Sequence[Course]) -> Repetition | None:
    for course in courses:
        if rows := _rows(one, _span_s(course)):
            # Exactly as set: a window identifies its repetition by these times.
            return replace(
                measured(course, rows, _set(one, course, rows)),
                onset_s=one.onset_s,
                bottom_s=one.bottom_s,
                lockout_s=one.end_s,
                set_from_s=one.found_s,
            )
    return None


def _set(one: Borders, course: Course, rows: Rows) -> timing.Borders:
    """The borders exactly as set; begin and end of the hold are found."""
    stood_m = standing_m(course, rows.begin), standing_m(course, rows.end)
    found = timing.borders_of(
        course.height_m, course.velocity_m_s, course.velocity_sd_m_s, rows, stood_m
    )
    begin_s = float(course.time_s[0])
    onset, bottom, end = (
        timing.Instant((at_s - begin_s) / STEP_S, 0.0)
        for at_s in (one.onset_s, one.bottom_s, one.end_s)
    )
    return found._replace(onset=onset, bottom=bottom, end=end)


def stood_s(found: Repetitions) -> list[tuple[float, float]]:
    """The spans in which a person stood: a repetition can be measured there."""
    return [_span_s(course) for course in found.courses]


def lies_in(one: Borders, spans_s: Sequence[tuple[float, float]]) -> bool:
    """Whether a repetition is in one of these spans; its begin and end may be slightly outside."""
    return any(_rows(one, span_s) for span_s in spans_s)


def _span_s(course: Course) -> tuple[float, float]:
    return float(course.time_s[0]), float(course.time_s[-1])


def _rows(one: Borders, span_s: tuple[float, float]) -> Rows | None:
    """The rows nearest to its borders; None if its bottom is not in the span, or a border is far
    outside."""
    begin_s, end_s = span_s
    if one.onset_s < begin_s - BESIDE_S or one.end_s > end_s + BESIDE_S:
        return None
    last = round((end_s - begin_s) / STEP_S)
    times_s = (one.onset_s, one.bottom_s, one.end_s)
    rows = Rows(*(min(max(round((at_s - begin_s) / STEP_S), 0), last) for at_s in times_s))
    return rows if rows.begin < rows.bottom < rows.end else None


def _is_one_now(refused: Refused, repetitions: Sequence[Repetition]) -> bool:
    middle_s = (refused.start_s + refused.end_s) / 2
    return any(one.by_hand and one.onset_s < middle_s < one.lockout_s for one in repetitions)
