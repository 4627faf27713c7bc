"""A set at a glance: the few figures that a coach wants first, and a row for each repetition."""

from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from rig.analysis.drill import protocol_in
from rig.analysis.records import AnalysedRepetition, Analysis
from rig.analysis.scoring import scoring_of
from rig.measure.losses import ContactFindings
from rig.measure.quantity import Quantity
from rig.measure.technique.figures import RepetitionFigures, spread_of
from rig.measure.technique.keeping import KEPT, LOST, NOT_JUDGED, Keeping, keeping
from rig.report.words import NOTHING, number, say

# Columns of the table of repetitions, by the quantity that they show.
COLUMNS: Mapping[str, Quantity] = MappingProxyType(
    {
        "tempo": "tempo",
        "drop": "drop",
        "heel": "heel_share",
        "right": "symmetry",
        "contacts": "contact",
    }
)
PARTS = ("descent_s", "hold_s", "ascent_s")


class Tile(NamedTuple):
    """A prominent figure: its name, its value, and a remark."""

    name: str
    value: str
    note: str


class Table(NamedTuple):
    """Cells under their headings; the first of a row names it."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""


def scored_in(analysis: Analysis) -> frozenset[Quantity]:
    """What the drill scores; everything if there is no protocol."""
    return scoring_of(analysis.trial).scored


def not_scored(analysis: Analysis) -> list[str]:
    """What the drill does not score, each reason once."""
    return scoring_of(analysis.trial).lines


def tiles(analysis: Analysis) -> list[Tile]:
    """The figures at a glance, if measured and scored by the drill."""
    scored = scored_in(analysis)
    found = [_repetitions(analysis)]
    if analysis.contacts and "contact" in scored:
        kept = _kept if analysis.repetitions else _lost
        found.append(kept(analysis, analysis.contacts))
    makers = (("tempo", _tempo), ("drop", _drop), ("heel_share", _heel), ("symmetry", _sides))
    made = [make(analysis) for quantity, make in makers if quantity in scored]
    return found + [tile for tile in made if tile]


def repetition_table(analysis: Analysis, *, most: int) -> Table:
    """A row for each repetition, at most `most`."""
    scored = scored_in(analysis)
    shown = [heading for heading, quantity in COLUMNS.items() if quantity in scored]
    headings = ["number", *(one for one in shown if one != "contacts" or analysis.contacts)]
    pairs = list(zip(analysis.repetitions, analysis.figures, strict=True))
    cells = [dict(_row(one, own, analysis.contacts)) for one, own in pairs[:most]]
    rows = tuple(tuple(cell[heading] for heading in headings) for cell in cells)
    left = len(pairs) - len(rows)
    more = say("table.more", count=left) if left else ""
    named = tuple(say(f"table.{heading}") for heading in headings)
    return Table(say("table.caption_repetitions"), named, rows, more)


def kept_in(contacts: ContactFindings, one: AnalysedRepetition) -> Keeping:
    """The contacts in a repetition."""
    return keeping(contacts, one.times.onset_s, one.times.lockout_s)


def _mean(analysis: Analysis, name: str, decimals: int = 0) -> str:
    spread = spread_of(analysis.figures, name)
    return number(spread.mean if spread else None, decimals)


def _repetitions(analysis: Analysis) -> Tile:
    found, protocol = analysis.found, protocol_in(analysis.trial)
    name = say("glance.repetitions")
    if found is None:
        return Tile(name, NOTHING, say("glance.no_plates"))
    dose = protocol.dose if protocol else None
    notes = [say("glance.asked", count=dose.repetitions)] if dose else []
    if found.refused:
        notes.append(say("glance.refused", count=len(found.refused)))
    return Tile(name, str(len(analysis.repetitions)), "; ".join(notes))


def _kept(analysis: Analysis, contacts: ContactFindings) -> Tile:
    states = [kept_in(contacts, one).state for one in analysis.repetitions]
    blind = states.count(NOT_JUDGED)
    kept, judged = states.count(KEPT), len(states) - blind
    points = Counter(loss.point for one in analysis.repetitions for loss in one.losses)
    losses = points.total()
    notes = [
        say("glance.losses", count=losses, points=_named(points))
        if losses
        else say("glance.no_losses")
    ]
    if blind:
        notes.append(say("glance.not_judged", count=blind))
    notes.append(say("glance.kept_rule"))
    value = say("glance.kept_of", kept=kept, judged=judged)
    return Tile(say("glance.kept"), value, "; ".join(notes))


def _lost(_: Analysis, contacts: ContactFindings) -> Tile:
    """Losses of a set without repetitions."""
    points = Counter(loss.point for loss in contacts.losses)
    return Tile(say("glance.lost"), str(points.total()), _named(points))


def _named(points: Counter[str]) -> str:
    return ", ".join(f"{say(f'point.{point}')} {count}" for point, count in points.items())


def _tempo(analysis: Analysis) -> Tile | None:
    if not analysis.figures:
        return None
    protocol = protocol_in(analysis.trial)
    dose = protocol.dose if protocol else None
    mean = "-".join(_mean(analysis, name, 1) for name in PARTS)
    note = say("glance.tempo_asked", tempo=dose.tempo) if dose else say("glance.tempo_note")
    return Tile(say("glance.tempo"), mean, note)


def _drop(analysis: Analysis) -> Tile | None:
    if not analysis.figures:
        return None
    value = say("glance.drop_cm", drop=_mean(analysis, "drop_cm"))
    return Tile(say("glance.drop"), value, say("glance.drop_note"))


def _heel(analysis: Analysis) -> Tile | None:
    stood, lowest = (_mean(analysis, f"heel_{when}_percent") for when in ("standing", "bottom"))
    if NOTHING in (stood, lowest):
        return None
    value = say("glance.heel_percent", stood=stood, lowest=lowest)
    return Tile(say("glance.heel"), value, say("glance.heel_note"))


def _sides(analysis: Analysis) -> Tile | None:
    left, right = (_mean(analysis, f"{side}_percent") for side in ("left", "right"))
    if NOTHING in (left, right):
        return None
    value = say("glance.sides_percent", left=left, right=right)
    return Tile(say("glance.sides"), value, say("glance.sides_note"))


def _row(
    one: AnalysedRepetition, own: RepetitionFigures, contacts: ContactFindings | None
) -> Iterator[tuple[str, str]]:
    """Cells by their headings."""
    values = own.values
    yield "number", one.label
    yield "tempo", "-".join(number(values.get(name), 1) for name in PARTS)
    yield "drop", number(values.get("drop_cm"))
    stood, lowest = (values.get(f"heel_{when}_percent") for when in ("standing", "bottom"))
    yield "heel", f"{number(stood)} → {number(lowest)}"
    yield "right", number(values.get("right_percent"), 1)
    if contacts:
        yield "contacts", _contacts(one, contacts)


def _contacts(one: AnalysedRepetition, contacts: ContactFindings) -> str:
    found = kept_in(contacts, one)
    if found.state == LOST:
        return say("table.lost", points=", ".join(say(f"point.{point}") for point in found.points))
    return say("table.kept" if found.state == KEPT else "table.not_judged")
