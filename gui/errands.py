"""The file work of a session, done in a separate thread.

It covers records of people, notes, discarded trials and the outcome of a trial.
"""

import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path
from typing import Any

from PyQt5.QtCore import QObject, pyqtSignal

from gui.calibrating.history import history_of
from gui.known import LONGEST_SENTENCE, kept_of, outcome_of
from gui.language import text
from gui.protocols.sheets import all_sheets, changes_in
from gui.remembering import recall, remember
from rig.analysis.analysis import analyse
from rig.calibrations.book import CalibrationBook
from rig.calibrations.persons import PersonBook
from rig.errors import RigError
from rig.plain import plain
from rig.protocol import keeping
from rig.report import write_report
from rig.trial.consent import Consent
from rig.trial.folder import discard
from rig.trial.localtime import offset_s
from rig.trial.notes import add_note
from rig.trial.opening import open_trial
from rig.trial.participant import check_participant

Errand = dict[str, Any]


class Errands(QObject):
    """Takes errands by their names in `NAMES`.

    `answered` emits the name of each, and why it could not be done or "".
    """

    NAMES = frozenset(
        {
            "kept",
            "consent",
            "withdraw",
            "note",
            "discard",
            "outcome",
            "remember",
            "recall",
            "report",
        }
        | {"calibrations", "protocols", "protocol_copy", "protocol_save"}
    )

    answered = pyqtSignal(str, str)
    kept = pyqtSignal(object)
    outcome = pyqtSignal(object)
    recalled = pyqtSignal(object)
    reported = pyqtSignal(str)  # path of the report
    calibrations = pyqtSignal(object)
    protocols = pyqtSignal(object)
    protocol_faults = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._errands: queue.Queue[Errand | None] = queue.Queue(100)
        self._thread = threading.Thread(target=self._run, name="errands", daemon=True)
        self._thread.start()

    def take(self, errand: Errand) -> None:
        """Queues an errand."""
        self._errands.put(errand)

    def close(self) -> None:
        """Finishes the errands queued so far."""
        self._errands.put(None)
        self._thread.join(10.0)

    def _run(self) -> None:
        doing: dict[str, Callable[[Errand], None]] = {
            "kept": self._tell_kept,
            "consent": self._note_consent,
            "withdraw": self._note_consent,
            "note": self._add_note,
            "discard": lambda errand: _discarded(errand),
            "outcome": self._tell_outcome,
            "remember": lambda errand: remember(errand["memory"]),
            "recall": self._tell_recalled,
            "report": self._report,
            "calibrations": self._tell_calibrations,
            "protocols": self._tell_protocols,
            "protocol_copy": self._copy_protocol,
            "protocol_save": self._save_protocol,
        }
        while (errand := self._errands.get()) is not None:
            why = ""
            try:
                doing[errand["do"]](errand)
            except RigError as error:
                why = str(error)
            except Exception as error:  # one failing errand must not end the others in silence
                why = text("failed.not_done", why=plain(repr(error), LONGEST_SENTENCE))
            self.answered.emit(errand["do"], why)

    def _tell_kept(self, errand: Errand) -> None:
        participant = errand["participant"]
        check_participant(participant)
        self.kept.emit(kept_of(PersonBook().history(participant), datetime.now(UTC)))

    def _note_consent(self, errand: Errand) -> None:
        check_participant(errand["participant"])
        now = datetime.now(UTC)
        PersonBook().add(
            Consent(
                errand["participant"],
                errand.get("version", ""),
                now.isoformat(timespec="seconds"),
                errand.get("assessor", ""),
                withdrawn=errand["do"] == "withdraw",
                utc_offset_s=offset_s(now),
            )
        )
        self._tell_kept(errand)

    def _add_note(self, errand: Errand) -> None:
        utc = datetime.now(UTC).isoformat(timespec="seconds")
        author = errand.get("assessor", "")
        about = errand.get("about", "")
        add_note(Path(errand["path"]), errand["text"], author=author, utc=utc, about=about)

    def _tell_recalled(self, _: Errand) -> None:
        if (memory := recall()) and memory.day == f"{datetime.now():%Y-%m-%d}":
            self.recalled.emit(memory)

    def _tell_outcome(self, errand: Errand) -> None:
        self.outcome.emit(outcome_of(analyse(open_trial(errand["path"])), errand["path"]))

    def _report(self, errand: Errand) -> None:
        trial = Path(errand["path"])
        page = new_page(trial)
        write_report([trial], page)
        self.reported.emit(str(page))

    def _tell_calibrations(self, errand: Errand) -> None:
        serial = errand["serial"]
        known = CalibrationBook().plates(serial)
        self.calibrations.emit(history_of(serial, known, datetime.now(UTC)))

    def _tell_protocols(self, _: Errand) -> None:
        self.protocols.emit(all_sheets())

    def _copy_protocol(self, errand: Errand) -> None:
        keeping.copy(errand["name"], errand["new_name"])
        self._tell_protocols(errand)

    def _save_protocol(self, errand: Errand) -> None:
        changes = changes_in(errand["texts"])
        if wrong := keeping.faults(errand["name"], changes):
            self.protocol_faults.emit(wrong)
        else:
            keeping.save(errand["name"], changes)
            self._tell_protocols(errand)


def new_page(trial: Path) -> Path:
    """A path beside a trial, under its name, at which no file exists yet."""
    numbered = (f"{trial.stem}.{number}.html" for number in count(2))
    names = chain([f"{trial.stem}.html"], numbered)
    return next(path for name in names if not (path := trial.with_name(name)).exists())


def _discarded(errand: Errand) -> None:
    discard(Path(errand["path"]))
