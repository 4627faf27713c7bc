"""Where trials go if the user names no file, and warnings about that location."""

from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path

from rig.errors import UsageError
from rig.ondisk import keep, name_is_too_long
from rig.plain import plain
from rig.trial.beside import SUFFIX, companions, longest_beside
from rig.trial.claim import drop_stale, is_claimed
from rig.trial.cloud import synchronised_by
from rig.trial.header import expect_clock
from rig.trial.localtime import local
from rig.trial.participant import RESERVED
from rig.trial.private import keep_private, make_folder

DISCARDED = RESERVED
NOBODY = "_no_participant"  # no pseudonym begins like this


def default_folder() -> Path:
    """In the user's local application data, where nothing is synchronised with other computers.

    It is created if missing, for its owner only. Raises UsageError if that fails.
    """
    return _made(default_place())


def default_place() -> Path:
    """Where `default_folder` is, or would be created."""
    return Path(user_data_path("hinge-rig", appauthor=False)) / "trials"


def demo_folder() -> Path:
    """data/trials in a checkout of the project, where no person's trial ever goes; otherwise as
    `default_folder`."""
    checkout = Path(__file__).parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "data").is_dir():
        return _made(checkout / "data" / "trials")
    return default_folder()


def _made(folder: Path) -> Path:
    try:
        make_folder(folder)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {error.strerror}") from error
    keep_private(folder)  # one that an older version left open
    return folder


def concerns(path: Path) -> list[str]:
    """In plain words, what is wrong with a location for trials: our own folder, or a trial.

    It is restricted to its owner where its disk can do that.
    """
    service = synchronised_by(path)
    leaves = f"{path} is synchronised by {service}: what is recorded there leaves this computer"
    return [words for words in (keep_private(path), leaves if service else "") if words]


def refuse_unless_new(path: Path) -> None:
    """Raises UsageError unless a new file could be created at `path`."""
    try:
        if path.exists():
            raise UsageError(f"{path} exists already: nothing is ever overwritten, name another")
        if not path.parent.is_dir():
            raise UsageError(f"no folder {path.parent}: make it, or name another")
    except OSError as error:  # a name too long for any file, an unreadable folder
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def refuse_unless_new_trial(path: Path) -> None:
    """Raises UsageError unless a new trial could be created at `path`, with all files that may come
    beside it under its name."""
    refuse_unless_new(path)
    longest = longest_beside(path)
    if name_is_too_long(longest):
        more = len(longest.name) - len(path.name)
        raise UsageError(
            f"expected a shorter name than {plain(path.name, 40)} of {len(path.name)} letters: "
            f"its journal, notes and reviews get names of up to {more} more"
        )


def discard(trial: Path) -> Path:
    """Moves a trial and the files beside it to the folder `discarded` beside it and returns its new
    path. Nothing is deleted. Raises UsageError."""
    if not trial.is_file():
        raise UsageError(f"expected a trial, there is none at {trial}")
    if is_claimed(trial):
        raise UsageError(f"expected a trial that is closed, {trial} is being recorded")
    drop_stale(trial)
    folder = _made(trial.parent / DISCARDED)
    refuse_unless_new(folder / trial.name)
    try:
        for path in (*companions(trial), trial):  # the trial last: until then it is visible
            path.rename(folder / path.name)
        keep(folder)
        keep(trial.parent)
    except OSError as error:
        raise UsageError(f"cannot move {trial} to {folder}: {error.strerror}") from error
    return folder / trial.name


def new_trial_path(
    store: Path,
    participant: str,
    utc: datetime,
    *,
    name: str = "trial",
    utc_offset_s: float | None = None,
) -> Path:
    """An unused path in a store: PARTICIPANT/DAY/PARTICIPANT-UTC.h5; the day is local to the
    recording, by its offset to UTC; by default this computer's. `name` is used if there is no
    participant.

    Creates the folders. Raises UsageError if that fails, or the clock shows no valid time for a
    trial.
    """
    expect_clock(utc)
    day = f"{local(utc, utc_offset_s):%Y-%m-%d}"
    folder = _made(store / (participant or NOBODY) / day)
    return free_path(folder, f"{participant or name}-{utc:%Y%m%dT%H%M%SZ}")


def free_path(folder: Path, stem: str) -> Path:
    """An unused path of a trial in `folder`: its stem is `stem`, or `stem` with a number appended.
    Raises UsageError for an unreadable folder."""
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    try:
        return next(path for name in names if not (path := folder / f"{name}{SUFFIX}").exists())
    except OSError as error:  # the folder of another user
        raise UsageError(f"cannot look into {folder}: {error.strerror}") from error
