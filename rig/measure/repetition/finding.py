"""Repetitions in the vertical force of a whole trial, and what was taken for none."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP, PhaseSpan
from rig.measure.repetition.found import Course, Refused, Repetition, Repetitions
from rig.measure.repetition.judging import judge, movements, unfinished
from rig.measure.repetition.parameters import STANDARD, RepetitionParameters
from rig.measure.repetition.settling import settle
from rig.measure.repetition.stance import standing


def find_repetitions(
    total_n: NDArray[np.floating[Any]],
    time_s: NDArray[np.float64],
    sample: NDArray[np.uint64],
    *,
    sample_rate_hz: float,
    parameters: RepetitionParameters = STANDARD,
) -> Repetitions:
    """Repetitions of a trial, from vertical force (N,) in newtons at times (N,).

    `sample` (N,) are the board's numbers: a step of more than 1 is a gap, over which nothing is
    filtered.
    """
    stood = standing(total_n, time_s, sample, sample_rate_hz=sample_rate_hz, parameters=parameters)
    found: list[Repetition] = []
    refused: list[Refused] = []
    courses: list[Course] = []
    for stance in stood.stances:
        settled = settle(stance, parameters)
        judged = [judge(settled, movement, parameters) for movement in movements(settled)]
        found += _apart([one for one in judged if isinstance(one, Repetition)])
        refused += [one for one in judged if isinstance(one, Refused)]
        refused += unfinished(settled, parameters)
        courses.append(settled.course)
    found = [replace(one, number=number) for number, one in enumerate(found, start=1)]
    since_s = courses[0].time_s[0] if courses else math.inf
    refused += [
        Refused(*span, "nobody stood on the plates") for span in stood.off_s if span[0] > since_s
    ]
    return Repetitions(
        repetitions=tuple(found),
        refused=tuple(sorted(refused, key=lambda one: one.start_s)),
        phases=tuple(phases_of(found, courses)),
        courses=tuple(courses),
        parameters=parameters,
    )


def _apart(found: list[Repetition]) -> list[Repetition]:
    """Ends and begins are extrapolated: where they overlap, both move half way."""
    for number in range(1, len(found)):
        before, behind = found[number - 1], found[number]
        if before.lockout_s > behind.onset_s:
            middle_s = (before.lockout_s + behind.onset_s) / 2
            found[number - 1] = replace(before, lockout_s=middle_s)
            found[number] = replace(behind, onset_s=middle_s)
    return found


def phases_of(found: Sequence[Repetition], courses: Sequence[Course]) -> Iterator[PhaseSpan]:
    """The phases of repetitions: setup is the stance before the first one in it, lockout what lies
    behind each."""
    for course in courses:
        start_s, end_s = float(course.time_s[0]), float(course.time_s[-1])
        inside = [one for one in found if start_s <= one.bottom_s <= end_s]
        if inside:
            yield PhaseSpan(SETUP, start_s, inside[0].onset_s, inside[0].number)
        onsets = [*(one.onset_s for one in inside[1:]), end_s]
        for one, until_s in zip(inside, onsets, strict=True) if inside else ():
            yield PhaseSpan(DESCENT, one.onset_s, one.descent_end_s, one.number)
            yield PhaseSpan(BOTTOM, one.descent_end_s, one.ascent_start_s, one.number)
            yield PhaseSpan(ASCENT, one.ascent_start_s, one.lockout_s, one.number)
            yield PhaseSpan(LOCKOUT, one.lockout_s, until_s, one.number)
