"""rig report: a trial, or several compared, as a page that opens in any browser."""

from collections.abc import Sequence
from pathlib import Path

import click

from rig.cli.analysed import as_found_option
from rig.cli.console import fail, out
from rig.errors import Exit
from rig.plain import LONGEST_PATH, plain
from rig.report import COACH, PAGES, write_report


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@click.option(
    "--out",
    "target",
    type=click.Path(path_type=Path),
    required=True,
    metavar="PAGE.html",
    help="New file.",
)
@as_found_option
@click.option(
    "--page",
    type=click.Choice(PAGES),
    default=COACH,
    show_default=True,
    help="For a coach one side of A4; for a laboratory all figures.",
)
def report(files: Sequence[Path], target: Path, *, as_found: bool, page: str) -> int:
    """Write a page of a trial; of several of one person, what changed between them.

    A file that cannot be read is named, on the page too, and the others are shown.
    """
    unread = write_report(files, target, page=page, as_found=as_found)
    out.print(f"written: {plain(target, LONGEST_PATH)}", soft_wrap=True)
    for one in unread:
        fail(one.why)
    return Exit.WRONG_USE if unread else Exit.DONE
