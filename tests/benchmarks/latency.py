"""From the wire to the event: the last byte of the frame that decides, to the event taken from
the queue, while a trial is recorded and flushed.

    python -m tests.benchmarks.latency LATENCY.json [SECONDS]
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from rig.measure.contact import DEBOUNCE_SAMPLES
from tests.benchmarks import chain
from tests.benchmarks.boards_on_ptys import LOST_EACH_S
from tests.benchmarks.with_window import with_a_cue, with_a_lamp, with_a_window

SETTLED_SAMPLES = 2000  # what came while the engine started is excluded
SECONDS = 45.0
LAMP = "the same, change of a contact to its lamp on the screen"
CUE = "the same, lost contact to the sound call of the cue"


@contextmanager
def boards(times: Path, lost_each_s: float = LOST_EACH_S) -> Iterator[dict[str, str]]:
    """Two boards on ports, in a process that writes `times` when it ends."""
    words = [str(times), str(lost_each_s)]
    command = [sys.executable, "-m", "tests.benchmarks.boards_on_ptys", *words]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


def in_this_process(
    ports: dict[str, str], trial: Path, seconds: float, *, beside: chain.Beside
) -> chain.Got:
    return chain.record(ports, trial, seconds=seconds, beside=beside)


def in_its_own_process(ports: dict[str, str], trial: Path, seconds: float) -> chain.Got:
    arguments = [ports["plates"], ports["dowel"], str(trial), str(seconds)]
    command = [sys.executable, "-m", "tests.benchmarks.chain", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [(sample, got_s) for sample, got_s in json.loads(done.stdout)]


ENGINES: dict[str, Callable[[dict[str, str], Path, float], chain.Got]] = {
    "engine with a window of 1920x1080 that draws, event at its door": with_a_window,
    CUE: with_a_cue,
    LAMP: with_a_lamp,
    "engine in its own process": in_its_own_process,
} | {
    f"engine in this process, {name} beside it": partial(in_this_process, beside=beside)
    for name, beside in chain.BESIDE.items()
}


def delays_ms(engine: str, folder: Path, seconds: float) -> np.ndarray:
    """Milliseconds from each deciding frame to its event, (N,)."""
    times = folder / f"{engine}.npy"
    with boards(times) as ports:
        got = ENGINES[engine](ports, folder / f"{engine}.h5", seconds)
    written_s = dict(np.load(times).tolist())
    decided = [(sample + DEBOUNCE_SAMPLES, got_s) for sample, got_s in got]
    first = min(written_s) + SETTLED_SAMPLES
    return np.array([(s - written_s[n]) * 1e3 for n, s in decided if n >= first])


def figures(delays: np.ndarray) -> dict[str, Any]:
    p50, p95, p99 = np.percentile(delays, (50, 95, 99)).round(2).tolist()
    most = round(float(delays.max()), 2)
    return {"events": len(delays), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99, "most_ms": most}


def measure(seconds: float = SECONDS) -> dict[str, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        return {name: figures(delays_ms(name, Path(folder), seconds)) for name in ENGINES}


if __name__ == "__main__":
    found = measure(*(float(text) for text in sys.argv[2:]))
    Path(sys.argv[1]).write_text(json.dumps(found, indent=2) + "\n")
    print(json.dumps(found, indent=2))
