"""The findings of the open trial, with edits applied by the same rules as everywhere else."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from PyQt5.QtCore import QObject, pyqtSignal

from gui.language import text
from gui.review.analysing import Analyser
from gui.review.picture import Findings, Repetition
from rig.errors import UsageError
from rig.measure.repetition import Borders, lies_in
from rig.trial.edits import SAME_S, after, edited, known_by
from rig.trial.localtime import day_text
from rig.trial.reviews import Edit

# Why an edit makes no sense, by its kind.
WHY = {
    "border": "review.border_order",
    "repetition": "review.no_room",
    "no_repetition": "review.no_repetition_here",
}


class Finder(QObject):
    """Emits `found` with the findings.

    Borders set by reviewers are effective immediately; the quantities that depend on them come from
    an analysis that is repeated after each edit.
    """

    found = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.findings: Findings | None = None  # None while unknown
        self._edits: list[Edit] | None = None
        self._utc_offset_s: float | None = None
        self._analyser = Analyser()
        self._analyser.found.connect(self._take)
        self._analyser.failed.connect(self.failed)

    def begin(self, path: Path, *, alone: str) -> None:
        """Analyses a trial; `alone` are the initials of a reviewer who sees no one else's edits."""
        self._analyser.analyse(path, alone=alone)

    def take_edits(
        self, path: Path, edits: list[Edit], *, alone: str, utc_offset_s: float | None = None
    ) -> None:
        """Takes the present edits of the open trial; days are those of its own clocks."""
        self._utc_offset_s = utc_offset_s
        first, changed = self._edits is None, edits != self._edits
        self._edits = edits
        if changed and self.findings:
            self._take(self.findings)
        if changed and not first:
            self.begin(path, alone=alone)

    def leave(self) -> None:
        """Releases the trial."""
        self._analyser.stop()
        self.findings = self._edits = None

    def _take(self, findings: Findings) -> None:
        self.findings = findings
        self.found.emit(with_edits(findings, self._edits or [], self._utc_offset_s))


def with_edits(
    findings: Findings, edits: Sequence[Edit], utc_offset_s: float | None = None
) -> Findings:
    """The findings with these edits, as far as the analysis includes them already."""
    found = {one.found_s: one for one in findings.repetitions}
    by_hand = {one.borders_s: one for one in findings.by_hand}
    borders, in_vain = edited(_borders(findings), edits, findings.stood_s)
    repetitions = [
        by_hand.get(one[1:4], _unmeasured(one)) if one.by_hand else found[one.found_s]
        for one in borders
    ]

    def set_by(one: Repetition) -> str:
        return _last_word(one, counting, utc_offset_s) if one.moved else ""

    counting = [edit for edit in edits if edit not in in_vain]
    return replace(
        findings,
        repetitions=tuple(
            replace(one, number=at, set_by=set_by(one)) for at, one in enumerate(repetitions, 1)
        ),
    )


def expect_sense(findings: Findings | None, edits: Sequence[Edit], act: dict[str, Any]) -> None:
    """Raises UsageError, in words for the reviewer, for one more edit that makes no sense."""
    if act["what"] in WHY and findings:
        edit = msgspec.convert(act | {"act_id": "", "author": "X", "utc": "0" * 10}, Edit)
        before = edited(_borders(findings), edits, findings.stood_s).borders
        borders = after(before, edit)
        if borders is None:
            raise UsageError(text(WHY[act["what"]]))
        if not all(lies_in(one, findings.stood_s) for one in borders if one not in before):
            raise UsageError(text("review.nobody_stood"))


def _borders(findings: Findings) -> list[Borders]:
    return [Borders(one.found_s, *one.borders_s) for one in findings.repetitions]


def _last_word(one: Repetition, edits: Sequence[Edit], utc_offset_s: float | None) -> str:
    """Who set it last, and on which day, if that is known."""
    last = [edit for edit in edits if abs(known_by(edit) - one.found_s) < SAME_S][-1]
    return ", ".join(filter(None, (last.author, day_text(last.utc, utc_offset_s))))


def _unmeasured(one: Borders) -> Repetition:
    return Repetition(0, one.onset_s, one.bottom_s, one.end_s, found_s=one.found_s, moved=True)
