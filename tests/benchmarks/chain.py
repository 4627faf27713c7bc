"""The whole chain: an engine with threads on two ports, until its events reach a reader.

    python -m tests.benchmarks.chain PLATES DOWEL TRIAL SECONDS

records a trial, as `rig record` does, and prints a line of JSON: for each contact event the sample
at which it began and when it was taken from the queue.
"""

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from rig.device.discovery import Wanted, open_wanted
from rig.device.hosttime import WallTime
from rig.stream.engine import Engine
from rig.stream.recorder import Recorder
from rig.trial.event import CONTACT_OFF, CONTACT_ON, Event

Got = list[tuple[int, float]]  # sample, seconds of time.perf_counter
Beside = Callable[[Recorder], None]


def nothing_beside(recorder: Recorder) -> None:
    """Waits in the main thread until the trial is closed."""
    recorder.closed.wait()


# What may run in the main thread of the engine's process while it records; `latency` measures each.
# A drawing window belongs here: a function that draws until `recorder.closed` is set.
BESIDE: dict[str, Beside] = {"nothing": nothing_beside}


def record(
    ports: dict[str, str], trial: Path, *, seconds: float, beside: Beside = nothing_beside
) -> Got:
    """Records for `seconds`; returns the events with their times."""
    host_time = WallTime()
    engine = Engine(open_wanted(Wanted(ports["plates"], ports["dowel"]), host_time), host_time)
    got: Got = []
    try:
        engine.start()
        told, done = engine.listen(), threading.Event()

        def take() -> None:
            while not done.is_set():
                news = told.get()
                if isinstance(news, Event) and news.kind in (CONTACT_ON, CONTACT_OFF):
                    got.append((news.sample or 0, time.perf_counter()))

        reader = threading.Thread(target=take)
        reader.start()
        beside(engine.record(trial, seconds=seconds))
        done.set()
        engine.mark()  # wakes the reader
        reader.join()
    finally:
        engine.close()
    return got


if __name__ == "__main__":
    plates, dowel, trial, seconds = sys.argv[1:]
    ports = {"plates": plates, "dowel": dowel}
    print(json.dumps(record(ports, Path(trial), seconds=float(seconds))))
