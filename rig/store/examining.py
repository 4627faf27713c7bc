"""Reads one file of a store for its row in the index."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from rig.analysis.analysis import analyse
from rig.errors import UsageError
from rig.ondisk import is_there
from rig.plain import plain
from rig.store.listing import Seen
from rig.store.row import TrialRow
from rig.trial.beside import is_trial_name
from rig.trial.header import is_start
from rig.trial.journal import MAGIC, header_of, journal_path
from rig.trial.localtime import offset_in
from rig.trial.opening import open_trial
from rig.trial.reader import Fate, fate_of
from rig.trial.trial import Trial

HDF5 = b"\x89HDF\r\n\x1a\n"
CHANGES = -1  # no file was changed then: it is read again
LEFT = "its trial is not there: rig recover rebuilds it"


def examined(folder: Path, seen: Seen) -> TrialRow:
    """A file's row; never raises for any contents."""
    path, row = folder / seen.path, TrialRow(**seen._asdict())
    try:
        return _examined(path, row)
    except UsageError as error:
        row = replace(_by_its_journal(path, row), error=_by_name(path, error))
        return replace(row, mtime_ns=CHANGES) if fate_of(path) is Fate.BEING_WRITTEN else row
    except OSError as error:
        return replace(row, error=f"cannot read it: {error.strerror}")
    except Exception as error:  # a defect of ours; the others are still listed
        return replace(row, error=f"cannot be judged: {plain(repr(error))}")


def _examined(path: Path, row: TrialRow) -> TrialRow:
    if path.is_symlink():
        raise UsageError("expected a file, this is a link: it is not followed")
    if path.is_dir():
        raise UsageError("expected a folder that may be looked into, this one may not")
    if not path.is_file():  # a pipe would block
        raise UsageError("expected a file, this is something else")
    head = kind_of(path)
    if head == HDF5 or (is_trial_name(path.name) and head != MAGIC):
        return _of_trial(open_trial(path), row)
    if head == MAGIC:
        return replace(_of_journal(path, row), error=LEFT)
    raise UsageError("expected a trial, this is another file")


def kind_of(path: Path) -> bytes:
    """The first bytes of a file: HDF5, MAGIC of a journal, or b"" for anything else. Raises
    OSError."""
    with path.open("rb") as file:
        head = file.read(len(MAGIC))
    return next((one for one in (HDF5, MAGIC) if head.startswith(one)), b"")


def _of_trial(trial: Trial, row: TrialRow) -> TrialRow:
    row = replace(
        row,
        trial_id=trial.trial_id,
        participant=trial.participant,
        protocol=trial.protocol,
        start_utc=trial.start_time_utc,
        utc_offset_s=trial.utc_offset_s,
        seconds=_seconds(trial),
        end_reason=trial.end_reason,
        simulated=trial.simulated,
        imported=trial.imported_from is not None,
        verdict=trial.validity.level,
    )
    try:
        found = analyse(trial)
    except UsageError as error:
        return replace(row, error=_by_name(trial.path, error))
    return replace(
        row,
        repetitions=len(found.repetitions) if found.found else None,
        losses=len(found.contacts.losses) if found.contacts else None,
        reviewed_by=", ".join(found.review.by) if found.review else "",
    )


def _seconds(trial: Trial) -> float | None:
    times = [board.time_s for board in (trial.plates, trial.dowel) if board and len(board.time_s)]
    return float(max(time_s[-1] for time_s in times)) if times else None


def _of_journal(path: Path, row: TrialRow) -> TrialRow:
    said = header_of(path)
    start = said.get("start_time_utc")
    return replace(
        row,
        trial_id=plain(said.get("trial_id", "")),
        participant=plain(said.get("participant", "")),
        protocol=plain(said.get("protocol", "")),
        start_utc=datetime.fromisoformat(start) if is_start(start) else None,
        utc_offset_s=offset_in(said),
        simulated=bool(said.get("simulated")),
    )


def _by_its_journal(path: Path, row: TrialRow) -> TrialRow:
    """The participant of an unreadable trial, from its journal if possible."""
    journal = journal_path(path)
    with suppress(UsageError, ValueError):
        return _of_journal(journal, row) if is_there(journal) and journal.is_file() else row
    return row


def _by_name(path: Path, error: UsageError) -> str:
    """Names only the file: the folder may be renamed later."""
    return plain(str(error).replace(str(path), path.name))
