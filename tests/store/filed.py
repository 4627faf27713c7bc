"""Trials filed in a store, as the rig or a person would put them there."""

from datetime import UTC, datetime
from pathlib import Path

import h5py

from rig.trial.folder import new_trial_path
from rig.trial.hdf5file import LIBRARY
from rig.trial.header import utc_text
from rig.trial.refiling import refile_trial

START = datetime(2026, 3, 14, 15, 0, tzinfo=UTC)


def filed(
    store: Path,
    trial: Path,
    participant: str,
    *,
    utc: datetime = START,
    path: Path | None = None,
    **said: object,
) -> Path:
    """A copy of a trial in a store, for this participant and with this start; `said` are other
    attributes. By default the rig chooses the path."""
    path = path or new_trial_path(store, participant, utc)
    path.parent.mkdir(parents=True, exist_ok=True)
    refile_trial(trial, path, participant=participant)
    with h5py.File(path, "r+", libver=LIBRARY) as file:
        own_id = f"{abs(hash(path)):032x}"
        file.attrs.update(
            {"participant": participant, "start_time_utc": utc_text(utc), "trial_id": own_id} | said
        )
    return path


def holding(folder: Path, text: str) -> list[str]:
    """Files in a folder that contain a text, or have it in their names."""
    return [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*"))
        if text in path.name or (path.is_file() and text.encode() in path.read_bytes())
    ]
