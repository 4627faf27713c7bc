"""A trial of an hour: the rows of a short one, repeated. Created on demand, never kept.

Its hash is wrong, so it is judged not valid; it is read and drawn like any other.
"""

import shutil
from pathlib import Path

import h5py
import numpy as np

from rig.trial.hdf5file import LIBRARY

ONE_AFTER_ANOTHER = {"sample": 1, "device_time_us": 1000, "time": 0.001}  # a step to the next row


def longer(trial: Path, out: Path, times: int) -> Path:
    """A copy of a trial with all of its rows repeated, with continuing times and numbers."""
    shutil.copy(trial, out)
    with h5py.File(out, "r+", libver=LIBRARY) as file:
        for role in ("plates", "dowel"):
            for name, column in file[role].items():
                rows = column[:]
                step = ONE_AFTER_ANOTHER.get(name)
                column.resize(times * len(rows), axis=0)
                for turn in range(times):
                    on = 0 if step is None else turn * (rows[-1] - rows[0] + step)
                    here = slice(turn * len(rows), (turn + 1) * len(rows))
                    column[here] = (rows + np.asarray(on).astype(rows.dtype)).astype(rows.dtype)
    return out
