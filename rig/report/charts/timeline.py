"""The whole set over time: what the plates measured, and under it the three contacts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from rig.analysis.records import Analysis
from rig.analysis.scoring import scoring_of
from rig.measure.dowel import POINTS
from rig.measure.loading import Borne
from rig.report.charts.drawing import Drawing, Mark, box, curve, line, rect, stroke, words
from rig.report.charts.lanes import LANE_PX, lane
from rig.report.charts.scale import Float, Panel, Range, around, thinned
from rig.report.charts.telling import told_of
from rig.report.words import number, say
from rig.trial.event import MARK

WIDE_PX, NARROW_PX = 760, 360
LEFT_PX, RIGHT_PX, TOP_PX = 58, 14, 34
ROW_PX, BETWEEN_PX, FOOT_PX = 64, 22, 20
GAP_S = 0.05  # a curve is broken at a longer gap
NUMBER_PX = 22  # room for the number of a repetition


class Row(NamedTuple):
    """A curve over time: its label, its pieces of times (N,) and values (N,), and the least span of
    values that is drawn."""

    label: str
    pieces: tuple[tuple[Float, Float], ...]
    least_span: float

    @property
    def range(self) -> Range:
        """The range of all its values."""
        ends = [float(end) for _, values in self.pieces for end in _ends(values)]
        return around(ends, least_span=self.least_span)


def drop_row(analysis: Analysis) -> Row:
    """How far the centre of mass is below standing, downwards, in centimetres."""
    courses = analysis.found.courses if analysis.found else ()
    pieces = tuple((one.time_s, one.height_m * 100) for one in courses)
    return Row(say("chart.height"), pieces, 10.0)


def coach_rows(analysis: Analysis, whole: Borne | None) -> tuple[Row, ...]:
    """How far down, and where the weight was meanwhile."""
    return (drop_row(analysis), _heel_row(whole)) if whole else ()


def _heel_row(whole: Borne) -> Row:
    return Row(say("chart.heel"), _unbroken(whole.time_s, whole.heel_share * 100), 20.0)


def plate_rows(analysis: Analysis, whole: Borne, newtons: str) -> tuple[Row, ...]:
    """All plate measurements over time, for a laboratory."""
    time_s = whole.time_s
    return (
        drop_row(analysis),
        Row(say("chart.force", unit=newtons), _unbroken(time_s, whole.loads_n.sum(axis=1)), 100.0),
        _heel_row(whole),
        Row(say("chart.sides"), _unbroken(time_s, whole.symmetry_percent), 20.0),
    )


def _unbroken(time_s: Float, values: Float) -> tuple[tuple[Float, Float], ...]:
    cuts = np.flatnonzero(np.diff(time_s) > GAP_S) + 1
    return tuple(zip(np.split(time_s, cuts), np.split(values, cuts), strict=True))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The layout: rows from the top, lanes under them."""

    width: int
    across: Range
    rows: int
    lanes: int

    def panel(self, row: int, up: Range) -> Panel:
        top = TOP_PX + row * (ROW_PX + BETWEEN_PX)
        return Panel(LEFT_PX, top, self.width - LEFT_PX - RIGHT_PX, ROW_PX, self.across, up)

    @property
    def time(self) -> Panel:
        """The whole area, for what has a time and no value."""
        height = self.lanes_top + self.lanes * LANE_PX - TOP_PX
        width = self.width - LEFT_PX - RIGHT_PX
        return Panel(LEFT_PX, TOP_PX, width, height, self.across, Range(0, 1))

    @property
    def lanes_top(self) -> float:
        return TOP_PX + self.rows * (ROW_PX + BETWEEN_PX) - (BETWEEN_PX - 12 if self.rows else 0)

    @property
    def height(self) -> int:
        return round(self.time.bottom) + FOOT_PX


