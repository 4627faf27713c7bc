"""The zero of the plates before a person steps on, and the next one after they stepped off: what
lies between two zeros shares both."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

import numpy as np

from rig.measure.calibration import PlateCalibration, force_n

SESSION_S = 3600.0  # a zero that is older is not that of a session that goes on


@dataclass(frozen=True, slots=True)
class Zero:
    """What the empty plates of a board read, (4,), and when."""

    zero_id: str
    board_serial: str
    taken_utc: str
    counts: tuple[float, ...]

    def as_json(self) -> dict[str, Any]:
        """What `from_json` takes."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for what is none."""
        return cls(**{**said, "counts": tuple(map(float, said["counts"]))})


def drift_n(
    before: tuple[float, ...], after: tuple[float, ...], calibration: PlateCalibration
) -> tuple[float, ...]:
    """How far each channel has drifted in newtons, (4,), from one zero to another."""
    drift = force_n(np.array([after]), calibration.with_zero(before))[0]
    return tuple(float(newtons) for newtons in drift)


def serves(taken_utc: str, at: datetime) -> bool:
    """Whether the newest that was taken serves at a time: it is of the hour. A clock that was set
    back meanwhile makes it seem to lie ahead; if that is by less than an hour, it serves."""
    return abs(age_s(taken_utc, at)) <= SESSION_S


def ahead_words(what: str, taken_utc: str, at: datetime) -> str:
    """A sentence about what was taken later than now by the clock, or ""."""
    ahead_s = -age_s(taken_utc, at)
    if ahead_s <= 0:
        return ""
    begin = f"the clock says that {what} was taken {ahead_s:.0f} s from now, it was set back"
    return f"{begin}: it serves" if serves(taken_utc, at) else f"{begin}: take it anew"


def age_s(taken_utc: str, at: datetime) -> float:
    """Seconds from what was taken then to `at`."""
    return (at - datetime.fromisoformat(taken_utc)).total_seconds()
