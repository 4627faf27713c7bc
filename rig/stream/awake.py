"""Keeps the computer from sleeping while a trial is recorded, where it lets itself be kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from wakepy import keep


@contextmanager
def awake() -> Iterator[None]:
    """No sleep within it; a computer that cannot be asked records all the same."""
    with keep.running(on_fail="pass"):
        yield
