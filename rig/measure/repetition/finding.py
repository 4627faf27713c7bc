"""Repetitions in the vertical force of a whole trial, and refused movements."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.phase import ASCENT, BOTTOM, DESCENT, LOCKOUT, SETUP, PhaseSpan
from rig.measure.repetition.floorload import floor_load
from rig.measure.repetition.found import Course, Refused, Repetition, Repetitions
from rig.measure.repetition.judging import judged
from rig.measure.repetition.parameters import STANDARD, RepetitionParameters
from rig.measure.repetition.settling import settle
from rig.measure.repetition.stance import LEAST_STEPS, OFF, Stance, stances_of


def find_repetitions(
    force_n: NDArray[np.floating[Any]],
    time_s: NDArray[np.float64],
    *,
    sample_rate_hz: float,
    parameters: RepetitionParameters = STANDARD,
    weighed_n: float | None = None,
) -> Repetitions:
    """Repetitions of a trial, from the vertical forces of its channels, (N, 4), or their sum, (N,),
    in newtons at ascending times (N,).

    Where two times are further apart than a sample, samples were lost. `weighed_n` is the weight
    taken on these plates before, load included; None if unknown.
    """
    stances = stances_of(force_n, time_s, sample_rate_hz=sample_rate_hz)
    found: list[Repetition] = []
    refused: list[Refused] = []
    courses: list[Course] = []
    for stance in stances.stances:
        here = _in_stance(stance, parameters, weighed_n)
        found += _apart(here.repetitions)
        refused += here.refused
        courses += here.courses
    found, unlike = _like_the_others(found)
    refused += unlike
    found = [
        replace(one, number=number) for number, one in enumerate(_with_standing(found), start=1)
    ]
    since_s = courses[0].time_s[0] if courses else math.inf
    refused += [Refused(*span, OFF) for span in stances.off_s if span[0] > since_s]
    return Repetitions(
        repetitions=tuple(found),
        refused=tuple(sorted(refused, key=lambda one: one.start_s)),
        phases=tuple(phases_of(found, courses)),
        courses=tuple(courses),
        parameters=parameters,
    )


LEAST_OF_A_SET, SHALLOW_SHARE, SHORT_SHARE = 4, 0.5, 0.6
AT_ONCE_S = 5.0  # this soon after another, a repetition has the standing of that one


class _Found(NamedTuple):
    repetitions: list[Repetition]
    refused: list[Refused]
    courses: list[Course]


def _in_stance(stance: Stance, parameters: RepetitionParameters, weighed_n: float | None) -> _Found:
    """The findings in a stance: by the load if that was on the floor, else by the motion."""
    load = floor_load(stance)
    if load is None:
        return _by_motion(stance, parameters, weighed_n)
    found = _Found(list(load.repetitions), list(load.refused), [])
    for rows in load.parts:
        if rows.length >= LEAST_STEPS:
            part = _by_motion(stance.part(rows), parameters, None)
            found.repetitions.extend(part.repetitions)
            found.refused.extend(part.refused)
            found.courses.extend(part.courses)
    return found._replace(repetitions=sorted(found.repetitions, key=lambda one: one.bottom_s))


def _by_motion(stance: Stance, parameters: RepetitionParameters, weighed_n: float | None) -> _Found:
    settled = settle(stance, weighed_n)
    outcome = list(judged(settled, parameters))
    return _Found(
        [one for one in outcome if isinstance(one, Repetition)],
        [one for one in outcome if isinstance(one, Refused)],
        [settled.course],
    )


def _like_the_others(found: list[Repetition]) -> tuple[list[Repetition], list[Refused]]:
    """Without those much shallower and much shorter than most of a set: arms swing, and people bob,
    between repetitions."""
    known = [one for one in found if not one.withheld]
    if len(known) < LEAST_OF_A_SET:
        return found, []
    usual_m = float(np.median([one.drop_m for one in known]))
    usual_s = float(np.median([one.lockout_s - one.onset_s for one in known]))
    like, unlike = [], []
    for one in found:
        lasts_s = one.lockout_s - one.onset_s
        if one.drop_m < SHALLOW_SHARE * usual_m and lasts_s < SHORT_SHARE * usual_s:
            reason = (
                f"it went down by {one.drop_m:.3f} m in {lasts_s:.1f} s, and the others by "
                f"{usual_m:.3f} m in {usual_s:.1f} s"
            )
            unlike.append(Refused(one.onset_s, one.lockout_s, reason))
        else:
            like.append(one)
    return like, unlike


def _with_standing(found: Sequence[Repetition]) -> Iterator[Repetition]:
    """Where a repetition follows another one directly, the standing before it is that before the
    other."""
    last: Repetition | None = None
    for one in found:
        if last and math.isnan(one.stood_until_s) and one.onset_s - last.lockout_s < AT_ONCE_S:
            one = replace(one, stood_from_s=last.stood_from_s, stood_until_s=last.stood_until_s)
        last = one
        yield one


def _apart(found: list[Repetition]) -> list[Repetition]:
    """Where an end and the next onset overlap, both move to the middle."""
    for number in range(1, len(found)):
        before, behind = found[number - 1], found[number]
        if before.lockout_s > behind.onset_s:
            middle_s = (before.lockout_s + behind.onset_s) / 2
            found[number - 1] = replace(before, lockout_s=middle_s)
            found[number] = replace(behind, onset_s=middle_s)
    return found


def phases_of(found: Sequence[Repetition], courses: Sequence[Course]) -> Iterator[PhaseSpan]:
    """The phases of repetitions: setup is the stance before the first one in it, lockout the time
    after each."""
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
