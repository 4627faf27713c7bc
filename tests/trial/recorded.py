"""Trials on simulated boards, for tests that read them."""

from pathlib import Path

from rig.device.discovery import Wanted
from rig.protocol.shelf import find
from tests.stream.simulated import MOVING, both, engine_of, spoil, turn_until, turn_until_closed

PARTICIPANT = "Anemone-42"
SERIALS = ("SIMP0007", "SIMD0007")
DATES = ("2020-01-01", "20200101", "1577836800")  # where SteppedTime begins
BYTES_A_SAMPLE = 25

PLATES_ALONE = Wanted("sim://plates?seed=7", "none")
DOWEL_ALONE = Wanted("none", "sim://dowel?seed=7")
# A contact is lost in the third repetition.
SET_OF_THREE = """
descent_s = 1.2
hold_s = 0.3
ascent_s = 1.2
rest_s = 0.8
repetitions = 3
mistake_each = 3
"""
WITH_LINES = both("&sync=1&ttl_each_s=1", person=MOVING)


def record(
    path: Path, seconds: float, wanted: Wanted | None = None, *, lose: dict[str, int] | None = None
) -> Path:
    """A trial; after 1 s of it the boards in `lose` lose so many samples."""
    with engine_of(wanted or both(person=MOVING)) as engine:
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


def record_set(folder: Path) -> Path:
    """Three repetitions of P07 on both boards, with the sync wire and a mark."""
    scenario = folder / "set.toml"
    scenario.write_text(SET_OF_THREE)
    urls = [f"sim://{role}?seed=1003&sync=1&scenario={scenario}" for role in ("plates", "dowel")]
    with engine_of(Wanted(*urls)) as engine:
        engine.start()
        about = {"participant": "P07", "protocol": find("dowel-hinge")}
        recorder = engine.record(folder / "set.h5", seconds=15.0, **about)
        turn_until(engine, recorder, 3.0)
        engine.mark()
        turn_until_closed(engine, recorder)
    return folder / "set.h5"
