"""Waits until the plates read what is needed, and prints what it waits for."""

import threading
from collections.abc import Callable, Sequence

from rich.progress import Progress, TextColumn

from rig.cli.console import err
from rig.device.hosttime import HostTime
from rig.stream.engine import Engine

LOOK_EACH_S = 0.1
WAIT_S = 60.0


def wait_while(
    refused: Callable[[], str],
    engine: Engine,
    *,
    time: HostTime,
    stopped: Sequence[str],
    wait_s: float = WAIT_S,
    quiet: bool = False,
) -> None:
    """Returns once `refused` returns "", after `wait_s`, or when `stopped` gets an entry. Raises
    what ended the engine."""
    hidden = quiet or not err.is_terminal
    bar = Progress(TextColumn("{task.description}"), console=err, disable=hidden, transient=True)
    end_s = time.now_s() + wait_s
    with bar:
        task = bar.add_task("")
        while (words := refused()) and time.now_s() < end_s and not stopped:
            if engine.failure:
                raise engine.failure
            bar.update(task, description=f"waiting: {words}")
            threading.Event().wait(LOOK_EACH_S)
