"""The analysis of a trial, in a separate process, repeated after each edit.

For an hour of data it takes seconds and 0.7 GB; neither must delay the window.
"""

import math
import os
from contextlib import suppress
from pathlib import Path

import msgspec
from PyQt5.QtCore import QObject, QProcess, pyqtSignal

from gui.language import named, text
from gui.review.picture import Findings, Phase, Repetition
from rig.cli.program import program
from rig.cli.reviewfindings import Answer, Contacts, FoundRepetition
from rig.parsed import TOO_DEEP
from rig.plain import plain

LONGEST_SENTENCE = 300
END_MS = 5000
NICENESS = 5


class Analyser(QObject):
    """Emits `found` with the findings of the trial requested last, or `failed` with the reason."""

    found = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self._process: QProcess | None = None

    def analyse(self, path: Path, *, alone: str = "") -> None:
        """Begins, and drops an analysis under way. `alone` are the initials of a reviewer who sees
        no one else's edits."""
        self.stop()
        self._process = process = QProcess(self)
        process.finished.connect(self._take)
        process.errorOccurred.connect(self._take_error)
        process.started.connect(lambda: _let_others_go_first(process.processId()))
        words = [*program("rig"), "review-findings", str(path), "--alone", alone]
        process.start(words[0], words[1:])

    def stop(self) -> None:
        """Ends the analysis under way."""
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)
        process.kill()
        process.waitForFinished(END_MS)
        process.deleteLater()

    def _take(self) -> None:
        process = self._process
        if process is None:
            return
        output, said = bytes(process.readAllStandardOutput()), bytes(process.readAllStandardError())
        self.stop()
        try:
            self.found.emit(findings_of(output))
        except ValueError:
            words = said.decode(errors="replace").strip().removeprefix("Error: ")
            self.failed.emit(plain(words or text("failed.analysis_ended"), LONGEST_SENTENCE))

    def _take_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.FailedToStart:
            self.stop()
            self.failed.emit(text("failed.analysis_not_started"))


def _let_others_go_first(pid: int) -> None:
    """Lowers the priority where the system allows it: on two cores the window would stutter."""
    if hasattr(os, "setpriority"):
        with suppress(OSError):  # it has ended already
            os.setpriority(os.PRIO_PROCESS, pid, NICENESS)


def findings_of(output: bytes) -> Findings:
    """From the document of `rig review-findings`. Raises ValueError for any other document."""
    try:
        answer = msgspec.json.decode(output, type=Answer)
    except RecursionError as error:
        raise ValueError(TOO_DEEP) from error
    document = answer.reviewed
    contacts = document.contacts or Contacts([], [])
    losses = sorted((*contacts.losses, *contacts.brief), key=lambda one: one.onset_s)
    return Findings(
        tuple(map(_repetition, answer.found)),
        tuple(_repetition(one) for one in document.repetitions if one.set_from_s is not None),
        tuple((one.point, one.onset_s, one.end_s) for one in losses),
        tuple(Phase(*msgspec.structs.astuple(one)) for one in document.phases),
        tuple(plain(f"{one.level}: {one.text}", LONGEST_SENTENCE) for one in document.statements),
        tuple(answer.stood_s),
    )


def _repetition(said: FoundRepetition) -> Repetition:
    first = said.first_loss
    return Repetition(
        number=said.number,
        onset_s=said.onset_s,
        bottom_s=said.bottom_s,
        end_s=said.lockout_s,
        found_s=said.bottom_s if said.set_from_s is None else said.set_from_s,
        tempo_s=(_or_nan(said.descent_s), _or_nan(said.hold_s), _or_nan(said.ascent_s)),
        drop_m=_or_nan(said.drop_m),
        first_loss=plain(f"{named(first.point)}, {named(first.phase)}") if first else "",
        moved=said.set_from_s is not None,
        refused=None in (said.descent_s, said.drop_m),
    )


def _or_nan(figure: float | None) -> float:
    return math.nan if figure is None else figure
