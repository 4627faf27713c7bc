"""All calibrations and zeros of plates that this computer has."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from rig.calibrations.folder import own_folder
from rig.errors import UsageError
from rig.measure.calibrating.applied import Applied, PlatesInfo, applied_to
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.zero import Zero, ahead_words
from rig.trial import lines

PLATES = "plates-"
CALIBRATION, ZERO = "calibration", "zero"


class PlatesHistory(NamedTuple):
    """For one board: its calibrations and zeros, oldest first, and its damaged lines."""

    records: list[PlateRecord]
    zeros: list[Zero]
    damaged: list[str]


class CalibrationBook:
    """The files in a folder, one for each board; by default the user's own."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or own_folder()

    def serials(self) -> list[str]:
        """The plates boards that have a history."""
        names = (path.stem for path in self.folder.glob(f"{PLATES}*.jsonl"))
        return sorted(name.removeprefix(PLATES) for name in names)

    def plates(self, serial: str) -> PlatesHistory:
        """The history of a board, or an empty one. Raises UsageError if it cannot be read."""
        path = self._plates_path(serial)
        said, damaged = lines.read(path)
        history = PlatesHistory([], [], damaged)
        for number, one in enumerate(said, 1):
            try:
                _take(one, history)
            except (KeyError, TypeError, ValueError):
                history.damaged.append(f"entry {number} of {path} makes no sense")
        return history

    def add_calibration(self, record: PlateRecord) -> Path:
        """Appends a calibration to the history of its board. Raises UsageError."""
        path = self._plates_path(record.occasion.board_serial)
        lines.append(path, {"what": CALIBRATION, **record.as_json()})
        return path

    def add_zero(self, zero: Zero) -> None:
        """Appends a zero to the history of its board. Raises UsageError."""
        path = self._plates_path(zero.board_serial)
        lines.append(path, {"what": ZERO, **zero.as_json()})

    def applied(
        self, board: PlatesInfo, *, at: datetime, on_problem: Callable[[str], None]
    ) -> Applied:
        """What applies to a board now: its newest calibration, and its zero.

        `on_problem` gets each damaged line, an unreadable file, and a zero whose time is later than
        now.
        """
        try:
            history = self.plates(board.serial)
        except UsageError as error:
            history = PlatesHistory([], [], [str(error)])
        for sentence in history.damaged:
            on_problem(sentence)
        record = history.records[-1] if history.records else None
        zero = history.zeros[-1] if history.zeros else None
        if zero and (words := ahead_words("the zero of the plates", zero.taken_utc, at)):
            on_problem(words)
        applied = applied_to(board, record, zero, at=at)
        if record and not applied.record:
            on_problem(
                f"the calibration of board {board.serial} is of other counts than it sends now: "
                "newtons are nominal, rig calibrate gives their own"
            )
        return applied

    def _plates_path(self, serial: str) -> Path:
        return self.folder / f"{PLATES}{serial}.jsonl"


def _take(said: Mapping[str, Any], history: PlatesHistory) -> None:
    about = {name: value for name, value in said.items() if name != "what"}
    if said["what"] == CALIBRATION:
        history.records.append(PlateRecord.from_json(about))
    elif said["what"] == ZERO:
        history.zeros.append(Zero.from_json(about))
