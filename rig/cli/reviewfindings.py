"""rig review-findings: what the window of rig review wants to know of a trial. It is no use of the
trial of its own, so it stands in no log."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from msgspec import structs

from rig.analysis.analysis import analyse
from rig.analysis.comparing import Comparable
from rig.analysis.document import document_of
from rig.cli.console import print_json
from rig.errors import Exit
from rig.trial.opening import open_trial
from rig.trial.reviews import AnyAct

NOT_COMPARED = Comparable((), ())


@click.command(hidden=True)
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--alone", default="", metavar="INITIALS", help="Only this reviewer's edits.")
def review_findings(path: Path, alone: str) -> int:
    """What is found in a trial, and the same as reviewers have set it right, as JSON."""
    trial = open_trial(path)
    if alone:
        trial = replace(trial, reviews=_of_one(trial.reviews, alone))
    found = analyse(trial, as_found=True)
    reviewed = analyse(trial) if trial.reviews else found
    both = {"found": found, "reviewed": reviewed}
    print_json({name: document_of(one, NOT_COMPARED) for name, one in both.items()})
    return Exit.DONE


def _of_one(acts: Sequence[AnyAct], author: str) -> tuple[AnyAct, ...]:
    """What a blinded reviewer said counts for themselves."""
    return tuple(structs.replace(act, blind=False) for act in acts if act.author == author)
