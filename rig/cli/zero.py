"""rig zero: readings of the empty plates, before a person steps on and after they stepped off."""

from collections.abc import Sequence
from pathlib import Path

import click

from rig.calibrations.book import CalibrationBook
from rig.cli.console import err, fail, json_option, out, print_json
from rig.cli.running import Seconds, engine_on, plates_option, stop_signals
from rig.cli.waiting import WAIT_S, captured
from rig.device.discovery import NO_BOARD, Wanted
from rig.device.hosttime import HostTime, WallTime
from rig.errors import Exit
from rig.measure.calibrating.still import COLUMNS
from rig.stream.engine import Engine
from rig.stream.quantities import Taken, ZeroOfPlates


@click.command()
@click.argument("trials", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE...]")
@plates_option
@click.option(
    "--wait", "wait_s", type=Seconds(), default=WAIT_S, show_default=True, help="At most so long."
)
@json_option
def zero(trials: tuple[Path, ...], plates: str | None, wait_s: float, as_json: bool) -> int:
    """Take the zero of the empty plates; trials since the zero before get it as their second.

    Trials of the next hour begin at it. FILE...: trials between the zero before and this one.
    """
    time = WallTime()
    with engine_on(Wanted(plates, NO_BOARD), time) as engine, stop_signals() as stopped:
        engine.start()
        taken = take_when_empty(
            engine, trials, time=time, stopped=stopped, wait_s=wait_s, quiet=as_json
        )
    if as_json:
        print_json(_document(taken))
    else:
        _say(taken)
    for problem in taken.problems:
        fail(problem)
    return Exit.DONE if len(taken.drift_n) == len(trials) else Exit.WRONG_USE


def take_when_empty(
    engine: Engine,
    trials: Sequence[Path],
    *,
    time: HostTime,
    stopped: Sequence[str],
    wait_s: float = WAIT_S,
    quiet: bool = False,
    then: str = "",
) -> Taken:
    """Waits until the plates are empty and still, and takes their zero.

    `then` is the next instruction to the person. Raises UsageError, with the reason, if they are
    not empty within `wait_s` or `stopped` gets an entry.
    """
    if not quiet:
        err.print("Nobody and nothing on the plates: taking their zero.")
    what = ZeroOfPlates(lambda: trials, book=CalibrationBook(), host_time=time)
    taken = captured(
        engine, what, time=time, stopped=lambda: bool(stopped), wait_s=wait_s, quiet=quiet
    )
    if not quiet:
        err.print(f"Their zero is taken. {then}".rstrip())
    return taken


def _say(taken: Taken) -> None:
    """In words: the zero, and how far each trial that it closes has drifted."""
    counts = ", ".join(
        f"{name} {count:.1f}" for name, count in zip(COLUMNS, taken.zero.counts, strict=True)
    )
    out.print(f"zero taken, in counts: {counts}", soft_wrap=True)
    for path, drift_n in taken.drift_n.items():
        most_n = max(map(abs, drift_n))
        out.print(f"{path.name}: drift at most {most_n:.2f} N", soft_wrap=True, markup=False)


def _document(taken: Taken) -> dict[str, object]:
    return {
        **taken.zero.as_json(),
        "trials": {str(path): {"drift_n": drift} for path, drift in taken.drift_n.items()},
        "problems": taken.problems,
    }
