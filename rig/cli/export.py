"""rig export: a trial for other programs, complete or in a form to give away."""

import os
import re
from pathlib import Path

import click
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

import rig
from rig.cli.console import err, note_used, out
from rig.cli.interrupt import end_signals_interrupt
from rig.cli.verify import print_verdict
from rig.errors import Exit, UsageError
from rig.export import FORMATS
from rig.export import export as write
from rig.measure.validity import WHOLE
from rig.plain import LONGEST_PATH, plain

LEAST_SALT = 16


@click.command()
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--to", type=click.Choice(FORMATS), required=True, help="Format.")
@click.option(
    "--out",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    help="New folder; for C3D a new file NAME.c3d.",
)
@click.option(
    "--shareable",
    "give_away",
    is_flag=True,
    help="Without times of day, serial numbers and notes, and under another pseudonym.",
)
@click.option(
    "--salt",
    help=f"Secret of at least {LEAST_SALT} letters: with the same one a participant gets the same "
    "pseudonym in several exports. Left out: a random one.",
)
def export(path: Path, *, to: str, target: Path, give_away: bool, salt: str | None) -> int:
    """Write a trial for other programs: CSV, C3D or Parquet."""
    secret = _secret(salt, give_away=give_away)
    trial = rig.open_trial(path)
    participant = trial.participant
    if give_away:
        from rig.export.shareable import shareable  # not for every start of the program

        _refuse_pseudonym(target, trial.participant)
        trial = shareable(trial, secret)
    for made in _written(trial, target, to):
        out.print(f"written: {plain(made, LONGEST_PATH)}", soft_wrap=True)
    note_used("export", {path: participant})
    if trial.validity.level != WHOLE:
        print_verdict(trial.validity, path.name)
    return Exit.DONE


def _secret(salt: str | None, *, give_away: bool) -> bytes:
    if salt is None:
        return os.urandom(32)
    if not give_away:
        raise UsageError("expected --salt together with --shareable, got --salt alone")
    if len(salt) < LEAST_SALT:
        raise UsageError(f"expected a salt of at least {LEAST_SALT} letters, got {len(salt)}")
    return os.fsencode(salt)


def _refuse_pseudonym(target: Path, participant: str) -> None:
    """The recipient of the export reads its name, too."""
    alone = rf"(?<![A-Za-z0-9]){re.escape(participant)}(?![A-Za-z0-9])"
    if participant and re.search(alone, target.name, re.IGNORECASE):
        raise UsageError(f"expected a name without the pseudonym {participant}, got {target.name}")


def _written(trial: "rig.Trial", target: Path, to: str) -> list[Path]:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    bar = Progress(*columns, console=err, transient=True, disable=not err.is_terminal)
    try:
        with end_signals_interrupt(), bar:
            task = bar.add_task("writing", total=1.0)
            return write(trial, target, to=to, told=lambda share: bar.update(task, completed=share))
    except KeyboardInterrupt as error:
        raise UsageError("stopped before all was written: nothing is left of it") from error
