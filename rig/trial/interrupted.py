"""Trials that were never closed, because their program or the computer died: their journals."""

from pathlib import Path

from rig.errors import UsageError
from rig.ondisk import is_there
from rig.trial.folder import DISCARDED
from rig.trial.journal import NOTE, SUFFIX, read_journal, trial_path
from rig.trial.reader import Fate, fate_of


def interrupted(folder: Path) -> list[Path]:
    """Journals in `folder` and its subfolders from which a trial can be rebuilt that does not exist
    yet, by name. Discarded trials, and those being recorded or closed, are excluded."""
    journals = sorted(folder.rglob("*" + SUFFIX))
    return [one for one in journals if DISCARDED not in one.parts and _is_left(one)]


def recovered_path(trial: Path) -> Path:
    """Where a trial is rebuilt unless the user names another place."""
    return trial.with_name(f"{trial.stem}.recovered.h5")


def _is_left(journal: Path) -> bool:
    trial = trial_path(journal)
    return (
        not is_there(recovered_path(trial))
        and fate_of(trial) is Fate.NOT_CLOSED
        and _has_begun(journal)
    )


def _has_begun(journal: Path) -> bool:
    """The note is near the begin, so little is read."""
    try:
        notes = (entry.note for entry in read_journal(journal) if entry.kind == NOTE)
        return any(note.get("what") == "begin" for note in notes)
    except (UsageError, ValueError):
        return False
