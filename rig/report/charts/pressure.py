"""The path of the centre of pressure, seen from above, and the repetitions overlaid."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from rig.analysis.records import AnalysedRepetition, Analysis
from rig.analysis.scoring import scoring_of
from rig.analysis.stated import filters_of
from rig.measure.loading import Borne
from rig.report.charts.drawing import Drawing, Mark, curve, dot, spot, stroke
from rig.report.charts.repetitions import ACROSS, HEIGHT, LEFT, TOP, UP, WIDTH
from rig.report.charts.scale import Float, Panel, Range, around, thinned
from rig.report.charts.telling import told_of
from rig.report.words import number, say

MOST_POINTS = 90  # of one repetition
LEAST_MM = 40.0
AIR_MM = 4.0

What = TypeVar("What")


def pressure(analysis: Analysis, whole: Borne) -> Drawing:
    """The centre of pressure in each repetition; the same scale both ways."""
    ways = [_way(one, whole) for one in analysis.repetitions]
    panel = _even(np.concatenate([np.empty((0, 2)), *ways]))
    scored = scoring_of(analysis.trial).scored
    cutoff = number(filters_of(analysis)["repetition"].cutoff_hz)
    drawing = Drawing(
        WIDTH, HEIGHT, say("chart.pressure"), say("chart.pressure_says", cutoff=cutoff)
    )
    drawing.marks.append(panel.above(say("chart.forward")))
    drawing.marks.extend(panel.rows())
    drawing.marks.extend(panel.columns(most=5))
    drawing.marks.append(panel.below(say("chart.rightward")))
    for kind, one, way_mm in _first_and_last_on_top(analysis.repetitions, ways):
        drawing.marks.append(
            curve(f"way {kind}", panel.path(way_mm[:, 0], way_mm[:, 1]), told_of(one, scored))
        )
        lowest = _at(one.times.bottom_s, whole)
        if np.isfinite(lowest).all():
            x, y = panel.x(float(lowest[0])), panel.y(float(lowest[1]))
            drawing.marks.append(dot(f"bottom {kind}", x, y, told=told_of(one, scored)))
    drawing.legend.extend(_legend(len(ways)))
    drawing.legend.append((spot("bottom other"), say("legend.lowest")))
    return drawing


def overlay(analysis: Analysis) -> Drawing:
    """How far down each repetition went, by the time since its onset."""
    repetitions = analysis.repetitions
    longest_s = max((one.times.lockout_s - one.times.onset_s for one in repetitions), default=1.0)
    curves = [_course(analysis, one) for one in repetitions]
    heights = [float(value) for _, height_cm in curves for value in height_cm]
    panel = Panel(LEFT, TOP, ACROSS, UP, Range(0.0, longest_s), around(heights, least_span=10.0))
    drawing = Drawing(WIDTH, HEIGHT, say("chart.overlay"), say("chart.overlay_says"))
    drawing.marks.append(panel.above(say("chart.below_standing")))
    drawing.marks.extend(panel.rows())
    drawing.marks.extend(panel.columns(most=6))
    drawing.marks.append(panel.below(say("chart.since_onset")))
    for kind, one, (time_s, height_cm) in _first_and_last_on_top(repetitions, curves):
        path = panel.path(*thinned(time_s, height_cm, columns=MOST_POINTS))
        drawing.marks.append(curve(f"way {kind}", path, told_of(one)))
    drawing.legend.extend(_legend(len(curves)))
    return drawing


def _first_and_last_on_top(
    repetitions: Sequence[AnalysedRepetition], what: Sequence[What]
) -> Iterator[tuple[str, AnalysedRepetition, What]]:
    """What is drawn for each: the first and the last one over all others."""
    ends = {0: "first", len(repetitions) - 1: "last"}
    for row in sorted(range(len(repetitions)), key=lambda row: row in ends):
        yield ends.get(row, "other"), repetitions[row], what[row]


def _legend(count: int) -> list[tuple[Mark, str]]:
    kinds = ("first", "other", "last")[:count] if count != 2 else ("first", "last")
    return [(stroke(f"way {kind}"), say(f"legend.{kind}")) for kind in kinds]


def _way(one: AnalysedRepetition, whole: Borne) -> Float:
    part_mm = whole.between(one.times.onset_s, one.times.lockout_s).cop_mm
    return np.asarray(part_mm[:: max(len(part_mm) // MOST_POINTS, 1)], np.float64)


def _at(time_s: float, whole: Borne) -> Float:
    row = min(int(np.searchsorted(whole.time_s, time_s)), len(whole.time_s) - 1)
    return np.asarray(whole.cop_mm[row], np.float64)


def _course(analysis: Analysis, one: AnalysedRepetition) -> tuple[Float, Float]:
    times = one.times
    for course in analysis.found.courses if analysis.found else ():
        if course.time_s[0] <= times.bottom_s <= course.time_s[-1]:
            rows = slice(*np.searchsorted(course.time_s, (times.onset_s, times.lockout_s)).tolist())
            return course.time_s[rows] - times.onset_s, course.height_m[rows] * 100
    return np.empty(0), np.empty(0)


def _even(places_mm: Float) -> Panel:
    """A panel around places (N, 2) with the same scale both ways."""
    there = places_mm[np.isfinite(places_mm).all(axis=1)]
    least, largest = (there.min(axis=0), there.max(axis=0)) if len(there) else (np.zeros(2),) * 2
    across_mm, up_mm = (np.maximum(largest - least, 0) + 2 * AIR_MM).tolist()
    mm = max(across_mm / ACROSS, up_mm / UP, LEAST_MM / UP)
    x, y = ((least + largest) / 2).tolist()
    half_x, half_y = mm * ACROSS / 2, mm * UP / 2
    ranges = Range(x - half_x, x + half_x), Range(y - half_y, y + half_y)
    return Panel(LEFT, TOP, ACROSS, UP, *ranges)
