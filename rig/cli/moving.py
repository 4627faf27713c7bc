"""rig move-trial: a trial that was saved under the wrong person."""

from pathlib import Path

import click

from rig.cli.console import print_line
from rig.cli.trials import folder_option, opened_store
from rig.errors import Exit
from rig.plain import LONGEST_PATH, plain
from rig.store.moving import move_trial as move


@click.command("move-trial")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--to", "participant", required=True, metavar="ID", help="Whose trial it is.")
@folder_option
def move_trial(path: Path, *, participant: str, folder: Path | None) -> int:
    """File a trial under another participant, with all that lies beside it.

    Raw data stay as they are, and rig verify says the same as before.
    """
    store = opened_store(folder)
    new = move(store, path, to=participant)
    store.refresh()
    print_line(f"moved: {plain(new, LONGEST_PATH)}")
    return Exit.DONE
