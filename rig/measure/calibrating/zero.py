"""The zero of the plates before a person steps on, and the next one after they stepped off: all
forces between two zeros share both."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

import numpy as np

from rig.measure.calibration import PlateCalibration, force_n

SESSION_S = 3600.0  # an older zero does not belong to a continuing session


@dataclass(frozen=True, slots=True)
class Zero:
    """The reading of a board's empty plates, (4,), and its time."""

    zero_id: str
    board_serial: str
    taken_utc: str
    counts: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for an invalid zero."""
        return cls(**{**said, "counts": tuple(map(float, said["counts"]))})


def drift_n(
    before: tuple[float, ...], after: tuple[float, ...], calibration: PlateCalibration
) -> tuple[float, ...]:
    """The drift of each channel in newtons, (4,), from one zero to another."""
    drift = force_n(np.array([after]), calibration.with_zero(before))[0]
    return tuple(float(newtons) for newtons in drift)


def serves(taken_utc: str, at: datetime) -> bool:
    """Whether the newest record is valid at a time: it is at most an hour old. With a clock set
    back meanwhile it seems to be in the future; by less than an hour, it is valid."""
    return abs(age_s(taken_utc, at)) <= SESSION_S


def ahead_words(what: str, taken_utc: str, at: datetime) -> str:
    """A sentence on a record that is in the future by the clock, or ""."""
    ahead_s = -age_s(taken_utc, at)
    if ahead_s <= 0:
        return ""
    begin = f"the clock says that {what} was taken {ahead_s:.0f} s from now, it was set back"
    return f"{begin}: it serves" if serves(taken_utc, at) else f"{begin}: take it anew"


def age_s(taken_utc: str, at: datetime) -> float:
    """Seconds from the time taken to `at`."""
    return (at - datetime.fromisoformat(taken_utc)).total_seconds()
