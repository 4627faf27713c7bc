"""rig review: the window for reviewing trials. It is a separate program."""

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from rig.cli.live import has_display
from rig.cli.program import program
from rig.errors import Exit, UsageError
from rig.trial.folder import default_folder
from rig.trial.reviews import LONGEST_INITIALS

INITIALS = re.compile(rf"[A-Za-z]{{1,{LONGEST_INITIALS}}}")


def _initials(_: click.Context, __: click.Parameter, rater: str) -> str:
    if rater and not INITIALS.fullmatch(rater):
        raise UsageError(f"expected initials of 1 to {LONGEST_INITIALS} letters, got {rater}")
    return rater


def review_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--rater and --blind."""
    blind = click.option(
        "--blind", is_flag=True, help="Hide names, dates, file names and what others said."
    )
    rater = click.option(
        "--rater",
        metavar="INITIALS",
        default="",
        callback=_initials,
        help="Who reviews. Left out: as in the window's settings.",
    )
    return rater(blind(command))


@click.command()
@click.argument("place", required=False, type=click.Path(path_type=Path), metavar="[FILE|FOLDER]")
@review_options
def review(place: Path | None, *, rater: str, blind: bool) -> int:
    """Look at recorded trials again: play them back, measure, rate, note.

    Left out, the trials of the live window's own folder. Raw data never change: what is said of a
    trial lies beside it.
    """
    if not (has_display() or os.environ.get("QT_QPA_PLATFORM")):
        raise UsageError("expected a display for the window: use rig show or rig analyze")
    place = place or default_folder()
    if not place.exists():
        raise UsageError(f"expected a trial or a folder of trials, there is none at {place}")
    if blind and not rater:
        raise UsageError("expected --rater with --blind: whose ratings these are")
    who = [*(["--rater", rater] if rater else []), *(["--blind"] if blind else [])]
    words = [*program("gui"), "--review", str(place), *who]
    window = subprocess.run(words, check=False)  # noqa: S603 (ours)
    return Exit.DONE if window.returncode == 0 else Exit.DEVICE_FAILED
