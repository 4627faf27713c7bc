"""rig calibrate: the plates by known masses, the dowel's contact levels by a person's touch."""

from contextlib import ExitStack

import click

from rig.calibrations.book import CalibrationBook
from rig.cli.calibrate.guide import Guide
from rig.cli.calibrate.history import show_history
from rig.cli.calibrate.plates import calibrate_plates
from rig.cli.console import fail, json_option
from rig.cli.interrupt import end_signals_interrupt
from rig.cli.running import Seconds, plates_option
from rig.cli.typed import Typed
from rig.device.discovery import NO_BOARD, Wanted, open_wanted
from rig.device.hosttime import WallTime

ALL = "all"


@click.command()
@plates_option
@click.option(
    "--show",
    "shown",
    is_flag=False,
    flag_value=ALL,
    metavar="[SERIAL]",
    help="Only show what boards were calibrated to.",
)
@click.option(
    "--wait",
    "wait_s",
    type=Seconds(),
    default=60.0,
    show_default=True,
    help="Seconds to wait for plates that move.",
)
@json_option
def calibrate(plates: str | None, shown: str | None, wait_s: float, as_json: bool) -> int:
    """Calibrate the plates with known masses, step by step.

    At each question Enter takes what stands in brackets, q leaves and keeps nothing.
    """
    if shown is not None:
        return show_history("" if shown == ALL else shown, as_json=as_json)
    time = WallTime()
    boards = open_wanted(Wanted(plates, NO_BOARD), time, on_problem=fail)
    with ExitStack() as ports, end_signals_interrupt():
        ports.callback(boards["plates"].close)
        guide = Guide(boards["plates"], time, Typed(), wait_s)
        return calibrate_plates(guide, book=CalibrationBook(), as_json=as_json)
