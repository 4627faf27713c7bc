"""Where trials go when the user names no file."""

from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path

from rig.errors import UsageError


def default_folder() -> Path:
    """data/trials in a checkout of the project; otherwise in the user's local application data.

    It is made if it is not there. Raises UsageError if it cannot be.
    """
    folder = _data_folder() / "trials"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot make the folder {folder}: {error.strerror}") from error
    return folder


def _data_folder() -> Path:
    checkout = Path(__file__).parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "data").is_dir():
        return checkout / "data"
    return Path(user_data_path("hinge-rig", appauthor=False))


def refuse_unless_new(path: Path) -> None:
    """Raises UsageError unless a new file could be made at `path`."""
    try:
        if path.exists():
            raise UsageError(f"{path} exists already: a trial is never overwritten, name another")
        if not path.parent.is_dir():
            raise UsageError(f"no folder {path.parent}: make it, or name another")
    except OSError as error:  # a name too long for any file, a folder that may not be looked into
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def new_trial_path(folder: Path, name: str, utc: datetime) -> Path:
    """A path in `folder` at which no file is yet."""
    stem = f"{name}-{utc:%Y%m%dT%H%M%SZ}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(path for name in names if not (path := folder / f"{name}.h5").exists())
