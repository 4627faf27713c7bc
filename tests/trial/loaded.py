"""Trials of the plates with forces set by a test."""

from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from rig.measure.calibration import force_n as newtons_of
from rig.trial.facts import RAW, raw_sha256
from rig.trial.newtons import calibration_of
from tests.trial.changed import changed

NEWTONS_PER_COUNT, ZERO_COUNTS = 0.25, 200


def nominal_counts(force_n: NDArray[np.floating[Any]]) -> NDArray[np.int32]:
    """Counts for forces (N, 4) in newtons, without limits."""
    return np.round(np.asarray(force_n) / NEWTONS_PER_COUNT + ZERO_COUNTS).astype(np.int32)


def with_counts(
    plates: Path, out: Path, counts: NDArray[np.int32], *, simulated: bool = False, **about: object
) -> Path:
    """A copy of a trial of the plates alone with these counts (N, 4), a sample each millisecond."""

    def change(file: h5py.File) -> None:
        board = file["plates"]
        sample = np.arange(len(counts), dtype=np.uint64)
        columns = {
            "counts": counts,
            "sample": sample,
            "device_time_us": sample * np.uint64(1000),
            "status": np.zeros(len(counts), np.uint16),
            "time": sample / 1000,
            "force": newtons_of(counts, calibration_of(file)),
        }
        for name, values in columns.items():
            board[name].resize(len(counts), axis=0)
            board[name][:] = values
        file["validity/plates"].attrs["samples_received"] = len(counts)
        file["validity"].attrs["sha256"] = raw_sha256({"plates": {n: board[n] for n in RAW}})
        file.attrs["simulated"] = simulated
        file.attrs.update(about)

    return changed(plates, out, change)


def with_forces(
    plates: Path, out: Path, force_n: NDArray[np.floating[Any]], **about: object
) -> Path:
    """The same with forces (N, 4) in newtons, as a front end without limits would give them."""
    return with_counts(plates, out, nominal_counts(force_n), **about)
