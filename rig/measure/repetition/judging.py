"""Which excursions of a stance are repetitions, and why the others are not."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rig.measure.repetition.excursions import Excursion, excursions
from rig.measure.repetition.found import Course, Refused, Repetition
from rig.measure.repetition.measuring import COVERAGE, Rows, last_standing, measured, standing_m
from rig.measure.repetition.motion import GREAT_SHARE, NODE_STEPS
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.settling import Settled
from rig.measure.repetition.stance import STEP_S
from rig.measure.repetition.timing import Borders, Instant, borders_of
from rig.measure.repetition.weight import LoadChange
from rig.measure.runs import runs_of

LOAD_CHANGED = "the load changed in it"
NO_PERSON = "a load may have been taken or put down in it"
NEAR_S, MOST_AT_REST = 0.0, 0.5
RESTING_M = 0.1  # at rest, a smaller sinking may be apparent only
NEARLY_UP, CHANGING_STEPS = 0.25, 5  # this part of the depth may be missing where a load is taken
PUSHED_M = 0.06  # with a force from outside, a smaller drop is ignored
TOUCHED = "a force from outside cannot be ruled out: its figures are withheld"
LEAST_RAISED_S = 0.3
USUAL_STRAIN, AROUND_STEPS = 0.35, 50
BORDER_STEPS = 1000  # its borders are searched this near to a movement
SWAYS_FOR_S = 0.2  # the height of standing scatters by the sway at that speed in this time


def judged(settled: Settled, parameters: RepetitionParameters) -> Iterator[Repetition | Refused]:
    """For each excursion of a stance: its repetition, not numbered yet; or why it is not one."""
    for excursion in excursions(settled.motion.height_m, parameters):
        yield _judge(settled, excursion, parameters)
    yield from _raised(settled, parameters)


def _judge(
    settled: Settled, excursion: Excursion, parameters: RepetitionParameters
) -> Repetition | Refused:
    if excursion.cut_before or excursion.cut_after:
        return _cut(settled, excursion)
    times = _strain_times(settled, excursion)
    course = _widened(settled.course, times)
    excursion, span = _under_one_load(settled, excursion)
    rows = Rows(excursion.before, excursion.lowest, excursion.after)
    borders = _borders(course, rows, span)
    drop_sd_m = times * _drop_sd_m(settled, course, borders, rows)
    found = measured(course, rows, borders, drop_sd_m)
    drop_sd_m = found.uncertainty["drop_m"] / COVERAGE
    changes = [one for one in _changes_in(settled, found) if _is_great(settled, one)]
    newtons = sum(one.newtons for one in changes)  # sitting down and getting up sum to no change
    if abs(newtons) > GREAT_SHARE * found.weight_n:
        reason = f"{LOAD_CHANGED}, by {newtons:+.0f} N"
        return Refused(found.onset_s, found.lockout_s, reason)
    if found.drop_m > PUSHED_M and _is_pushed(settled, found):
        return _withheld(found)
    fault = _fault(settled, excursion, found, drop_sd_m, parameters)
    if fault:
        return Refused(found.onset_s, found.lockout_s, fault)
    return _with_doubts(settled, found, drop_sd_m, parameters)


def _strain_times(settled: Settled, excursion: Excursion) -> float:
    """The factor by which the standard deviations are widened: the worse the force agrees with
    standing before and after the excursion, the less is known."""
    nodes = slice(
        max(excursion.before - AROUND_STEPS, 0) // NODE_STEPS,
        (excursion.after + AROUND_STEPS) // NODE_STEPS,
    )
    return float(np.sqrt(1 + settled.motion.strain[nodes].sum() / USUAL_STRAIN))


def _widened(course: Course, times: float) -> Course:
    return replace(
        course,
        height_sd_m=times * course.height_sd_m,
        velocity_sd_m_s=times * course.velocity_sd_m_s,
    )


def _under_one_load(settled: Settled, excursion: Excursion) -> tuple[Excursion, slice]:
    """An excursion without the standing before and after in which a load was taken or put down, and
    the steps with one load: what follows with another mass is not part of it."""
    heights = settled.motion.height_m
    first = max(excursion.before - BORDER_STEPS, 0)
    last = min(excursion.after + BORDER_STEPS, len(heights))
    low_m = NEARLY_UP * float(heights[excursion.lowest])
    for change in settled.model.weight.changes:
        step = min(max(change.step, 1), len(heights) - 1)
        if not _is_great(settled, change) or heights[step] < low_m:
            continue
        if first < step < excursion.lowest - CHANGING_STEPS:
            first = step + CHANGING_STEPS
        elif excursion.lowest + CHANGING_STEPS < step < last:
            last = step - CHANGING_STEPS
    before = min(max(excursion.before, first), excursion.lowest)
    after = max(min(excursion.after, last - 1), excursion.lowest)
    return excursion._replace(before=before, after=after), slice(first, last)


def _borders(course: Course, rows: Rows, span: slice) -> Borders:
    """The borders of an excursion, searched among these steps."""
    found = borders_of(
        course.height_m[span],
        course.velocity_m_s[span],
        course.velocity_sd_m_s[span],
        (rows.begin - span.start, rows.bottom - span.start, rows.end - span.start),
        (standing_m(course, rows.begin), standing_m(course, rows.end)),
    )

    def moved(instant: Instant) -> Instant:
        return instant._replace(row=instant.row + span.start)

    return Borders(*map(moved, found))


def _drop_sd_m(settled: Settled, course: Course, borders: Borders, rows: Rows) -> float:
    begin = min(max(round(borders.onset.row), 0), rows.bottom)
    _, stand = last_standing(course, begin, rows.bottom)
    last = settled.model.nodes - 1
    nodes = (min(row // NODE_STEPS, last) for row in (stand, rows.bottom))
    swayed_m = SWAYS_FOR_S * settled.calm.velocity_m_s
    return float(np.hypot(settled.model.difference_sd(settled.known, *nodes), swayed_m))


def _cut(settled: Settled, excursion: Excursion) -> Refused:
    """The refusal of an excursion cut off by an end of the stance."""
    stance = settled.stance
    begin_s, end_s = (
        float(stance.time_s[min(row, len(stance.time_s) - 1)])
        for row in (excursion.before, excursion.after)
    )
    outside = stance.before if excursion.cut_before else stance.after
    ended = "it had begun before" if excursion.cut_before else "it did not come back up"
    if excursion.cut_after and _rises_at_end(settled):
        ended = "it had not ended"
    return Refused(begin_s, end_s, f"{ended}: {outside}" if outside else ended)


def _rises_at_end(settled: Settled) -> bool:
    return bool(settled.motion.velocity_m_s[-1] > 0.02)


def _fault(
    settled: Settled,
    excursion: Excursion,
    found: Repetition,
    drop_sd_m: float,
    parameters: RepetitionParameters,
) -> str:
    """Why an excursion is not a repetition; empty if it is one."""
    drop_m = found.drop_m
    if drop_m < RESTING_M and _rests_in(settled, found):
        return "it cannot be told from standing: it was at rest"
    known = f"{drop_m:.3f} m, +-{COVERAGE * drop_sd_m:.3f}"
    if drop_m < parameters.told_from_standing * drop_sd_m:
        return f"it cannot be told from standing: it went down by {known}"
    if drop_m < parameters.min_drop_m:
        return f"it went down by {known}, less than {parameters.min_drop_m:g}"
    if drop_m > parameters.max_drop_m:
        return f"it went down by {known}, more than {parameters.max_drop_m:g}: {NO_PERSON}"
    heights = settled.motion.height_m
    end_m = min(float(heights[excursion.after]), 0.01)
    returned = 100 * (end_m - float(heights[excursion.lowest])) / drop_m
    if returned < parameters.min_return_percent:
        return f"it came back up by {returned:.0f} %, less than {parameters.min_return_percent:g}"
    descent_s, ascent_s = found.bottom_s - found.onset_s, found.lockout_s - found.bottom_s
    if descent_s < parameters.min_descent_s:
        return f"it went down in {descent_s:.2f} s, less than {parameters.min_descent_s:g}"
    if ascent_s < parameters.min_ascent_s:
        return f"it came up in {ascent_s:.2f} s, less than {parameters.min_ascent_s:g}"
    return ""


def _rests_in(settled: Settled, found: Repetition) -> bool:
    """Whether most of the way down or up was at rest."""
    times_s, at_rest = settled.course.time_s, settled.course.at_rest
    ways = ((found.onset_s, found.descent_end_s), (found.ascent_start_s, found.lockout_s))
    for begin_s, end_s in ways:
        inside = at_rest[slice(*np.searchsorted(times_s, (begin_s, end_s)))]
        if len(inside) and inside.mean() > MOST_AT_REST:
            return True
    return False


def _changes_in(settled: Settled, found: Repetition) -> list[LoadChange]:
    begin_s = float(settled.stance.time_s[0])
    return [
        one
        for one in settled.model.weight.changes
        if found.onset_s - NEAR_S < begin_s + one.step * STEP_S < found.lockout_s + NEAR_S
    ]


def _is_great(settled: Settled, change: LoadChange) -> bool:
    return abs(change.newtons) > GREAT_SHARE * float(np.median(settled.motion.weight_n))


def _with_doubts(
    settled: Settled, found: Repetition, drop_sd_m: float, parameters: RepetitionParameters
) -> Repetition:
    """With the reasons to look at it again."""
    doubts = [f"the load changed in it, by {c.newtons:+.1f} N" for c in _changes_in(settled, found)]
    if found.drop_m - COVERAGE * drop_sd_m < parameters.min_drop_m:
        doubts.append("it may be too shallow to be one")
    lost_s = _lost_s(settled, found)
    if lost_s:
        doubts.append(f"{1000 * lost_s:.0f} ms of samples were lost in it")
    return replace(found, doubts=tuple(doubts))


def _lost_s(settled: Settled, found: Repetition) -> float:
    times_s = settled.stance.time_s
    inside = [
        rows.length
        for rows in settled.stance.lost
        if times_s[rows.start] < found.lockout_s and times_s[rows.end - 1] > found.onset_s
    ]
    return sum(inside) * STEP_S


def _is_pushed(settled: Settled, found: Repetition) -> bool:
    """Whether a force from outside is supposed in it."""
    begin_s = float(settled.stance.time_s[0])
    return any(
        begin_s + rows.start * STEP_S < found.lockout_s
        and found.onset_s < begin_s + rows.end * STEP_S
        for rows in settled.model.pushed
    )


def _withheld(found: Repetition) -> Repetition:
    times = ("onset_s", "bottom_s", "lockout_s")
    return replace(
        found,
        drop_m=math.nan,
        ascent_peak_n=math.nan,
        ascent_impulse_ns=math.nan,
        uncertainty={name: found.uncertainty[name] for name in times},
        withheld=TOUCHED,
    )


def _raised(settled: Settled, parameters: RepetitionParameters) -> Iterator[Refused]:
    """Where the centre of mass went up from standing: arms or heels."""
    heights = settled.motion.height_m
    for rows in runs_of(heights > parameters.raised_m / 2):
        most_m = float(heights[rows.start : rows.end].max())
        if most_m >= parameters.raised_m and rows.length * STEP_S >= LEAST_RAISED_S:
            begin_s, end_s = (
                float(settled.stance.time_s[row]) for row in (rows.start, rows.end - 1)
            )
            yield Refused(begin_s, end_s, f"it went up from standing, by {most_m:.3f} m")
