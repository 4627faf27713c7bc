"""rig recover: rebuilds a trial from the journal that was left beside it."""

from pathlib import Path

import click

from rig.cli.console import fail, json_option, note_used
from rig.cli.show import print_summary
from rig.errors import Exit, UsageError
from rig.ondisk import is_there
from rig.stream.recovery import recover as rebuild
from rig.stream.recovery import recover_cut
from rig.trial.claim import drop_stale
from rig.trial.cutend import missing_bytes
from rig.trial.folder import concerns, refuse_unless_new
from rig.trial.interrupted import recovered_path
from rig.trial.journal import SUFFIX, journal_path, trial_path
from rig.trial.reader import Fate, fate_of, summarize


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="New file. Left out: STEM.recovered.h5 beside it.",
)
@json_option
def recover(file: Path, out: Path | None, as_json: bool) -> int:
    """Rebuild a trial from its journal, or one whose end was cut off.

    What is there is never touched.
    """
    journal = file if file.name.endswith(SUFFIX) else journal_path(file)
    trial = trial_path(journal)
    has_journal = is_there(journal) and journal.is_file()
    is_cut = not has_journal and _is_cut(trial)
    if not has_journal and not is_cut:
        raise UsageError(f"expected a journal {journal}: a trial that was closed has none")
    if fate_of(trial) is Fate.BEING_WRITTEN:
        raise UsageError(f"expected a trial that was interrupted, {trial} is being recorded")
    drop_stale(trial)
    new = out or recovered_path(trial)
    refuse_unless_new(new)
    if is_cut:
        recover_cut(trial, new)
    else:
        rebuild(journal, new)
    for words in concerns(new):
        fail(words)
    summary = summarize(new)
    print_summary(summary, as_json=as_json)
    note_used("recover", {trial: summary.participant})
    return Exit.DONE


def _is_cut(trial: Path) -> bool:
    try:
        return missing_bytes(trial) > 0
    except OSError:
        return False
