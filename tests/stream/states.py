"""States of an engine, as its clients get them."""

from typing import Any

from msgspec import structs

from rig.stream.api import BoardState, State

IDLE = State(
    process=1,
    number=1,
    now_s=0.0,
    started_s=None,
    boards=[],
    in_contact={},
    count_is_sure=True,
    calibration=None,
    zero_utc=None,
    zero_pending=[],
    trial=None,
    last=None,
    trouble="",
    folder="",
    concerns=[],
    interrupted=[],
    recovering=None,
    recovered=None,
)


BOARD = BoardState(
    role="plates",
    url="sim://plates",
    serial="SIMP0001",
    firmware="1.0",
    simulated=False,
    replayed=False,
    columns=[],
    full_scale_counts=4095,
    volts_per_count=5 / 4096,
    sample_rate_hz=1000,
    rate_hz=1e3,
    lost=0,
    crc_errors=0,
    missed_ticks=0,
    silent_s=0.0,
    ring="",
    ring_rows=0,
)


def board(role: str, **about: Any) -> BoardState:
    """A healthy board of a role that is not there to be read, but for these fields."""
    return structs.replace(BOARD, role=role, **about)


def state(**about: Any) -> State:
    """An idle engine without boards, but for these fields."""
    return structs.replace(IDLE, **about)
