"""The cost of many trials: the first index, a list from it, an analysis with one worker and with
two.

    python -m tests.benchmarks.many_trials FOLDER [TRIALS]

creates a store in FOLDER unless there is one (1000 trials of a minute are 6 GB) and prints seconds:
of the wall clock, and of the processors for all processes that took part.
"""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import h5py

from rig.cli.schemes import register_schemes
from rig.device.discovery import Wanted
from rig.protocol.shelf import find
from rig.store.listing import INDEX
from rig.trial.hdf5file import LIBRARY
from tests.command import RIG
from tests.store.filed import filed
from tests.stream.simulated import engine_of, turn_until_closed

TRIALS, PARTICIPANTS, SECONDS = 1000, 40, 60.0
BEGIN, APART = datetime(2026, 3, 1, 8, tzinfo=UTC), timedelta(hours=6)


def make_store(folder: Path, trials: int) -> None:
    """One trial is recorded; the others are copies for other people and other days."""
    folder.mkdir(parents=True)
    first = folder.with_name("first.h5")
    register_schemes()
    with engine_of(Wanted("sim://plates?seed=1003", "sim://dowel?seed=1003")) as engine:
        engine.start()
        recorder = engine.record(first, seconds=SECONDS, protocol=find("dowel-hinge"))
        turn_until_closed(engine, recorder)
    for number in range(trials):
        filed(folder, first, f"P{number % PARTICIPANTS:02}", utc=BEGIN + number * APART)
    with h5py.File(first, "r", libver=LIBRARY) as file:
        print(f"{trials} trials of {file['plates/time'][-1]:.0f} s")
    first.unlink()


def seconds_of(what: str, *words: object) -> None:
    """Runs `rig` and prints how long it took."""
    before, start_s = os.times(), time.perf_counter()
    done = subprocess.run([*RIG, *map(str, words)], capture_output=True, text=True)
    wall_s, after = time.perf_counter() - start_s, os.times()
    used_s = sum(after[2:4]) - sum(before[2:4])
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(
        f"{what}: {wall_s:.2f} s, processors {used_s:.2f} s (exit {done.returncode}, load {load})"
    )


def main(folder: Path, trials: int) -> None:
    """All of it."""
    if not folder.exists():
        make_store(folder, trials)
    (folder / INDEX).unlink(missing_ok=True)
    seconds_of("first index", "trials", "--folder", folder)
    for _ in range(3):
        seconds_of("list from the index", "trials", "--folder", folder)
    for workers in (1, 2):
        table = folder.with_name(f"{folder.name}-{workers}.parquet")
        table.unlink(missing_ok=True)
        what = f"analysis, workers {workers}"
        seconds_of(what, "analyze", folder, "--workers", workers, "--table", table)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else TRIALS)
