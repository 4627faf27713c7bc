"""Where trials go when the user names no file, and what is to be said about a place for them."""

from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path

from rig.daytime import here
from rig.errors import UsageError
from rig.ondisk import keep
from rig.trial.beside import SUFFIX, companions
from rig.trial.cloud import synchronised_by
from rig.trial.header import expect_clock
from rig.trial.private import keep_private, make_folder

DISCARDED = "discarded"
NOBODY = "_no_participant"  # no pseudonym begins like this


def default_folder() -> Path:
    """In the user's local application data, where nothing is synchronised with other computers.

    It is made if it is not there, for its owner only. Raises UsageError if it cannot be.
    """
    return _made(default_place())


def default_place() -> Path:
    """Where `default_folder` is, or would be made."""
    return Path(user_data_path("hinge-rig", appauthor=False)) / "trials"


def demo_folder() -> Path:
    """data/trials in a checkout of the project, where nobody's trial ever goes; otherwise as
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
    """In plain words, what speaks against a place for trials: a folder of our own, or a trial.

    It is kept to its owner where its disk can do that.
    """
    service = synchronised_by(path)
    leaves = f"{path} is synchronised by {service}: what is recorded there leaves this computer"
    return [words for words in (keep_private(path), leaves if service else "") if words]


def refuse_unless_new(path: Path) -> None:
    """Raises UsageError unless a new file could be made at `path`."""
    try:
        if path.exists():
            raise UsageError(f"{path} exists already: nothing is ever overwritten, name another")
        if not path.parent.is_dir():
            raise UsageError(f"no folder {path.parent}: make it, or name another")
    except OSError as error:  # a name too long for any file, a folder that may not be looked into
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def discard(trial: Path) -> Path:
    """Puts a trial, and what lies beside it under its name, into the folder `discarded` beside it:
    its new path. Nothing is deleted. Raises UsageError."""
    if not trial.is_file():
        raise UsageError(f"expected a trial, there is none at {trial}")
    folder = _made(trial.parent / DISCARDED)
    refuse_unless_new(folder / trial.name)
    try:
        for path in (*companions(trial), trial):  # the trial last: until then it is seen
            path.rename(folder / path.name)
        keep(folder)
        keep(trial.parent)
    except OSError as error:
        raise UsageError(f"cannot move {trial} to {folder}: {error.strerror}") from error
    return folder / trial.name


def new_trial_path(store: Path, participant: str, utc: datetime, *, name: str = "trial") -> Path:
    """A path in a store at which no file is yet: PARTICIPANT/DAY/PARTICIPANT-UTC.h5; the day is
    that of this computer's calendar. `name` stands in for a participant where there is none.

    The folders are made. Raises UsageError if they cannot be, or a clock tells no time of a trial.
    """
    expect_clock(utc)
    day = f"{here(utc):%Y-%m-%d}"
    folder = _made(store / (participant or NOBODY) / day)
    return free_path(folder, f"{participant or name}-{utc:%Y%m%dT%H%M%SZ}")


def free_path(folder: Path, stem: str) -> Path:
    """A path of a trial in `folder` at which no file is yet: its stem is this one, or this one
    with a number behind it."""
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(path for name in names if not (path := folder / f"{name}{SUFFIX}").exists())
