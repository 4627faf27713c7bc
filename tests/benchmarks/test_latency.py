"""The chain from two ports to events gives every loss, in both arrangements. Times are not judged
here: `make bench` measures them."""

from pathlib import Path

import pytest

from tests.benchmarks.latency import ENGINES, delays_ms


@pytest.mark.parametrize("engine", ENGINES)
def test_every_event_is_behind_the_frame_that_decides_it(engine: str, tmp_path: Path) -> None:
    delays = delays_ms(engine, tmp_path, seconds=3.0)
    assert len(delays) >= 3
    assert (delays > 0).all()
