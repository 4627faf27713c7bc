"""Whether plates are still, whether they are empty, and their zero then."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rig.errors import Reason
from rig.measure.calibration import PlateCalibration, force_n

TARE_S = 2.0
# `rig check` allows a channel's noise of 1 N (arduino/HARDWARE.md, "What rig check expects").
MOST_SD_N = 1.0
MOST_DRIFT_N = 0.5  # from any fifth of the samples to any other
PIECES = 5
MOST_LOAD_N = 20.0  # a foot, a hand or a bag; less may be a drifted zero
COLUMNS = ("left heel", "left toe", "right heel", "right toe")

Counts = NDArray[np.int32]


def unrest(counts: Counts, calibration: PlateCalibration) -> Reason | None:
    """Which channels of (N, 4) are not still; None if all are."""
    force = force_n(counts, calibration).astype(np.float64)
    pieces = np.array([piece.mean(axis=0) for piece in np.array_split(force, PIECES)])
    moving = _names((np.ptp(pieces, axis=0) > MOST_DRIFT_N) | (force.std(axis=0) > MOST_SD_N))
    return Reason.of("not_still", channels=moving) if moving else None


@dataclass(frozen=True, slots=True)
class Tare:
    """Mean counts (4,) of empty plates; `refused` is why they are not a zero, None if they are."""

    counts: tuple[float, ...]
    refused: Reason | None = None


def tare(counts: Counts, calibration: PlateCalibration, *, sample_rate_hz: float) -> Tare:
    """The zero of (N, 4) counts, refused unless the plates were empty and still for 2 s.

    The zero of `calibration` serves to detect a load.
    """
    if len(counts) < TARE_S * sample_rate_hz:
        held_s = len(counts) / sample_rate_hz
        return Tare((), Reason.of("gathering", needed_s=TARE_S, got_s=held_s))
    mean = counts.mean(axis=0)
    loads = force_n(mean[None], calibration)[0]
    refused = unrest(counts, calibration)
    if loaded := _names(np.abs(loads) > MOST_LOAD_N):
        most_n = loads[np.abs(loads).argmax()]
        refused = Reason.of("plates_loaded", channels=loaded, load_n=float(most_n))
    return Tare(tuple(mean.tolist()), refused)


def _names(which: NDArray[np.bool_]) -> list[str]:
    return [name for name, is_so in zip(COLUMNS, which, strict=True) if is_so]
