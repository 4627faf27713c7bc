"""The weight of a person on the plates before the first trial of a session."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from rig.errors import Reason
from rig.measure.balance import LEAST_FOOT_N, foot_loads_n, vertical_grf_n
from rig.measure.calibration import PlateCalibration, force_n
from rig.measure.feet import FEET

WEIGH_S = 2.0
MOST_SD_PERCENT = 1.0
LEAST_WEIGHT_N = 200.0  # less is no person in a hip hinge


@dataclass(frozen=True, slots=True)
class Weight:
    """A participant's weight on the plates of a board, load in the hands included; `newtons_by`
    names the calibration, `zero_id` the zero used, empty if there was none."""

    participant: str
    board_serial: str
    taken_utc: str
    weight_n: float
    sd_n: float
    newtons_by: str
    zero_id: str

    def as_attributes(self) -> dict[str, Any]:
        """What a trial stores of it: attributes of its root, by their names there."""
        return {"weighed_n": self.weight_n, "weighed_utc": self.taken_utc}

    def as_json(self) -> dict[str, Any]:
        """The input of `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError or ValueError for an invalid record."""
        weight = cls(**{**said, "weight_n": float(said["weight_n"]), "sd_n": float(said["sd_n"])})
        datetime.fromisoformat(weight.taken_utc)
        return weight


@dataclass(frozen=True, slots=True)
class Weighing:
    """Mean and standard deviation of vertical force; `refused` is why they are not a weight, None
    if they are."""

    weight_n: float
    sd_n: float
    refused: Reason | None = None


def weigh(
    counts: NDArray[np.int32], calibration: PlateCalibration, *, sample_rate_hz: float
) -> Weighing:
    """The weight from (N, 4) counts: mean vertical force of 2 s with a standard deviation below 1 %
    of it, with one foot on each plate."""
    if len(counts) < WEIGH_S * sample_rate_hz:
        held_s = len(counts) / sample_rate_hz
        return Weighing(np.nan, np.nan, Reason.of("gathering", needed_s=WEIGH_S, got_s=held_s))
    force = force_n(counts, calibration)
    total = vertical_grf_n(force).astype(np.float64)
    weight_n, sd_n = float(total.mean()), float(total.std())
    return Weighing(weight_n, sd_n, _refusal(weight_n, sd_n, foot_loads_n(force).mean(axis=0)))


def _refusal(weight_n: float, sd_n: float, feet_n: NDArray[np.floating[Any]]) -> Reason | None:
    if weight_n < LEAST_WEIGHT_N:
        return Reason.of("no_person", least_n=LEAST_WEIGHT_N, load_n=weight_n)
    for foot, load_n in zip(FEET, feet_n.tolist(), strict=True):
        if load_n < LEAST_FOOT_N:
            return Reason.of("foot_missing", foot=[foot], load_n=load_n)
    if sd_n > MOST_SD_PERCENT / 100 * weight_n:
        return Reason.of("person_not_still", weight_n=weight_n, sd_n=sd_n)
    return None
