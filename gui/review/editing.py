"""What is found in the open trial, with edits of its repetitions by the same rules as wherever
else they count."""

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

# Why an edit makes no sense, by what is said.
WHY = {
    "border": "review.border_order",
    "repetition": "review.no_room",
    "no_repetition": "review.no_repetition_here",
}


class Finder(QObject):
    """Says by `found` what is found: borders are at once where reviewers set them; what follows
    from them is measured by an analysis that is made anew after each edit."""

    found = pyqtSignal(object)
    failed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.findings: Findings | None = None  # while nothing is known
        self._edits: list[Edit] | None = None
        self._utc_offset_s: float | None = None
        self._analyser = Analyser()
        self._analyser.found.connect(self._take)
        self._analyser.failed.connect(self.failed)

    def begin(self, path: Path, *, alone: str) -> None:
        """Has a trial analysed; `alone` are the initials of who sees nobody else's edits."""
        self._analyser.analyse(path, alone=alone)

    def take_edits(
        self, path: Path, edits: list[Edit], *, alone: str, utc_offset_s: float | None = None
    ) -> None:
        """Those of the trial that is open, as they are now; days are told by its own clocks."""
        self._utc_offset_s = utc_offset_s
        first, changed = self._edits is None, edits != self._edits
        self._edits = edits
        if changed and self.findings:
            self._take(self.findings)
        if changed and not first:
            self.begin(path, alone=alone)

    def leave(self) -> None:
        """Lets go of the trial."""
        self._analyser.stop()
        self.findings = self._edits = None

    def _take(self, findings: Findings) -> None:
        self.findings = findings
        self.found.emit(with_edits(findings, self._edits or [], self._utc_offset_s))


def with_edits(
    findings: Findings, edits: Sequence[Edit], utc_offset_s: float | None = None
) -> Findings:
    """What was found with these edits, as far as the analysis knows of them already."""
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
    """Who set it last, and on which day, where that is told."""
    last = [edit for edit in edits if abs(known_by(edit) - one.found_s) < SAME_S][-1]
    return ", ".join(filter(None, (last.author, day_text(last.utc, utc_offset_s))))


def _unmeasured(one: Borders) -> Repetition:
    return Repetition(0, one.onset_s, one.bottom_s, one.end_s, found_s=one.found_s, moved=True)
