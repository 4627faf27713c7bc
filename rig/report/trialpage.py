"""One trial as a page shows it: words, figures and charts."""

from dataclasses import dataclass, field

from rig.analysis.drill import protocol_in
from rig.analysis.records import Analysis
from rig.analysis.samples import plate_forces
from rig.measure.loading import Borne, borne
from rig.measure.quantity import Quantity
from rig.plain import plain
from rig.protocol.words import ASKED
from rig.report.charts import pressure, repetitions, timeline
from rig.report.charts.drawing import Drawing
from rig.report.glance import Table, Tile, not_scored, repetition_table, scored_in, tiles
from rig.report.head import Fact, Head, head_of
from rig.report.rests import laboratory_facts, newton_unit, rests_on
from rig.report.said import Strength, in_short, said
from rig.report.tables import (
    loss_table,
    refused_table,
    repetition_tables,
    standing_facts,
    unseen_table,
)
from rig.trial.notes import Note

COACH_ROWS, COACH_TITLE = 7, 80
LEAST_ROWS, TITLE_LINE, TRUST_LINE = 1, 50, 130


@dataclass(frozen=True, slots=True)
class TrialPage:
    """The contents of a page; what a coach's page omits is empty there.

    `timelines` are one chart for a wide page and for a narrow one.
    """

    head: Head
    tiles: list[Tile]
    timelines: tuple[Drawing, Drawing]
    charts: list[Drawing]
    repetitions: Table | None
    said: list[Strength]
    not_scored: list[str]
    rests: list[Fact]
    tables: list[Table] = field(default_factory=list)
    standing: list[Fact] = field(default_factory=list)
    notes: list[Fact] = field(default_factory=list)
    laboratory: bool = False


def coach_page(analysis: Analysis) -> TrialPage:
    """What fits on one side and is of use to a coach."""
    whole, head = _whole(analysis), head_of(analysis)
    head = head._replace(what=plain(head.what, COACH_TITLE))
    return TrialPage(
        head,
        tiles(analysis),
        _timelines(analysis, timeline.coach_rows(analysis, whole)),
        _charts(analysis, whole),
        repetition_table(analysis, most=_rows(head)) if analysis.repetitions else None,
        said(in_short(analysis.statements), impulse_unit=""),
        not_scored(analysis),
        rests_on(analysis),
        standing=[] if analysis.repetitions else standing_facts(analysis),
    )


def _rows(head: Head) -> int:
    """As many repetitions as fit below the head on one side of paper."""
    lines = len(head.warnings[1:]) + len(head.judged.reasons) // 2
    lines += len(f"{head.who} {head.what}") // TITLE_LINE + len(head.judged.trust) // TRUST_LINE
    return max(COACH_ROWS - 2 * lines, LEAST_ROWS)


def laboratory_page(analysis: Analysis) -> TrialPage:
    """All figures."""
    whole, trial = _whole(analysis), analysis.trial
    rows = timeline.plate_rows(analysis, whole, newton_unit(trial)) if whole else ()
    more = _charts(analysis, whole)
    if analysis.repetitions and {"tempo", "drop"} <= scored_in(analysis):
        more.append(pressure.overlay(analysis))
    lists = (loss_table(analysis), unseen_table(analysis), refused_table(analysis))
    return TrialPage(
        head_of(analysis),
        tiles(analysis),
        _timelines(analysis, rows),
        more,
        None,
        said(analysis.statements, impulse_unit=newton_unit(trial, "impulse_unit")),
        not_scored(analysis),
        laboratory_facts(analysis),
        repetition_tables(analysis) + [table for table in lists if table],
        standing_facts(analysis),
        list(map(_note, trial.notes)),
        laboratory=True,
    )


def _note(note: Note) -> Fact:
    """Author, time and text; for an answer also the question."""
    asked = ASKED.get(note.about, note.about)
    return Fact(
        f"{note.author} {note.utc}".strip(), f"{asked}: {note.text}" if asked else note.text
    )


def _whole(analysis: Analysis) -> Borne | None:
    plates = plate_forces(analysis.trial)
    return borne(plates, analysis.parameters.balance.moving_cutoff_hz) if plates else None


def _timelines(analysis: Analysis, rows: tuple[timeline.Row, ...]) -> tuple[Drawing, Drawing]:
    wide = timeline.timeline(analysis, rows, width=timeline.WIDE_PX)
    return wide, timeline.timeline(analysis, rows, width=timeline.NARROW_PX)


def _charts(analysis: Analysis, whole: Borne | None) -> list[Drawing]:
    """Those that the drill scores."""
    if whole is None or not analysis.repetitions:
        return []
    protocol, scored = protocol_in(analysis.trial), scored_in(analysis)
    dose = protocol.dose if protocol else None
    made: list[tuple[Quantity, Drawing]] = [
        ("tempo", repetitions.tempo(analysis, dose.tempo_s if dose else None)),
        ("heel_share", repetitions.heel_shares(analysis)),
        ("symmetry", repetitions.sides(analysis)),
        ("cop", pressure.pressure(analysis, whole)),
    ]
    return [drawing for quantity, drawing in made if quantity in scored]
