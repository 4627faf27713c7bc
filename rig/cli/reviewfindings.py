"""rig review-findings: a trial's findings for the window of rig review. It is not logged, since it
is no separate use of the trial."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
import msgspec
from msgspec import Struct, structs

from rig.analysis.analysis import analyse
from rig.analysis.comparing import Comparable
from rig.analysis.document import document_of
from rig.analysis.records import Analysis
from rig.cli.console import print_json
from rig.errors import Exit
from rig.measure.repetition import stood_s
from rig.trial.opening import open_trial
from rig.trial.reviews import AnyAct

NOT_COMPARED = Comparable((), ())


class FirstLoss(Struct):
    """Which contact a repetition lost first, and where."""

    point: str
    phase: str
    depth_percent: float | None = None


class FoundRepetition(Struct):
    """One repetition; `set_from_s` is the bottom originally found if a reviewer corrected it. What
    the drill refuses is None."""

    number: int
    onset_s: float
    bottom_s: float
    lockout_s: float
    descent_s: float | None
    hold_s: float | None
    ascent_s: float | None
    drop_m: float | None
    set_from_s: float | None = None
    first_loss: FirstLoss | None = None


class FoundLoss(Struct):
    """A contact that was lost."""

    point: str
    onset_s: float
    end_s: float


class Contacts(Struct):
    """Losses of 50 ms and longer, and those that were shorter."""

    losses: list[FoundLoss]
    brief: list[FoundLoss]


class FoundPhase(Struct):
    """A phase of a repetition."""

    phase: str
    start_s: float
    end_s: float
    repetition: int


class Said(Struct):
    """A sentence, and whether it is measured or a pattern."""

    level: str
    text: str


class Document(Struct):
    """The part of a trial's findings that the window shows."""

    repetitions: list[FoundRepetition]
    phases: list[FoundPhase]
    statements: list[Said]
    contacts: Contacts | None = None


class Answer(Struct):
    """Repetitions without reviewers' edits, and everything with them; and when a person was
    standing."""

    found: list[FoundRepetition]
    reviewed: Document
    stood_s: list[tuple[float, float]]


@click.command(hidden=True)
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--alone", default="", metavar="INITIALS", help="Only this reviewer's edits.")
def review_findings(path: Path, alone: str) -> int:
    """What is found in a trial, and as reviewers have set it right, and when somebody stood: as
    JSON."""
    trial = open_trial(path)
    if alone:
        trial = replace(trial, reviews=_of_one(trial.reviews, alone))
    found = analyse(trial, as_found=True)
    reviewed = analyse(trial) if trial.reviews else found
    stood = stood_s(found.found) if found.found else []
    answer = Answer(_document(found).repetitions, _document(reviewed), stood)
    print_json(msgspec.to_builtins(answer))
    return Exit.DONE


def _document(analysis: Analysis) -> Document:
    """The whole document of an hour is 4 MB: reading it would block the window."""
    return msgspec.convert(document_of(analysis, NOT_COMPARED), Document)


def _of_one(acts: Sequence[AnyAct], author: str) -> tuple[AnyAct, ...]:
    """A blinded reviewer's edits apply for themselves."""
    return tuple(structs.replace(act, blind=False) for act in acts if act.author == author)
