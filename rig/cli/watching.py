"""rig watch: every event as a line, immediately."""

import json

import click

from rig.cli.console import bell, fail, print_line
from rig.cli.running import (
    Seconds,
    board_options,
    cue_option,
    drained,
    engine_on,
    lsl_option,
    since,
    stop_signals,
)
from rig.device.discovery import Wanted
from rig.device.messages import Cues
from rig.errors import Exit
from rig.stream.acquisition import ToldQueue
from rig.stream.playback import host_time_for
from rig.trial.event import LINK_LOST

LOOK_EACH_S = 0.002


@click.command()
@board_options
@click.option("--seconds", type=Seconds(), help="How long to watch. Left out: until Ctrl-C.")
@cue_option
@lsl_option
def watch(
    plates: str | None, dowel: str | None, *, seconds: float | None, cue: Cues | None, lsl: bool
) -> int:
    """Print each event as one line of JSON, at once."""
    wanted = Wanted(plates, dowel)
    time = host_time_for(wanted.urls.values())
    with engine_on(wanted, time) as engine, stop_signals() as stopped:
        told = engine.listen()
        if lsl:
            engine.serve_lsl(on_problem=fail)
        engine.start(cue)
        start_s = engine.started_s
        while not stopped and engine.failure is None:
            _print(told, start_s)
            if seconds and time.now_s() - start_s >= seconds:
                break
            time.sleep(LOOK_EACH_S)
        _print(told, start_s)
        if engine.failure:
            raise engine.failure
    return Exit.DONE


def _print(told: ToldQueue, start_s: float) -> None:
    for event in drained(told):
        if event.kind == LINK_LOST:
            bell()
        print_line(json.dumps(since(start_s, event).as_json()))
