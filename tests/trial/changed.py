"""Copies of a trial with a change."""

import shutil
from collections.abc import Callable
from pathlib import Path

import h5py

Change = Callable[[h5py.File], object]


def changed(trial: Path, out: Path, by: Change) -> Path:
    """A copy of `trial`, changed."""
    shutil.copy(trial, out)
    with h5py.File(out, "r+") as file:
        by(file)
    return out


def set_row(name: str, row: int, value: float) -> Change:
    def change(file: h5py.File) -> None:
        file[name][row] = value

    return change
