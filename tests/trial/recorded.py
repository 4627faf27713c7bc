"""Trials on simulated boards, for tests that read them."""

from pathlib import Path

from rig.device.discovery import Wanted
from rig.protocol.shelf import find
from tests.stream.simulated import both, engine_of, spoil, turn_until, turn_until_closed

PARTICIPANT = "Anemone-42"
SERIALS = ("SIMP0007", "SIMD0007")
DATES = ("2020-01-01", "20200101", "1577836800")  # where SteppedTime begins
BYTES_A_SAMPLE = 25

PLATES_ALONE = Wanted("sim://plates?seed=7", "none")
DOWEL_ALONE = Wanted("none", "sim://dowel?seed=7")
WITH_LINES = both("&sync=1&ttl_each_s=1")


def record(
    path: Path, seconds: float, wanted: Wanted | None = None, *, lose: dict[str, int] | None = None
) -> Path:
    """A trial; after 1 s of it the boards in `lose` lose so many samples."""
    with engine_of(wanted) as engine:
        engine.start()
        lines = {role: spoil(engine, role) for role in lose or {}}
        recorder = engine.record(
            path, seconds=seconds, participant=PARTICIPANT, protocol=find("dowel-hinge")
        )
        turn_until(engine, recorder, 1.0)
        for role, line in lines.items():
            line.lose = (lose or {})[role] * BYTES_A_SAMPLE
        turn_until_closed(engine, recorder)
    return path