def timeline(analysis: Analysis, rows: tuple[Row, ...], *, width: int) -> Drawing:
    """The set from its first sample to its last."""
    rows = tuple(row for row in rows if any(len(time_s) for time_s, _ in row.pieces))
    contacts = analysis.contacts
    sheet = _Sheet(width, length_s(analysis), len(rows), len(POINTS) if contacts else 0)
    drawing = Drawing(width, sheet.height, say("chart.timeline"), _says(analysis))
    drawing.marks.extend(_repetitions(analysis, sheet.time))
    for place, row in enumerate(rows):
        drawing.marks.extend(_curve(row, sheet.panel(place, row.range)))
    if contacts:
        for place, point in enumerate(POINTS):
            top = sheet.lanes_top + place * LANE_PX
            drawing.marks.extend(lane(contacts, point, sheet.time, top=top))
    drawing.marks.extend(_marks(analysis, sheet.time))
    most = 12 if width > NARROW_PX else 6
    drawing.marks.extend(sheet.time.columns(most=most))
    below = (LEFT_PX - 12, sheet.time.bottom + 15)
    drawing.marks.append(words("label", *below, text=say("chart.seconds"), anchor="end"))
    drawing.legend.extend(_legend(drawing))
    return drawing


def length_s(analysis: Analysis) -> Range:
    """From the first sample to the last of either board."""
    boards = (analysis.trial.plates, analysis.trial.dowel)
    ends = [float(b.time_s[end]) for b in boards if b and len(b.time_s) for end in (0, -1)]
    return Range(min(ends), max(ends)) if len(ends) and max(ends) > min(ends) else Range(0.0, 1.0)


def _ends(values: Float) -> tuple[float, ...]:
    there = values[np.isfinite(values)]
    return (there.min(), there.max()) if len(there) else ()


def _says(analysis: Analysis) -> str:
    losses = len(analysis.contacts.losses) if analysis.contacts else 0
    repetitions = say("chart.repetitions", count=len(analysis.repetitions))
    seconds = number(length_s(analysis).span)
    told = say("chart.losses", count=losses) if analysis.contacts else say("chart.no_dowel")
    return say("chart.timeline_says", seconds=seconds, repetitions=repetitions, losses=told)


def _curve(row: Row, panel: Panel) -> Iterator[Mark]:
    yield panel.above(row.label)
    yield from panel.rows(most=3)
    for time_s, values in row.pieces:
        share = (time_s[-1] - time_s[0]) / panel.across.span if len(time_s) else 0
        columns = max(round(panel.width * share), 2)
        yield curve("curve", panel.path(*thinned(time_s, values, columns=columns)))


def _repetitions(analysis: Analysis, panel: Panel) -> Iterator[Mark]:
    free_px, scored = -np.inf, scoring_of(analysis.trial).scored
    for one in analysis.repetitions:
        times = one.times
        left, right = panel.x(times.onset_s), panel.x(times.lockout_s)
        size = {"width": right - left, "height": panel.height}
        yield rect("repetition", left, panel.top, **size, told=told_of(one, scored))
        middle = (left + right) / 2
        if middle - NUMBER_PX / 2 >= free_px:
            yield words("count", middle, panel.top - 20, text=str(times.number), anchor="middle")
            free_px = middle + NUMBER_PX / 2


def _marks(analysis: Analysis, panel: Panel) -> Iterator[Mark]:
    for event in analysis.trial.events:
        if event.kind == MARK and panel.across.least <= event.time_s <= panel.across.largest:
            x, told = panel.x(event.time_s), say("chart.mark", time=number(event.time_s, 2))
            yield line("mark", (x, panel.top), (x, panel.bottom), told)


def _legend(drawing: Drawing) -> Iterator[tuple[Mark, str]]:
    """For the kinds of marks in a drawing."""
    drawn = {mark.kind for mark in drawing.marks}
    swatches = {"repetition": box, "on": stroke, "lost": box, "brief": box}
    swatches |= {"off": box, "unseen": box, "mark": stroke}
    for kind, swatch in swatches.items():
        if kind in drawn:
            yield swatch(kind), say(f"legend.{kind}")
