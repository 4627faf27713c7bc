"""rig recover: a trial out of the journal that was left beside it."""

from pathlib import Path

import click

from rig.cli.console import json_option
from rig.cli.show import print_summary
from rig.errors import Exit, UsageError
from rig.stream.recovery import recover as rebuild
from rig.trial.folder import refuse_unless_new
from rig.trial.journal import SUFFIX, journal_path
from rig.trial.reader import summarize


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="New file. Left out: STEM.recovered.h5 beside it.",
)
@json_option
def recover(file: Path, out: Path | None, as_json: bool) -> int:
    """Rebuild a trial from its journal. What is there is never touched."""
    journal = file if file.name.endswith(SUFFIX) else journal_path(file)
    if not journal.is_file():
        raise UsageError(f"expected a journal {journal}: a trial that was closed has none")
    trial = journal.with_name(journal.name.removesuffix(SUFFIX))
    new = out or trial.with_name(f"{trial.stem}.recovered.h5")
    refuse_unless_new(new)
    rebuild(journal, new)
    print_summary(summarize(new), as_json=as_json)
    return Exit.DONE
