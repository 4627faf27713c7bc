"""rig calibrate: the plates by known masses, the dowel's contact levels by a person's touch."""

import click

from rig.calibrations.book import CalibrationBook
from rig.calibrations.persons import PersonBook
from rig.cli.calibrate.dowel import calibrate_dowel
from rig.cli.calibrate.guide import Guide
from rig.cli.calibrate.history import show_boards, show_participant
from rig.cli.calibrate.plates import calibrate_plates
from rig.cli.console import json_option
from rig.cli.interrupt import end_signals_interrupt
from rig.cli.running import Seconds, board_options, engine_on
from rig.cli.typed import Typed
from rig.device.discovery import NO_BOARD, Wanted
from rig.device.hosttime import WallTime
from rig.errors import UsageError
from rig.stream.watch import sleep_is_named
from rig.trial.participant import check_participant

ALL = "all"


@click.command()
@board_options
@click.option(
    "--participant", default="", help="Take the contact levels of this person on the dowel instead."
)
@click.option(
    "--show",
    "shown",
    is_flag=False,
    flag_value=ALL,
    metavar="[SERIAL]",
    help="Only show what boards were calibrated to, or the levels of --participant.",
)
@click.option(
    "--wait",
    "wait_s",
    type=Seconds(),
    default=60.0,
    show_default=True,
    help="Seconds to wait for what is not still.",
)
@json_option
def calibrate(
    plates: str | None,
    dowel: str | None,
    participant: str,
    shown: str | None,
    wait_s: float,
    *,
    as_json: bool,
) -> int:
    """Calibrate the plates with known masses, or the dowel to a person's touch, step by step.

    At each question Enter takes what stands in brackets, q leaves and keeps nothing.
    """
    check_participant(participant)
    if shown is not None:
        serial = "" if shown == ALL else shown
        show = show_participant if participant else show_boards
        return show(participant or serial, as_json=as_json)
    role, wanted = _wanted(plates, dowel, participant)
    time = WallTime()
    with end_signals_interrupt(), sleep_is_named(time), engine_on(wanted, time) as engine:
        engine.start()
        guide = Guide(engine, role, time, Typed(), wait_s)
        if participant:
            return calibrate_dowel(guide, participant, book=PersonBook(), as_json=as_json)
        return calibrate_plates(guide, book=CalibrationBook(), as_json=as_json)


def _wanted(plates: str | None, dowel: str | None, participant: str) -> tuple[str, Wanted]:
    """The board to calibrate, and where it is; the other one is not opened."""
    if participant and plates is not None:
        raise UsageError("expected --dowel with --participant, got --plates: they know no person")
    if dowel is not None and not participant:
        raise UsageError("expected --participant with --dowel: contact levels are a person's own")
    return (
        ("dowel", Wanted(NO_BOARD, dowel)) if participant else ("plates", Wanted(plates, NO_BOARD))
    )
