"""The calibration in progress, stored so that it can continue after the engine ended."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from rig.calibrations.folder import own_folder
from rig.errors import UsageError
from rig.measure.calibrating.zero import age_s
from rig.parsed import json_of
from rig.trial.private import write_whole

LONGEST_S = 12 * 3600.0  # on another day the plates have drifted, and their load is unknown
TAKEN = "draft_utc"
Said = dict[str, Any]


class Draft:
    """One file for each board; by default in the user's own folder."""

    def __init__(self, serial: str, folder: Path | None = None) -> None:
        self._path = (folder or own_folder()) / f"draft-{serial}.json"

    def write(self, said: Said, at: datetime) -> None:
        """Stores it in place of the former one. Raises UsageError."""
        try:
            write_whole(self._path, json.dumps({**said, TAKEN: at.isoformat()}).encode())
        except OSError as error:
            raise UsageError(f"cannot write {self._path}: {error.strerror}") from error

    def read(self, at: datetime) -> Said | None:
        """The stored draft; None if there is none of today, or it makes no sense."""
        try:
            said = json_of(self._path.read_bytes())
            return said if abs(age_s(said[TAKEN], at)) <= LONGEST_S else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def remove(self) -> None:
        """Deletes an accepted or discarded draft. Raises UsageError."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"cannot remove {self._path}: {error.strerror}") from error
