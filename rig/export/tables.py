"""The tables of a trial, as CSV and Parquet hold them: one a board, events, gaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.trial.trial import Board, Dowel, Plates, Trial

TIME = "on the one timeline of both boards"


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table, `values` (N,): numbers, or text; masked where there is none."""

    name: str
    unit: str
    says: str
    values: NDArray[Any]


Table = tuple[Column, ...]


def tables(trial: Trial) -> dict[str, Table]:
    """All tables by name; a board that was not there has none."""
    found: dict[str, Table] = {}
    if trial.plates is not None:
        found["plates"] = (*_board(trial.plates), *_forces(trial.plates))
    if trial.dowel is not None:
        found["dowel"] = (*_board(trial.dowel), *_contacts(trial, trial.dowel))
    return found | {"events": _events(trial), "gaps": _gaps(trial)}


def _board(board: Board) -> Iterator[Column]:
    yield Column("time_s", "s", TIME, board.time_s)
    yield Column(
        "sample",
        "",
        "the board's number of the sample: a step of more than 1 is a gap",
        board.sample,
    )
    yield Column("device_time_us", "us", "the board's own clock", board.device_time_us)
    yield Column(
        "status",
        "",
        "bits: 1 TTL input high, 2 TTL output high, 4 sync wire high; "
        "rig/trial/FORMAT.md lists the others",
        board.status,
    )
    for number, name in enumerate(board.columns):
        said = f"raw; volts = counts x {board.volts_per_count:g}"
        yield Column(f"{name}_counts", "counts", said, board.counts[:, number])


def _forces(plates: Plates) -> Iterator[Column]:
    for number, name in enumerate(plates.columns):
        yield Column(
            f"{name}_n", "N", "vertical force, downwards positive", plates.force_n[:, number]
        )


def _contacts(trial: Trial, dowel: Dowel) -> Iterator[Column]:
    for name in dowel.columns:
        touching = trial.in_contact(name, dowel.time_s).astype(np.uint8)
        yield Column(f"{name}_contact", "", "1 in contact, 0 not, by the events", touching)


def _events(trial: Trial) -> Table:
    events = trial.events
    return (
        Column("time_s", "s", TIME, np.array([event.time_s for event in events], np.float64)),
        _text("board", "plates, dowel, or empty", (event.board for event in events)),
        _text("kind", "what happened: rig/trial/FORMAT.md", (event.kind for event in events)),
        _text("point", "of the dowel", (event.point for event in events)),
        Column("sample", "", "of the board, where it belongs to one", _samples(trial)),
        Column(
            "value",
            "",
            "by kind: rig/trial/FORMAT.md",
            np.array([event.value for event in events], np.float64),
        ),
    )


def _gaps(trial: Trial) -> Table:
    gaps = trial.gaps
    first = np.array([gap.first_sample for gap in gaps], np.int64)
    count = np.array([gap.count for gap in gaps], np.int64)
    return (
        _text("board", "whose samples are missing", (gap.board for gap in gaps)),
        Column("first_sample", "", "the first that is missing", first),
        Column("count", "", "how many are missing", count),
    )


def _text(name: str, says: str, words: Iterable[str]) -> Column:
    return Column(name, "", says, np.array(list(words), np.str_))


def _samples(trial: Trial) -> NDArray[np.int64]:
    known = [event.sample for event in trial.events]
    missing = [sample is None for sample in known]
    return np.ma.masked_array([sample or 0 for sample in known], missing, np.int64)
