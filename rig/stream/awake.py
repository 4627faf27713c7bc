"""Keeps the computer awake while a trial is recorded, where it allows that."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from wakepy import keep

from rig.device.board import Board

CANNOT = (
    "this computer does not let itself be kept awake while a trial is recorded: switch off its "
    "sleep in the settings of the system, and leave its lid open"
)


@contextmanager
def awake() -> Iterator[bool]:
    """Prevents sleep within the block if it yields True; recording continues even if it cannot."""
    with keep.running(on_fail="pass") as mode:
        yield bool(mode.active)


def sleep_concerns(boards: Iterable[Board]) -> list[str]:
    """Warnings before a trial on these boards, by a real attempt: that the computer may sleep
    during it. Simulated and replayed boards give no warning."""
    if all(board.simulated or board.replay_of for board in boards):
        return []
    with awake() as kept:
        return [] if kept else [CANNOT]
