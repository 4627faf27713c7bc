"""A turn of the recorder: append, flush, synchronise, on a real file."""

import statistics
import time
from pathlib import Path
from typing import Any

import pytest

from rig.stream.recorder import FLUSH_EACH_S, Recorder
from tests.stream.simulated import engine_of, turn_until

ROUNDS = 40


def test_recorder_turn(benchmark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wall_ms: list[float] = []
    with engine_of() as engine:
        engine.start()
        recorder = engine.record(tmp_path / "t.h5")
        turn_until(engine, recorder, 2.0)
        monkeypatch.setattr(engine.trial, "_due_s", float("inf"))  # it is turned here

        def gather() -> None:
            end_s = engine._host_time.now_s() + FLUSH_EACH_S
            while engine._host_time.now_s() < end_s:
                engine.turn()

        benchmark.pedantic(timed(recorder, wall_ms), setup=gather, rounds=ROUNDS)
        assert recorder.recorded_s > 2.0
    note(benchmark, wall_ms)


def timed(recorder: Recorder, wall_ms: list[float]) -> Any:
    def turn() -> None:
        begin_s = time.perf_counter()
        recorder.turn()
        wall_ms.append((time.perf_counter() - begin_s) * 1e3)

    return turn


def note(benchmark: Any, wall_ms: list[float]) -> None:
    if benchmark.enabled:
        p50, p95 = statistics.median(wall_ms), statistics.quantiles(wall_ms, n=20)[-1]
        benchmark.extra_info.update(
            name="recorder_turn",
            each="turn",
            units=1,
            wall_ms=[round(p50, 2), round(p95, 2)],
            cpu_ms=round(benchmark.stats.stats.median * 1e3, 2),
        )
