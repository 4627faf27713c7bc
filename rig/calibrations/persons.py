"""Consent, contact levels and weights of participants, a file for each, so that every trace can be
deleted."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from rig.calibrations.folder import own_folder
from rig.errors import UsageError
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibrating.weight import Weight
from rig.measure.calibrating.zero import ahead_words, serves
from rig.ondisk import leftovers_of
from rig.trial import lines
from rig.trial.consent import Consent

WHAT = "what"
Record = TouchRecord | Weight | Consent
KINDS: dict[str, type[Record]] = {"touch": TouchRecord, "weight": Weight, "consent": Consent}
NAMES = {kind: name for name, kind in KINDS.items()}


class DowelInfo(Protocol):
    """The fields of a board's info used here."""

    @property
    def serial(self) -> str:
        """The board's serial number."""

    @property
    def full_scale_counts(self) -> int:
        """The count at the reference voltage."""


class PersonHistory(NamedTuple):
    """For one participant: contact levels, weights and consents, oldest first, and the damaged
    lines."""

    touches: list[TouchRecord]
    weights: list[Weight]
    consents: list[Consent]
    damaged: list[str]


class PersonBook:
    """The files in a folder, one for each participant; by default the user's own."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or own_folder()

    def add(self, record: Record) -> Path:
        """Appends to the history of its participant. Raises UsageError."""
        path = self._path(record.participant)
        lines.append(path, {WHAT: NAMES[type(record)], **record.as_json()})
        return path

    def newest_touch(
        self, participant: str, dowel: DowelInfo, *, on_problem: Callable[[str], None]
    ) -> TouchRecord | None:
        """The newest levels of a participant on this dowel; None if there are none.

        `on_problem` gets each damaged line, and an unreadable file.
        """
        wanted = dowel.serial, dowel.full_scale_counts
        touches = self._sound(participant, on_problem).touches
        own = [one for one in touches if (one.board_serial, one.full_scale_counts) == wanted]
        return own[-1] if own else None

    def newest_weight(
        self, participant: str, serial: str, *, at: datetime, on_problem: Callable[[str], None]
    ) -> Weight | None:
        """A participant's last weight on these plates, within the hour; None if there is none.
        `on_problem` is called as by `newest_touch`, and for a weight whose time is later than
        now."""
        weights = self._sound(participant, on_problem).weights
        own = [one for one in weights if one.board_serial == serial]
        if not own:
            return None
        if words := ahead_words("the weight", own[-1].taken_utc, at):
            on_problem(words)
        return own[-1] if serves(own[-1].taken_utc, at) else None

    def history(self, participant: str) -> PersonHistory:
        """All that is stored about a participant. Raises UsageError if the file cannot be read."""
        path = self._path(participant)
        said, damaged = lines.read(path)
        history = PersonHistory([], [], [], damaged)
        for number, one in enumerate(said, 1):
            try:
                record = _record(one)
            except (KeyError, TypeError, ValueError):
                damaged.append(f"entry {number} of {path} makes no sense")
                continue
            if record.participant != participant:  # some disks ignore case in names
                continue
            if isinstance(record, TouchRecord):
                history.touches.append(record)
            elif isinstance(record, Weight):
                history.weights.append(record)
            else:
                history.consents.append(record)
        return history

    def files(self, participant: str) -> list[Path]:
        """The existing files of a participant."""
        path = self._path(participant)
        left = leftovers_of(path)
        return [one for one in (path, lines.lock_path(path), *left) if os.path.lexists(one)]

    def forget(self, participant: str) -> None:
        """Deletes every trace of a participant. Raises UsageError if that fails."""
        path = self._path(participant)
        try:
            for one in self.files(participant):
                one.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"cannot remove {path}: {error.strerror}") from error

    def _sound(self, participant: str, on_problem: Callable[[str], None]) -> PersonHistory:
        if not participant:
            return PersonHistory([], [], [], [])
        try:
            history = self.history(participant)
        except UsageError as error:
            history = PersonHistory([], [], [], [str(error)])
        for sentence in history.damaged:
            on_problem(sentence)
        return history

    def _path(self, participant: str) -> Path:
        return self.folder / f"person-{participant}.jsonl"


def _record(said: dict[str, object]) -> Record:
    """Raises KeyError, TypeError or ValueError for an invalid record."""
    about = {name: value for name, value in said.items() if name != WHAT}
    return KINDS[str(said[WHAT])].from_json(about)
