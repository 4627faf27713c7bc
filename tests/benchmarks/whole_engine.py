"""The cost of the whole engine while it records both boards from two ports, in real time.

    python -m tests.benchmarks.whole_engine ENGINE.json [SECONDS]

The boards run in another process. All threads of this one count: ports, parser, clocks, detector,
rings, journal, trial, and a reader of the events.
"""

import json
import sys
import tempfile
import time
from pathlib import Path

from rig.stream.recorder import Recorder
from tests.benchmarks import chain
from tests.benchmarks.latency import boards

SECONDS = 30.0
SETTLE_S = 2.0


def core_share(seconds: float = SECONDS) -> float:
    """Share of a core, from the third second of a trial on."""
    shares: list[float] = []

    def measure(recorder: Recorder) -> None:
        time.sleep(SETTLE_S)
        begin_s, cost_s = time.perf_counter(), time.process_time()
        time.sleep(seconds)
        shares.append((time.process_time() - cost_s) / (time.perf_counter() - begin_s))
        recorder.closed.wait()

    with tempfile.TemporaryDirectory() as name, boards(Path(name) / "times.npy") as ports:
        trial = Path(name) / "t.h5"
        chain.record(ports, trial, seconds=seconds + 2 * SETTLE_S, beside=measure)
    return shares[0]


if __name__ == "__main__":
    share = core_share(*(float(text) for text in sys.argv[2:]))
    Path(sys.argv[1]).write_text(json.dumps({"core_share": share}) + "\n")
    print(f"{share:.1%} of a core")
