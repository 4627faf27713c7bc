"""The available trials: the only module that knows where they are listed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from pathlib import Path

from gui.language import text
from rig.errors import RigError, UsageError
from rig.store.listing import INDEX, stamp_of, trials_in
from rig.store.row import TrialRow
from rig.store.store import Store
from rig.trial.beside import reviews_path
from rig.trial.edits import that_count
from rig.trial.reader import Summary, summarize
from rig.trial.reviews import Rated, acts_of, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A trial, and what is known of it without reading its rows; `why` it cannot be read.

    If `recount` is true, its repetitions are unknown since a review changed.
    """

    path: Path
    trial_id: str = ""
    participant: str = ""
    protocol: str = ""
    start_utc: datetime | None = None
    utc_offset_s: float | None = None
    seconds: float | None = None
    verdict: str = ""
    repetitions: int | None = None
    recount: bool = False
    losses: int | None = None
    simulated: bool = False
    imported: bool = False
    raters: tuple[str, ...] = ()
    why: str = ""


def paths_at(place: Path) -> list[Path]:
    """The trials of a folder and its subfolders, except discarded ones; or the single file named.
    Raises UsageError if the place does not exist."""
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise UsageError(text("failed.no_trials", place=place))
    return [path for path in trials_in(place) if path.is_file()]


def known_in(place: Path) -> dict[Path, TrialRow]:
    """The rows of a store's index, except those of trials changed since; empty for a place without
    an index."""
    if not (place / INDEX).is_file():
        return {}
    rows = {place / row.path: row for row in Store(place).trials()}
    return {
        path: row
        for path, row in rows.items()
        if (row.size_bytes, row.mtime_ns) == stamp_of(path) and not row.error
    }


def listed(paths: list[Path], known: Mapping[Path, TrialRow]) -> Iterator[Listed]:
    """Yields each trial, summarised if it is not in `known`; never raises for the content of a
    file."""
    for path in paths:
        try:
            if row := known.get(path):
                yield _of_row(path, row)
            else:
                yield _of_summary(path, summarize(path))
        except RigError as error:
            yield Listed(path=path, why=str(error).replace(str(path), path.name))


def raters_of(path: Path) -> tuple[str, ...]:
    """The initials of those who rated a trial; empty if they cannot be read."""
    try:
        acts = standing(acts_of(path))
    except RigError:
        return ()
    return tuple(sorted({act.author for act in acts if isinstance(act, Rated)}))


def _of_row(path: Path, row: TrialRow) -> Listed:
    """The repetitions are unknown if a review may have changed their number."""
    reviewed = stamp_of(reviews_path(path)) != (row.reviews_bytes, row.reviews_mtime_ns)
    recount = reviewed and (bool(row.reviewed_by) or _may_be_edited(path))
    if recount:
        row = replace(row, repetitions=None)
    shared = {field.name for field in fields(Listed)} & {field.name for field in fields(row)}
    said = {name: getattr(row, name) for name in shared - {"path"}}
    return Listed(path=path, raters=raters_of(path), recount=recount, **said)


def _may_be_edited(path: Path) -> bool:
    try:
        return bool(that_count(acts_of(path)))
    except RigError:
        return True


def _of_summary(path: Path, said: Summary) -> Listed:
    ends = [board.last_time_s for board in said.boards.values() if board.last_time_s is not None]
    return Listed(
        path=path,
        trial_id=said.trial_id,
        participant=said.participant,
        protocol=said.protocol,
        start_utc=datetime.fromisoformat(said.start_time_utc) if said.start_time_utc else None,
        utc_offset_s=said.utc_offset_s,
        seconds=max(ends, default=None),
        verdict=said.verdict or "",
        simulated=said.simulated,
        imported=said.imported_from is not None,
        raters=raters_of(path),
    )
