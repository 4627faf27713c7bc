"""Many trials in one table: a row for each repetition, with what is known of its trial."""

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from pyarrow.csv import CSVWriter
from pyarrow.parquet import ParquetWriter

from rig.analysis.comparing import Copies
from rig.analysis.records import Analysis
from rig.analysis.reviewed import Review, in_words
from rig.analysis.scoring import scoring_of
from rig.errors import RigError, UsageError
from rig.export.arrow import NewFile, write_tables
from rig.export.columns import Column, Table, count_column, number_column, text_column
from rig.export.csv import PLAIN_HEADER
from rig.export.output import publish_files, workplace
from rig.export.repetitions import columns_of
from rig.plain import LONGEST_PATH, plain
from rig.trial.folder import refuse_unless_new
from rig.trial.trial import Trial

CSV, PARQUET = ".csv", ".parquet"
REASONS = "; "


class Row(NamedTuple):
    """A file, its analysis or why there is none, the repetition of this row, and an earlier file
    with the same trial."""

    file: Path
    found: Analysis | RigError
    number: int | None
    same_as: Path | None

    @property
    def analysis(self) -> Analysis | None:
        """None if there is none."""
        return None if isinstance(self.found, RigError) else self.found

    @property
    def trial(self) -> Trial | None:
        """None if there is none."""
        return self.analysis.trial if self.analysis else None


def expect_table_path(out: Path) -> None:
    """Raises UsageError unless a new table could be written there."""
    if out.suffix.lower() not in (CSV, PARQUET):
        raise UsageError(f"expected a name that ends in {CSV} or {PARQUET}, got {out.name}")
    refuse_unless_new(out)


def write_table(found: Sequence[tuple[Path, Analysis | RigError]], out: Path) -> int:
    """Writes one table of all trials as CSV or Parquet, by the suffix of the file; returns the
    number of rows.

    A trial without a repetition is a row, and so is a file that could not be analysed, with the
    reason in its `error`. Raises UsageError if it cannot be written.
    """
    expect_table_path(out)
    table = trial_table(found)
    said = {"participants": ", ".join(_participants(found))}  # makes them searchable
    with workplace(out) as work:
        write_tables({out.name: table}, _new_file(out, work), said=said, told=lambda _: None)
        publish_files({work / out.name: out})
    return len(table[0].values)


def _participants(found: Sequence[tuple[Path, Analysis | RigError]]) -> list[str]:
    return sorted({one.trial.participant for _, one in found if isinstance(one, Analysis)} - {""})


def _new_file(out: Path, work: Path) -> NewFile:
    if out.suffix.lower() == PARQUET:
        return lambda name, schema: ParquetWriter(work / name, schema)
    return lambda name, schema: CSVWriter(work / name, schema, write_options=PLAIN_HEADER)


def trial_table(found: Sequence[tuple[Path, Analysis | RigError]]) -> Table:
    """The table of all trials."""
    copies = Copies(one.trial for _, one in found if isinstance(one, Analysis))
    rows = [row for file, one in found for row in _rows(file, one, copies)]
    return (*_about_trials(rows), *_about_repetitions(rows), _same(rows), _errors(rows))


def _rows(file: Path, found: Analysis | RigError, copies: Copies) -> Iterator[Row]:
    if isinstance(found, RigError):
        yield Row(file, found, None, None)
        return
    same_as = copies.better(found.trial)
    for number in range(len(found.repetitions)) or (None,):
        yield Row(file, found, number, same_as)


