"""A capture takes only samples that follow one another."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rig.device.discovery import Wanted
from rig.stream.capture import Capture, Outcome
from rig.stream.engine import Engine
from tests.stream.simulated import engine_of, turn_for

CUT_AT_S, CUT_S, NEEDED_S = 3.0, 2.0, 1.5


class AnyLoad:
    """Whatever is on the plates; notes the samples it is offered."""

    role, seconds, fresh = "plates", NEEDED_S, False

    def __init__(self) -> None:
        self.offered: list[int] = []

    def unsuitable(self, _: Engine, counts: NDArray[np.int32]) -> None:
        self.offered.append(len(counts))

    def take(self, engine: Engine, counts: NDArray[np.int32]) -> NDArray[np.uint64]:
        return engine.feeds["plates"].ring.latest(len(counts)).device_time_us


def test_nothing_is_taken_across_a_pulled_cable(tmp_path: Path) -> None:
    plates = f"sim://plates?unplug_at_s={CUT_AT_S}&unplug_s={CUT_S}"
    outcomes: list[Outcome] = []
    with engine_of(Wanted(plates, "none")) as engine:
        engine.start()
        engine.record(tmp_path / "t.h5")  # a trial waits for a board that is gone
        turn_for(engine, CUT_AT_S - 0.5)
        capture, load = Capture(), AnyLoad()
        capture.view(load)
        while not _is_back(engine):
            turn_for(engine, 0.1)
            capture.turn(engine)
        assert load.offered[-1] < NEEDED_S * 1000 / 2, "what came before the cut does not count"
        capture.take(load, outcomes.append)
        while not outcomes:
            turn_for(engine, 0.1)
            capture.turn(engine)
    times_us = outcomes[0].value
    assert isinstance(times_us, np.ndarray)
    assert len(times_us) == NEEDED_S * 1000
    assert (np.diff(times_us.astype(np.int64)) == 1000).all()


def _is_back(engine: Engine) -> bool:
    rows = engine.feeds["plates"].ring.latest(1000).device_time_us.astype(np.int64)
    return bool((np.diff(rows) > CUT_S * 1e6 / 2).any())
