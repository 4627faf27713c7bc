"""States of an engine, as its clients get them."""

from typing import Any

from msgspec import structs

from rig.stream.api import State

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


def state(**about: Any) -> State:
    """An idle engine without boards, but for these fields."""
    return structs.replace(IDLE, **about)
