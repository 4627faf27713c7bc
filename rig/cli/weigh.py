"""rig weigh: a person's weight, after the zero and before the first trial."""

from collections.abc import Sequence

import click

from rig.calibrations.persons import PersonBook
from rig.cli.console import err, json_option, out, print_json
from rig.cli.newtons import weight_words
from rig.cli.running import Seconds, engine_on, plates_option, stop_signals
from rig.cli.waiting import WAIT_S, captured
from rig.device.discovery import NO_BOARD, Wanted
from rig.device.hosttime import HostTime, WallTime
from rig.errors import Exit, UsageError
from rig.measure.calibrating.weight import Weight
from rig.stream.engine import Engine
from rig.stream.quantities import WeightOnPlates
from rig.trial.participant import check_participant


@click.command()
@click.option("--participant", required=True, help="Who stands there: a pseudonym.")
@plates_option
@click.option(
    "--wait", "wait_s", type=Seconds(), default=WAIT_S, show_default=True, help="At most so long."
)
@json_option
def weigh(participant: str, plates: str | None, wait_s: float, as_json: bool) -> int:
    """Weigh a person, who stands still with a foot on either plate.

    Take the zero first. Their trials of the next hour keep the weight.
    """
    expect_pseudonym(participant)
    time = WallTime()
    with engine_on(Wanted(plates, NO_BOARD), time) as engine, stop_signals() as stopped:
        engine.start()
        weight = weigh_when_still(
            engine, participant, time=time, stopped=stopped, wait_s=wait_s, quiet=as_json
        )
    if as_json:
        print_json(weight.as_json())
    else:
        out.print(weight_words(weight.weight_n), soft_wrap=True)
    return Exit.DONE


def expect_pseudonym(participant: str) -> None:
    """Raises UsageError unless there is one."""
    if not participant:
        raise UsageError("expected --participant: a weight is kept for a person")
    check_participant(participant)


def weigh_when_still(
    engine: Engine,
    participant: str,
    *,
    time: HostTime,
    stopped: Sequence[str],
    wait_s: float = WAIT_S,
    quiet: bool = False,
) -> Weight:
    """Waits until the person stands still, and takes their weight. Raises UsageError, with the
    reason, if they do not within `wait_s` or `stopped` gets an entry."""
    if not quiet:
        err.print("A foot on either plate, stand still: weighing.")
    what = WeightOnPlates(participant, book=PersonBook(), host_time=time)
    weight = captured(
        engine, what, time=time, stopped=lambda: bool(stopped), wait_s=wait_s, quiet=quiet
    )
    if not quiet:
        err.print("Weighed.")
    return weight
