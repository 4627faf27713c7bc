"""Contact levels of participants, a file for each, so that every trace of one can go."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, Protocol

from rig.calibrations import lines
from rig.calibrations.folder import own_folder
from rig.errors import UsageError
from rig.measure.calibrating.touched import TouchRecord

WHAT, TOUCH = "what", "touch"


class DowelInfo(Protocol):
    """What of a board's info is used here."""

    @property
    def serial(self) -> str:
        """The board's own."""

    @property
    def full_scale_counts(self) -> int:
        """Count that stands for the reference."""


class TouchHistory(NamedTuple):
    """Of one participant: levels, oldest first, and which lines are damaged."""

    records: list[TouchRecord]
    damaged: list[str]


class TouchBook:
    """The files in a folder, one for each participant; left out, the user's own."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or own_folder()

    def add(self, record: TouchRecord) -> Path:
        """Appends to the history of its participant. Raises UsageError."""
        path = self._path(record.participant)
        lines.append(path, {WHAT: TOUCH, **record.as_json()})
        return path

    def newest(
        self, participant: str, dowel: DowelInfo, *, on_problem: Callable[[str], None]
    ) -> TouchRecord | None:
        """The newest levels of a participant on this dowel; None where there are none.

        `on_problem` is told of each line that is damaged, and of a file that cannot be read.
        """
        if not participant:
            return None
        try:
            history = self.history(participant)
        except UsageError as error:
            history = TouchHistory([], [str(error)])
        for sentence in history.damaged:
            on_problem(sentence)
        wanted = dowel.serial, dowel.full_scale_counts
        own = [
            one for one in history.records if (one.board_serial, one.full_scale_counts) == wanted
        ]
        return own[-1] if own else None

    def history(self, participant: str) -> TouchHistory:
        """All levels of a participant. Raises UsageError if the file cannot be read."""
        path = self._path(participant)
        said, damaged = lines.read(path)
        history = TouchHistory([], damaged)
        for number, one in enumerate(said, 1):
            try:
                record = TouchRecord.from_json({k: v for k, v in one.items() if k != WHAT})
            except (KeyError, TypeError, ValueError):
                damaged.append(f"entry {number} of {path} makes no sense")
                continue
            if record.participant == participant:  # some disks know no case in names
                history.records.append(record)
        return history

    def forget(self, participant: str) -> None:
        """Takes away every trace of a participant. Raises UsageError if it cannot be."""
        path = self._path(participant)
        try:
            path.unlink(missing_ok=True)
            lines.lock_path(path).unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"cannot remove {path}: {error.strerror}") from error

    def _path(self, participant: str) -> Path:
        return self.folder / f"touch-{participant}.jsonl"
