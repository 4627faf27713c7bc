"""The tables of a trial for CSV and Parquet: one for each board, repetitions, events, gaps,
notes."""

from collections.abc import Iterator

import numpy as np

from rig.export.columns import Column, Table, count_column, text_column
from rig.export.content import Content
from rig.export.repetitions import repetition_table
from rig.trial.trial import Board, Dowel, Plates, Trial

TIME = "on the one timeline of both boards"


def tables(content: Content) -> dict[str, Table]:
    """All tables by name; a missing board has none, and there is no table of repetitions if they
    could not be searched for."""
    trial, analysis = content.trial, content.analysis
    found: dict[str, Table] = {}
    if trial.plates is not None:
        found["plates"] = (*_board(trial.plates), *_forces(trial.plates))
    if trial.dowel is not None:
        found["dowel"] = (*_board(trial.dowel), *_contacts(trial, trial.dowel))
    if analysis and analysis.found:
        found["repetitions"] = repetition_table(analysis)
    return found | {"events": _events(trial), "gaps": _gaps(trial), "notes": _notes(trial)}


def _board(board: Board) -> Iterator[Column]:
    yield Column("time_s", TIME, board.time_s)
    yield Column(
        "sample", "the board's number of the sample: a step of more than 1 is a gap", board.sample
    )
    yield Column("device_time_us", "the board's own clock", board.device_time_us)
    yield Column(
        "status",
        "bits: 1 TTL input high, 2 TTL output high, 4 sync wire high; "
        "rig/trial/FORMAT.md lists the others",
        board.status,
    )
    for number, name in enumerate(board.columns):
        said = f"raw; volts = counts x {board.volts_per_count:g}"
        yield Column(f"{name}_counts", said, board.counts[:, number])


def _forces(plates: Plates) -> Iterator[Column]:
    for number, name in enumerate(plates.columns):
        yield Column(f"{name}_n", "vertical force, downwards positive", plates.force_n[:, number])


def _contacts(trial: Trial, dowel: Dowel) -> Iterator[Column]:
    for name in dowel.columns:
        touching = trial.in_contact(name, dowel.time_s).astype(np.uint8)
        yield Column(f"{name}_contact", "1 in contact, 0 not, by the events", touching)


def _events(trial: Trial) -> Table:
    events = trial.events
    return (
        Column("time_s", TIME, np.array([event.time_s for event in events], np.float64)),
        text_column("board", "plates, dowel, or empty", (event.board for event in events)),
        text_column("kind", "what happened: rig/trial/FORMAT.md", (event.kind for event in events)),
        text_column("point", "of the dowel", (event.point for event in events)),
        count_column(
            "sample", "of the board, where it belongs to one", (event.sample for event in events)
        ),
        Column(
            "value",
            "by kind: rig/trial/FORMAT.md",
            np.array([event.value for event in events], np.float64),
        ),
    )


def _gaps(trial: Trial) -> Table:
    gaps = trial.gaps
    return (
        text_column("board", "whose samples are missing", (gap.board for gap in gaps)),
        count_column("first_sample", "the first that is missing", (g.first_sample for g in gaps)),
        count_column("count", "how many are missing", (gap.count for gap in gaps)),
    )


def _notes(trial: Trial) -> Table:
    notes = trial.notes
    return (
        text_column("utc", "when it was noted", (note.utc for note in notes)),
        text_column("author", "by whom", (note.author for note in notes)),
        text_column("text", "what was noted", (note.text for note in notes)),
        text_column("about", "what was asked", (note.about for note in notes)),
    )
