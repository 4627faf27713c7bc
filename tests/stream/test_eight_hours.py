"""A working day of both boards in one trial, on a time that passes as fast as possible."""

import os
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import psutil
import pytest

from rig.cli.schemes import register_schemes
from rig.measure.validity import WHOLE
from rig.stream.engine import Engine
from rig.trial.reader import verify
from tests.stream.simulated import (
    DOWEL_PPM,
    PLATES_PPM,
    both,
    engine_of,
    turn_for,
    turn_until_closed,
)

LOOK_EACH_S = 20.0
EIGHT_HOURS_S = 8 * 3600.0
REST_S = 0.045  # two and a half frames of a window
STAND_S = 20.0  # movement begins early, so that the first repetitions belong to the warm-up
MOST_GROWTH_MB = 5.0
MOST_IN_A_MINUTE_MB = 2.5  # 1.1 to 1.4 as pages are first used; with all bytes kept, 3.8
RATES_HZ = {"plates": 1000 * (1 + PLATES_PPM * 1e-6), "dowel": 1000 * (1 + DOWEL_PPM * 1e-6)}


def record(path: Path, seconds: float, warm_up_s: float) -> None:
    """A trial of both boards, with a wire between them; prints by how many MB the process grew
    after the warm-up: code is paged in as it is first used, and HDF5 fills its cache."""
    register_schemes()
    with engine_of(both("&sync=1", person=f"&stand_s={STAND_S}")) as engine:
        engine.start()
        recorder = engine.record(path)
        turn_for(engine, warm_up_s, rest_s=REST_S)
        print(most_growth_mb(engine, seconds - warm_up_s), flush=True)
        engine.finish()
        turn_until_closed(engine, recorder)


def most_growth_mb(engine: Engine, seconds: float) -> float:
    """From now, over so many seconds, while the trial is being recorded."""
    rss_mb = [psutil.Process().memory_info().rss / 1e6]
    for _ in range(int(seconds / LOOK_EACH_S)):
        turn_for(engine, LOOK_EACH_S, rest_s=REST_S)
        rss_mb.append(psutil.Process().memory_info().rss / 1e6)
    return max(rss_mb) - rss_mb[0]


def expect_every_sample(path: Path, seconds: float) -> None:
    with h5py.File(path) as file:
        for role, rate_hz in RATES_HZ.items():
            sample = file[role]["sample"][:]
            assert len(sample) == pytest.approx(seconds * rate_hz, rel=0.002)
            assert (np.diff(sample) == 1).all()
    facts, verdict = verify(path)
    assert facts.end_reason == "stopped"
    assert verdict.level == WHOLE, verdict.reasons


def expect_flat_memory(path: Path, seconds: float, *, warm_up_s: float, most_mb: float) -> str:
    # A process that does nothing else: a test's own memory grows, too. The simulated person, whom
    # no real rig has in its process, computes in large arrays: the C library (glibc) is told to
    # allocate and free each of them directly, so that they leave no holes in the heap.
    args = map(str, (path, seconds, warm_up_s))
    words = [sys.executable, "-m", "tests.stream.test_eight_hours", *args]
    apart = os.environ | {"MALLOC_MMAP_THRESHOLD_": "65536"}
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True, env=apart)
    grown_mb = float(done.stdout)
    expect_every_sample(path, seconds)
    assert grown_mb < most_mb
    return f"{seconds / 3600:.2f} h of both boards: the process grew by {grown_mb:.1f} MB"


def test_memory_is_flat_over_two_minutes(tmp_path: Path) -> None:
    expect_flat_memory(tmp_path / "t.h5", 120.0, warm_up_s=60.0, most_mb=MOST_IN_A_MINUTE_MB)


@pytest.mark.soak
def test_memory_is_flat_over_eight_hours(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t.h5"
    said = expect_flat_memory(path, EIGHT_HOURS_S, warm_up_s=600.0, most_mb=MOST_GROWTH_MB)
    with capsys.disabled():
        print(f"\n{said}")


if __name__ == "__main__":
    record(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
