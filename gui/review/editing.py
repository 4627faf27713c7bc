"""Edits of repetitions, by the same rules as wherever else they count."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from gui.language import text
from gui.review.picture import Findings, Repetition
from rig.errors import UsageError
from rig.measure.repetition import Borders
from rig.trial.edits import after, edited
from rig.trial.reviews import Edit

# Why an edit makes no sense, by what is said.
WHY = {
    "border": "review.border_order",
    "repetition": "review.no_room",
    "no_repetition": "review.no_repetition_here",
}


def with_edits(findings: Findings, edits: Iterable[Edit]) -> Findings:
    """What was found with these edits, as far as the analysis knows of them already."""
    found = {one.found_s: one for one in findings.repetitions}
    by_hand = {one.borders_s: one for one in findings.by_hand}
    repetitions = [
        by_hand.get(one[1:4], _unmeasured(one)) if one.by_hand else found[one.found_s]
        for one in edited(_borders(findings), edits).borders
    ]
    numbered = tuple(replace(one, number=at) for at, one in enumerate(repetitions, 1))
    return replace(findings, repetitions=numbered)


def expect_sense(findings: Findings, edits: Sequence[Edit], act: dict[str, Any]) -> None:
    """Raises UsageError, in words for the reviewer, for one more edit that makes no sense."""
    if act["what"] in WHY:
        edit = msgspec.convert(act | {"act_id": "", "author": "X", "utc": "0" * 10}, Edit)
        if after(edited(_borders(findings), edits).borders, edit) is None:
            raise UsageError(text(WHY[act["what"]]))


def _borders(findings: Findings) -> list[Borders]:
    return [Borders(one.found_s, *one.borders_s) for one in findings.repetitions]


def _unmeasured(one: Borders) -> Repetition:
    return Repetition(0, one.onset_s, one.bottom_s, one.end_s, found_s=one.found_s, moved=True)
