"""Waits until a quantity can be captured, and prints what it waits for."""

import threading
from collections.abc import Sequence

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
    stopped: Sequence[str],
    wait_s: float = WAIT_S,
    quiet: bool = False,
) -> Value:
    """What is captured as soon as the samples are suitable.

    Raises RefusedError, with the reason, if they are not within `wait_s` or until `stopped` gets an
    entry; and what ended the engine.
    """
    outcomes: list[Outcome] = []
    capture = Capture()
    capture.take(what, outcomes.append)
    hidden = quiet or not err.is_terminal
    bar = Progress(TextColumn("{task.description}"), console=err, disable=hidden, transient=True)
    end_s = time.now_s() + wait_s
    with bar:
        task = bar.add_task("")
        while True:
            capture.turn(engine)
            if outcomes or time.now_s() >= end_s or stopped:
                break
            if engine.failure:
                raise engine.failure
            bar.update(task, description=f"waiting: {capture.waits}")
            threading.Event().wait(LOOK_EACH_S)
    return value_of(what, outcomes, capture.waits)
