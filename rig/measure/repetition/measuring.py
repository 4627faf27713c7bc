"""The figures of a movement with known borders, and their uncertainty."""

import math
from typing import NamedTuple

import numpy as np

from rig.measure.repetition.found import Course, Repetition
from rig.measure.repetition.motion import GRAVITY_M_S2
from rig.measure.repetition.stance import STEP_S
from rig.measure.repetition.timing import Borders, Instant
from rig.measure.runs import Rows as Span
from rig.measure.runs import runs_of

COVERAGE = 2.0  # k: the interval contains the true value in some 95 %
LAST_STANDING_STEPS, SWAYING_SHARE, LEFT_M = 30, 0.15, 0.015
# Of the rest before: at most this long before the onset, without this much of its end, no lower.
STOOD_BEFORE_STEPS, STOOD_EDGE_STEPS, STOOD_M = 300, 15, 0.03
NEAREST_STEPS = 12000  # rests further off give no information on the height of standing
# What is not in the covariances, as standard deviations: the grid of times, sway of the body, a
# share of the drop for gains and for the height of standing, noise of the force.
TIME_SD_S, DROP_SD_M, DROP_SHARE, FORCE_SD_N, FORCE_SHARE = 0.005, 0.001, 0.01, 1.5, 0.003


class Rows(NamedTuple):
    """Rows of a course: the last before it went down, the lowest, and the first after it came
    up."""

    begin: int
    bottom: int
    end: int


def measured(
    course: Course, rows: Rows, borders: Borders, drop_sd_m: float | None = None
) -> Repetition:
    """The repetition of an excursion from its top by its lowest row to the next top, not numbered
    yet. `drop_sd_m` is the standard deviation of its drop, if it is known better than from the two
    heights."""
    lowest = rows.bottom
    begin = min(max(round(borders.onset.row), 0), lowest)
    end = max(min(round(borders.end.row), len(course.height_m) - 1), lowest + 1)
    standing_m, stand = last_standing(course, begin, lowest)
    stood = _stood(course, begin)
    if drop_sd_m is None and standing_m - course.height_m[begin] > LEFT_M:
        standing_m, stand = float(course.height_m[begin]), begin  # a border set within the movement
    drop_m = standing_m - float(course.height_m[lowest])
    if drop_sd_m is None:
        drop_sd_m = float(np.hypot(course.height_sd_m[stand], course.height_sd_m[lowest]))
    drop_sd_m = float(np.sqrt(drop_sd_m**2 + DROP_SD_M**2 + (DROP_SHARE * drop_m) ** 2))
    weight_n = float(course.weight_course_n[lowest])
    fastest = float(course.velocity_m_s[lowest : end + 1].max())
    peak_n = float(course.force_n[lowest : end + 1].max())
    return Repetition(
        number=0,
        onset_s=_at(course, borders.onset),
        descent_end_s=min(_at(course, borders.descent_end), _at(course, borders.bottom)),
        bottom_s=_at(course, borders.bottom),
        ascent_start_s=max(_at(course, borders.ascent_start), _at(course, borders.bottom)),
        lockout_s=_at(course, borders.end),
        weight_n=weight_n,
        drop_m=drop_m,
        ascent_peak_n=peak_n,
        ascent_impulse_ns=weight_n / GRAVITY_M_S2 * fastest,
        stood_from_s=_time_s(course, stood, stood.start),
        stood_until_s=_time_s(course, stood, stood.end - 1),
        uncertainty=_uncertainty(
            borders, drop_sd_m, weight_n, peak_n, float(course.velocity_sd_m_s[lowest])
        ),
    )


def _stood(course: Course, begin: int) -> Span:
    """The last rest before a row, at most some seconds before it, without its last moments, which
    may belong to the movement. Empty if there is none."""
    first = max(begin - STOOD_BEFORE_STEPS, 0)
    rests = runs_of(course.at_rest[first:begin])
    if not rests or course.height_m[first + rests[-1].end - 1] < -STOOD_M:
        return Span(0, 0)
    stood = Span(first + rests[-1].start, first + rests[-1].end - STOOD_EDGE_STEPS)
    return stood if stood.length >= STOOD_EDGE_STEPS else Span(0, 0)


def _time_s(course: Course, span: Span, row: int) -> float:
    return float(course.time_s[row]) if span.length else math.nan


def standing_m(course: Course, row: int) -> float:
    """The height of standing near a row, from the rests around it close to the overall height."""
    around = slice(max(row - NEAREST_STEPS, 0), row + NEAREST_STEPS)
    stands = course.at_rest[around] & (np.abs(course.height_m[around]) < STOOD_M)
    rows = around.start + np.flatnonzero(stands)
    if not len(rows):
        return 0.0
    after = min(int(np.searchsorted(rows, row)), len(rows) - 1)
    near = rows[[max(after - 1, 0), after]]
    return float(np.interp(row, near, course.height_m[near]))


def last_standing(course: Course, begin: int, lowest: int) -> tuple[float, int]:
    """The height of the last standing before a row, and a row in it: its mean just before, or the
    highest point after a rise at a speed comparable to this descent to `lowest`."""
    first = max(begin - LAST_STANDING_STEPS, 0)
    heights, speeds = course.height_m[first : begin + 1], course.velocity_m_s[first : begin + 1]
    fastest = float(-course.velocity_m_s[begin : lowest + 1].min())
    if speeds.max() < SWAYING_SHARE * fastest:
        return float(heights.mean()), (first + begin) // 2
    return float(heights.max()), first + int(heights.argmax())


def _at(course: Course, instant: Instant) -> float:
    return float(course.time_s[0]) + instant.row * STEP_S


def _uncertainty(
    borders: Borders, drop_sd_m: float, weight_n: float, peak_n: float, velocity_sd: float
) -> dict[str, float]:
    """k = 2 of each figure of a repetition."""
    onset, stop, bottom, start, end = (
        float(np.hypot(instant.sd * STEP_S, TIME_SD_S)) for instant in borders[:5]
    )
    force_sd_n = float(np.hypot(FORCE_SD_N, FORCE_SHARE * peak_n))
    sds = {
        "onset_s": onset,
        "descent_end_s": stop,
        "bottom_s": bottom,
        "ascent_start_s": start,
        "lockout_s": end,
        "descent_s": float(np.hypot(onset, stop)),
        "hold_s": float(np.hypot(stop, start)),
        "ascent_s": float(np.hypot(start, end)),
        "weight_n": force_sd_n,
        "drop_m": drop_sd_m,
        "ascent_peak_n": force_sd_n,
        "ascent_impulse_ns": weight_n / GRAVITY_M_S2 * velocity_sd,
    }
    return {name: COVERAGE * sd for name, sd in sds.items()}
