"""Files a trial that was saved under the wrong person under another one."""

import shutil
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from rig.errors import UsageError
from rig.ondisk import keep, keep_new, let_go
from rig.store.examining import HDF5, kind_of
from rig.store.listing import LOG
from rig.store.log import entry
from rig.store.store import Store
from rig.trial import lines
from rig.trial.beside import companions
from rig.trial.claim import SUFFIX as CLAIM
from rig.trial.folder import DISCARDED, discard, new_trial_path
from rig.trial.journal import MAGIC
from rig.trial.participant import check_participant
from rig.trial.reader import Fate, Summary, fate_of, summarize
from rig.trial.refiling import refile_journal, refile_trial

# Pages name their participant; they, locks and claims are created again when needed.
LEFT_OUT = (".html", ".lock", CLAIM)


def move_trial(store: Store, trial: Path, *, to: str) -> Path:
    """Files a trial, with all files beside it, under another pseudonym and returns its new path in
    the store. It may come from anywhere.

    The file is rewritten with that pseudonym; raw data and their hash stay the same. Raises
    UsageError for a trial that is being recorded, cannot be read, or is already filed under that
    participant.
    """
    check_participant(to)
    if not to:
        raise UsageError("expected the pseudonym of a participant, got nothing")
    about = _about(trial)
    utc = datetime.fromisoformat(_filed_utc(about))
    new = new_trial_path(store.folder, to, utc, utc_offset_s=about.utc_offset_s)
    if about.participant == to and trial.parent.resolve() == new.parent.resolve():
        raise UsageError(f"expected a trial that is not filed under {to}, {trial} is")
    try:
        _move(trial, new, to)
        clear_empty_folders(trial.parent, store.folder)
    except OSError as error:
        raise UsageError(f"cannot move {trial} to {new}: {error.strerror}") from error
    if trial.parent.name == DISCARDED:
        new = discard(new)
    file = new.relative_to(store.folder).as_posix()
    lines.append(store.folder / LOG, entry("move", to, **{"from": about.participant, "file": file}))
    return new


def _filed_utc(about: Summary) -> str:
    """The time of day a trial is filed under; for an imported one without it, that of the
    import."""
    source = about.imported_from
    return about.start_time_utc or (source.imported_utc if source else "")


def _about(trial: Path) -> Summary:
    if fate_of(trial) is Fate.BEING_WRITTEN:
        raise UsageError(f"expected a trial that is closed, {trial} is being recorded")
    return summarize(trial)


def _move(trial: Path, new: Path, participant: str) -> None:
    """All new files are on the disk before any old one is deleted, the trial last: after an
    interruption both exist, and are reported as the same trial."""
    beside, old = companions(trial), []
    refile_trial(trial, new, participant=participant)
    for path in beside:
        to = new.with_name(path.name.replace(trial.stem, new.stem, 1))
        if path.name.endswith(LEFT_OUT):
            old.append(path)
            continue
        kind = b"" if path.is_dir() else kind_of(path)
        if kind == MAGIC:
            refile_journal(path, to, participant=participant)
        elif kind == HDF5:
            refile_trial(path, to, participant=participant)
        else:
            _copy(path, to)
        old.append(path)
    let_go(*(path for path in old if not path.is_dir()), trial)
    for folder in old:
        if folder.is_dir():
            shutil.rmtree(folder)


def _copy(path: Path, to: Path) -> None:
    """Also to another disk."""
    if path.is_dir():
        shutil.copytree(path, to)
        for one in (*to.rglob("*"), to):
            keep(one)
    else:
        shutil.copy2(path, to)
    keep_new(to)


def clear_empty_folders(folder: Path, top: Path) -> None:
    """Deletes a folder and its parents, up to `top`, as long as they are empty."""
    folder, top = folder.resolve(), top.resolve()
    while top in folder.parents:
        with suppress(OSError):
            folder.rmdir()
        folder = folder.parent