TEXTS: dict[str, tuple[str, Callable[[Trial], str]]] = {
    "trial_id": ("of the trial", lambda t: t.trial_id),
    "participant": ("pseudonym", lambda t: t.participant),
    "protocol": ("name of the drill", lambda t: t.protocol),
    "condition": ("that the protocol says", lambda t: t.condition),
    "start_time_utc": (
        "time of day at time 0",
        lambda t: t.start_time_utc.isoformat() if t.start_time_utc else "",
    ),
    "end_reason": ("why it ended", lambda t: t.end_reason),
    "simulated": ("yes where the boards were a program", lambda t: "yes" if t.simulated else "no"),
    "imported": (
        "yes where it was made of a recording of other force plates",
        lambda t: "yes" if t.imported_from else "no",
    ),
    "validity": ("how good the trial is", lambda t: t.validity.level),
    "validity_reasons": ("why not better", lambda t: REASONS.join(t.validity.reasons)),
    "trust": ("how far figures can be trusted", lambda t: REASONS.join(r.text for r in t.trust)),
    "not_scored": ("what the drill refuses", lambda t: REASONS.join(scoring_of(t).lines)),
    "newtons": ("tier of the calibration, or uncalibrated", lambda t: _tier(t)),
}
NUMBERS: dict[str, tuple[str, Callable[[Trial], float]]] = {
    "length_s": ("from time 0 to the last sample", lambda t: _length_s(t)),
    "weighed_n": ("weight, load included, in the hour before", lambda t: t.weighed_n),
    "foot_length_mm": ("length of the foot", lambda t: t.feet.foot_length_mm),
    "heel_offset_mm": ("from the heel stop to the heel", lambda t: t.feet.heel_offset_mm),
    "stance_width_mm": ("between the middles of the feet", lambda t: t.feet.stance_width_mm),
}
REVIEWS: dict[str, tuple[str, Callable[[Review], str]]] = {
    "reviewed_by": ("who set repetitions right", lambda r: REASONS.join(r.by)),
    "reviewed_utc": ("when that was last", lambda r: r.utc),
    "review": ("what of it counts", lambda r: REASONS.join(in_words(r))),
}
COUNTS: dict[str, tuple[str, Callable[[Analysis], int | None]]] = {
    "trial_repetitions": (
        "repetitions in the trial",
        lambda a: len(a.repetitions) if a.found else None,
    ),
    "trial_losses": (
        "contacts lost in the trial for 50 ms or longer",
        lambda a: len(a.contacts.losses) if a.contacts else None,
    ),
}


def _tier(trial: Trial) -> str:
    if trial.plates is None:
        return ""
    newtons = trial.plates.newtons
    if newtons.imported:
        return "as imported"
    return (newtons.tier or "calibrated") if newtons.calibrated else "uncalibrated"


def _length_s(trial: Trial) -> float:
    boards = (board for board in (trial.plates, trial.dowel) if board and len(board.time_s))
    return max((float(board.time_s[-1]) for board in boards), default=math.nan)


def _about_trials(rows: Sequence[Row]) -> Iterator[Column]:
    files = (plain(row.file, LONGEST_PATH) for row in rows)
    yield text_column("file", "that was analysed", files)
    for name, (says, text_of) in TEXTS.items():
        yield text_column(name, says, [text_of(row.trial) if row.trial else "" for row in rows])
    for name, (says, number_of) in NUMBERS.items():
        numbers = [number_of(row.trial) if row.trial else None for row in rows]
        yield number_column(name, says, numbers)
    reviews = [row.analysis.review if row.analysis else None for row in rows]
    for name, (says, told_of) in REVIEWS.items():
        yield text_column(name, says, [told_of(one) if one else "" for one in reviews])
    for name, (says, count_of) in COUNTS.items():
        counts = [count_of(row.analysis) if row.analysis else None for row in rows]
        yield count_column(name, says, counts)


def _about_repetitions(rows: Sequence[Row]) -> Iterator[Column]:
    """What belongs to no repetition is missing."""
    own = [
        (at, row.analysis.repetitions[row.number], row.analysis, scoring_of(row.analysis.trial))
        for at, row in enumerate(rows)
        if row.analysis and row.number is not None
    ]
    places = [at for at, *_ in own]
    known = [a.contacts is not None and "contact" in scoring.scored for *_, a, scoring in own]
    ones, scorings = [one for _, one, *_ in own], [scoring for *_, scoring in own]
    for column in columns_of(ones, with_dowel=known, scorings=scorings):
        values = _blank(column.values, len(rows))
        values[places] = column.values
        name = "repetition" if column.name == "number" else column.name
        yield Column(name, column.says, values)


def _blank(like: NDArray[Any], rows: int) -> NDArray[Any]:
    blank = np.zeros(rows, like.dtype)
    return blank if like.dtype.kind == "U" else np.ma.array(blank, mask=True)


def _same(rows: Sequence[Row]) -> Column:
    files = (plain(row.same_as or "", LONGEST_PATH) for row in rows)
    return text_column(
        "same_trial_as", "a better file, or an earlier one as good: count that only", files
    )


def _errors(rows: Sequence[Row]) -> Column:
    errors = (row.found if isinstance(row.found, RigError) else "" for row in rows)
    words = (plain(error, LONGEST_PATH) for error in errors)
    return text_column("error", "why it could not be analysed", words)
