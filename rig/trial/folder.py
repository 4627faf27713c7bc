"""Where trials go when the user names no file."""

from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path


def default_folder() -> Path:
    """data/trials in a checkout of the project; otherwise the user's local application data."""
    checkout = Path(__file__).parents[2]
    if (checkout / "pyproject.toml").is_file() and (checkout / "data").is_dir():
        return checkout / "data" / "trials"
    return user_data_path("hinge-rig", appauthor=False) / "trials"


def new_trial_path(folder: Path, name: str, utc: datetime) -> Path:
    """A path in `folder` at which no file is yet."""
    stem = f"{name}-{utc:%Y%m%dT%H%M%SZ}"
    names = [stem, *(f"{stem}-{number}" for number in range(2, 100))]
    return next(path for name in names if not (path := folder / f"{name}.h5").exists())
