"""rig import: a recording of other force plates becomes a trial."""

import math
from datetime import UTC, datetime
from pathlib import Path

import click

from rig.cli.console import fail, json_option, note_used
from rig.cli.feet import feet_options
from rig.cli.interrupt import end_signals_interrupt
from rig.cli.show import print_summary
from rig.errors import Exit, UsageError
from rig.importing.importing import About, import_trial
from rig.importing.source import Wishes
from rig.measure.placement import FootPlacement
from rig.plain import plain
from rig.protocol.shelf import scorable
from rig.trial.folder import concerns
from rig.trial.header import is_start
from rig.trial.participant import check_participant
from rig.trial.reader import summarize

FORWARD = ("x", "-x", "y", "-y", "z", "-z")


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New file.")
@click.option("--participant", default="", help="Pseudonym, for example P07; never a name.")
@click.option("--protocol", default="", help="Name of the drill, as rig protocols lists it.")
@click.option("--recorded-at", help="When it was recorded, as 2026-03-01T10:15.")
@click.option(
    "--plates",
    default="",
    metavar="LEFT,RIGHT",
    help="Force plates of C3D or OpenSim to take, by number or name. Left out: those with load.",
)
@click.option("--swap-feet", is_flag=True, help="What was taken for the left foot is the right.")
@click.option(
    "--forward",
    type=click.Choice(FORWARD),
    default=None,
    help="Axis of the laboratory that the subject faced. Left out: by where the feet were.",
)
@click.option(
    "--heel-at-mm",
    type=click.FloatRange(-100_000, 100_000),
    default=math.nan,
    help="Where the heel stop, or the heels, are in the file, forwards. Left out: not known.",
)
@feet_options
@json_option
def import_(
    path: Path,
    *,
    out: Path,
    participant: str,
    protocol: str,
    recorded_at: str | None,
    plates: str,
    swap_feet: bool,
    forward: str | None,
    heel_at_mm: float,
    foot_length_mm: float,
    heel_offset_mm: float,
    stance_width_mm: float,
    as_json: bool,
) -> int:
    """Make a trial of a recording of other force plates: C3D, OpenSim .mot and .sto, CSV.

    It says what was assumed. docs/import.md describes the columns and the assumptions.
    """
    check_participant(participant)
    card = scorable(protocol)
    about = About(
        participant=participant,
        protocol=card.frozen() if card else {},
        feet=FootPlacement(foot_length_mm, heel_offset_mm, stance_width_mm),
        start_utc=None if recorded_at is None else _moment(recorded_at),
    )
    wishes = Wishes(
        plates=tuple(name.strip() for name in plates.split(",") if name.strip()),
        swap_feet=swap_feet,
        forward=forward or "",
        heel_at_mm=heel_at_mm,
        stance_width_mm=stance_width_mm,
    )
    _import(path, out, about, wishes)
    for words in concerns(out):
        fail(words)
    print_summary(summarize(out), as_json=as_json)
    note_used("import", {out: participant})
    return Exit.DONE


def _moment(text: str) -> datetime:
    """A time of day, ISO 8601, with its offset; without one it is this computer's."""
    try:
        when = datetime.fromisoformat(text)
        when = when if when.tzinfo else when.astimezone()
        utc = when.astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"expected a time as 2026-03-01T10:15, got {plain(text, 40)}") from error
    if not is_start(utc.isoformat()):
        raise UsageError(f"expected a time from 1970 on, got {plain(text, 40)}")
    return when


def _import(path: Path, out: Path, about: About, wishes: Wishes) -> None:
    try:
        with end_signals_interrupt():
            import_trial(path, out, about=about, wishes=wishes)
    except KeyboardInterrupt as error:
        raise UsageError("stopped before all was imported: nothing is left of it") from error
    except MemoryError as error:
        raise UsageError(f"expected a recording that fits into memory, {path} does not") from error
