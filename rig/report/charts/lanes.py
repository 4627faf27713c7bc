"""A point of the dowel over time: in contact, lost, or not known."""

from collections.abc import Iterator

from rig.measure.losses import Absence, ContactFindings
from rig.report.charts.drawing import Mark, line, rect, words
from rig.report.charts.scale import Panel
from rig.report.charts.telling import told_of_loss
from rig.report.words import say, span

LANE_PX = 16
LEAST_PX = 1.5  # so that short marks stay visible


def lane(contacts: ContactFindings, point: str, panel: Panel, *, top: float) -> Iterator[Mark]:
    """A thin line while it is in contact, a block while it is lost, hatched while unknown."""
    middle = top + LANE_PX / 2
    yield words("tick", panel.left - 5, middle + 4, text=say(f"point.{point}"), anchor="end")
    yield line("on", (panel.left, middle), (panel.right, middle))
    for one in _never_begun(contacts, point):
        x, width = _place(panel, one.start_s, one.end_s)
        told = say("chart.absent", point=point, span=span(one.start_s, one.end_s))
        yield rect("off", x, middle - 3, width=width, height=6, told=told)
    for seen in contacts.disturbances:
        if point in seen.points:
            x, width = _place(panel, seen.start_s, seen.end_s)
            what = {"kind": say(f"kind.{seen.kind}"), "span": span(seen.start_s, seen.end_s)}
            told = say("chart.unseen", **what)
            yield rect("unseen", x, top + 2, width=width, height=LANE_PX - 4, told=told)
    for loss in (*contacts.losses, *contacts.brief):
        if loss.point == point:
            x, width = _place(panel, loss.onset_s, loss.end_s)
            kind, inset = ("brief", 4) if loss.brief else ("lost", 2)
            height = LANE_PX - 2 * inset
            yield rect(kind, x, top + inset, width=width, height=height, told=told_of_loss(loss))


def _never_begun(contacts: ContactFindings, point: str) -> Iterator[Absence]:
    """Times without contact that are neither a loss nor unknown: before the first contact."""
    known = [
        (loss.onset_s, loss.end_s)
        for loss in (*contacts.losses, *contacts.brief)
        if loss.point == point
    ]
    known += [(seen.start_s, seen.end_s) for seen in contacts.disturbances if point in seen.points]
    for one in contacts.absences:
        overlaps = (start_s < one.end_s and one.start_s < end_s for start_s, end_s in known)
        if one.point == point and not any(overlaps):
            yield one


def _place(panel: Panel, start_s: float, end_s: float) -> tuple[float, float]:
    left = panel.x(max(start_s, panel.across.least))
    right = panel.x(min(end_s, panel.across.largest))
    return left, max(right - left, LEAST_PX)
