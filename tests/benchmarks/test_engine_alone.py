"""An engine that records both boards: its cost, and that its memory stays flat.

The boards are simulated in the same process, as fast as it can; their cost is subtracted. No port
is read: `tests/firmware` measures a recorder on ports in real time.
"""

import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from rig.device.port import Port, Received
from rig.stream.engine import Engine
from tests.stream.simulated import engine_of, turn_for

MINUTE_S, HOUR_S = 60.0, 3600.0
MOST_GROWTH_MB = 20.0
MOST_CORE_SHARE = 0.10


class Metered:
    """A simulated board's port that measures its own cost."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self.cost_s = 0.0

    def read(self) -> Received:
        begin_s = time.process_time()
        received = self._port.read()
        self.cost_s += time.process_time() - begin_s
        return received

    def __getattr__(self, name: str) -> Any:
        return getattr(self._port, name)


def meter(engine: Engine) -> list[Metered]:
    ports = []
    for feed in engine.feeds.values():
        feed.board.port = Metered(feed.board.port)
        ports.append(feed.board.port)
    return ports


def memory_mb() -> float:
    return float(psutil.Process().memory_info().rss / 1e6)


def core_share(engine: Engine, ports: list[Metered], seconds: float) -> float:
    """Share of a core that the engine takes for `seconds` of samples."""
    begin_s, boards_s = time.process_time(), sum(port.cost_s for port in ports)
    turn_for(engine, seconds)
    boards_s = sum(port.cost_s for port in ports) - boards_s
    return (time.process_time() - begin_s - boards_s) / seconds


def record_for(seconds: float, path: Path, *, settle_s: float) -> tuple[float, float, float]:
    """Records; share of a core, memory after `settle_s` and at the end in MB."""
    with engine_of() as engine:
        ports = meter(engine)
        engine.start()
        recorder = engine.record(path)
        turn_for(engine, settle_s)
        before_mb = memory_mb()
        share = core_share(engine, ports, seconds - settle_s)
        after_mb = memory_mb()
        assert recorder.recorded_s > seconds - 1.0
    assert recorder.closed.is_set()
    return share, before_mb, after_mb


def test_memory_stays_flat_over_half_a_minute(tmp_path: Path) -> None:
    share, before_mb, after_mb = record_for(30.0, tmp_path / "t.h5", settle_s=10.0)
    print(f"half a minute: {share:.1%} of a core, {before_mb:.0f} MB, then {after_mb:.0f} MB")
    assert after_mb - before_mb < MOST_GROWTH_MB


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_memory_stays_flat_over_an_hour(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    share, before_mb, after_mb = record_for(HOUR_S, tmp_path / "t.h5", settle_s=MINUTE_S)
    with capsys.disabled():
        print(
            f"\nan hour of both boards recorded: {share:.1%} of a core, {before_mb:.0f} MB after a "
            f"minute, {after_mb:.0f} MB at the end, {memory_mb():.0f} MB when it was closed"
        )
    assert after_mb - before_mb < MOST_GROWTH_MB
    assert share < MOST_CORE_SHARE
