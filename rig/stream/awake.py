"""Keeps the computer from sleeping while a trial is recorded, where it lets itself be kept."""

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
    """No sleep within it, if True; a computer that cannot be asked records all the same."""
    with keep.running(on_fail="pass") as mode:
        yield bool(mode.active)


def sleep_concerns(boards: Iterable[Board]) -> list[str]:
    """What is to be said before a trial on these boards, tried out: that the computer may sleep in
    it. Nobody stands on plates that are a program."""
    if all(board.simulated or board.replay_of for board in boards):
        return []
    with awake() as kept:
        return [] if kept else [CANNOT]
