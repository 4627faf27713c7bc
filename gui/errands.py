"""The file work of a session, done in a separate thread.

It covers records of people, notes, discarded trials and the outcome of a trial.
"""

import queue
import threading
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from PyQt5.QtCore import QObject, pyqtSignal

from gui.calibrating.history import history_of
from gui.known import LONGEST_SENTENCE, kept_of, outcome_of
from gui.language import text
from gui.protocols.sheets import all_sheets, changes_in
from gui.remembering import recall, remember
from gui.tasks import (
    AddNote,
    CopyProtocol,
    DiscardTrial,
    KeepConsent,
    ListCalibrations,
    ListProtocols,
    LookUpPerson,
    Recall,
    Remember,
    SaveProtocol,
    Task,
    WorkOut,
    WriteReport,
)
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


class Errands(QObject):
    """Does the tasks of `gui.tasks`. `answered` emits each, and why it could not be done or ""."""

    answered = pyqtSignal(object, str)
    kept = pyqtSignal(object)
    outcome = pyqtSignal(object)
    recalled = pyqtSignal(object)
    reported = pyqtSignal(str)  # path of the report
    calibrations = pyqtSignal(object)
    protocols = pyqtSignal(object)
    protocol_faults = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tasks: queue.Queue[Task | None] = queue.Queue(100)
        self._thread = threading.Thread(target=self._run, name="errands", daemon=True)
        self._thread.start()

    def take(self, task: Task) -> None:
        """Queues a task."""
        self._tasks.put(task)

    def close(self) -> None:
        """Finishes the tasks queued so far."""
        self._tasks.put(None)
        self._thread.join(10.0)

    def _run(self) -> None:
        while (task := self._tasks.get()) is not None:
            why = ""
            try:
                self._do(task)
            except RigError as error:
                why = str(error)
            except Exception as error:  # one failing task must not end the others in silence
                why = text("failed.not_done", why=plain(repr(error), LONGEST_SENTENCE))
            self.answered.emit(task, why)

    def _do(self, task: Task) -> None:
        match task:
            case LookUpPerson(participant):
                self._tell_kept(participant)
            case KeepConsent():
                self._keep_consent(task)
            case AddNote():
                utc = datetime.now(UTC).isoformat(timespec="seconds")
                path, author = Path(task.path), task.author
                add_note(path, task.text, author=author, utc=utc, about=task.about)
            case DiscardTrial(path):
                discard(Path(path))
            case WorkOut(path):
                self.outcome.emit(outcome_of(analyse(open_trial(path)), path))
            case WriteReport(path):
                self._report(Path(path))
            case Remember(memory):
                remember(memory)
            case Recall():
                if (known := recall()) and known.day == f"{datetime.now():%Y-%m-%d}":
                    self.recalled.emit(known)
            case ListCalibrations(serial):
                history = CalibrationBook().plates(serial)
                self.calibrations.emit(history_of(serial, history, datetime.now(UTC)))
            case ListProtocols():
                self.protocols.emit(all_sheets())
            case CopyProtocol(name, new_name):
                keeping.copy(name, new_name)
                self.protocols.emit(all_sheets())
            case SaveProtocol():
                self._save_protocol(task)

    def _tell_kept(self, participant: str) -> None:
        check_participant(participant)
        self.kept.emit(kept_of(PersonBook().history(participant), datetime.now(UTC)))

    def _keep_consent(self, task: KeepConsent) -> None:
        check_participant(task.participant)
        now = datetime.now(UTC)
        PersonBook().add(
            Consent(
                task.participant,
                task.version,
                now.isoformat(timespec="seconds"),
                task.assessor,
                withdrawn=task.withdrawn,
                utc_offset_s=offset_s(now),
            )
        )
        self._tell_kept(task.participant)

    def _report(self, trial: Path) -> None:
        page = new_page(trial)
        write_report([trial], page)
        self.reported.emit(str(page))

    def _save_protocol(self, task: SaveProtocol) -> None:
        changes = changes_in(dict(task.texts))
        if wrong := keeping.faults(task.name, changes):
            self.protocol_faults.emit(wrong)
        else:
            keeping.save(task.name, changes)
            self.protocols.emit(all_sheets())


def new_page(trial: Path) -> Path:
    """A path beside a trial, under its name, at which no file exists yet."""
    numbered = (f"{trial.stem}.{number}.html" for number in count(2))
    names = chain([f"{trial.stem}.html"], numbered)
    return next(path for name in names if not (path := trial.with_name(name)).exists())
