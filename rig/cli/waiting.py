"""Waits until a quantity can be captured, and prints what it waits for."""

from collections.abc import Callable

from rich.progress import Progress, TextColumn

from rig.cli.console import err
from rig.device.hosttime import HostTime
from rig.stream.capture import Capturable, Capture, Outcome, Value, value_of
from rig.stream.engine import Engine

LOOK_EACH_S = 0.1
WAIT_S = 60.0


def captured(
    engine: Engine,
    what: Capturable[Value],
    *,
    time: HostTime,
    stopped: Callable[[], bool],
    wait_s: float = WAIT_S,
    quiet: bool = False,
) -> Value:
    """What is captured as soon as the samples are suitable.

    Raises RefusedError, with the reason, if they are not within `wait_s` or before `stopped`; and
    what ended the engine.
    """
    outcomes: list[Outcome] = []
    capture = Capture()
    capture.take(what, outcomes.append)
    hidden = quiet or not err.is_terminal
    bar = Progress(TextColumn("{task.description}"), console=err, disable=hidden, transient=True)
    end_s = _awake_s(time) + wait_s
    with bar:
        task = bar.add_task("")
        while True:
            capture.turn(engine)
            if outcomes or _awake_s(time) >= end_s or stopped():
                break
            bar.update(task, description=f"waiting: {capture.waits}")
            engine.wait(LOOK_EACH_S)
    return value_of(what, outcomes, capture.waits)


def _awake_s(time: HostTime) -> float:
    """A sleep of the computer is no time in which anything could have been captured."""
    return time.now_s() - time.slept_s()
