"""The contents of a file of another force plate, before it is a trial: plain arrays for any format.

Axes of feet: AP forward and ML to the subject's right, in millimetres. Loads are upwards positive
reactions in newtons. A missing sample is NaN.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import LEAST_FOOT_N

Float = NDArray[np.floating[Any]]
Flags = NDArray[np.bool_]


def finite(values: Float) -> Float:
    """The same with NaN for whatever is no number."""
    return np.where(np.isfinite(values), values, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class LabPlate:
    """A force plate in the axes of its laboratory: `force_n` (N,) along the vertical, `cop_mm` (N,
    3). `name` is its name in the file; `side` is "left", "right", or empty if not in the file."""

    name: str
    force_n: Float
    cop_mm: Float
    side: str = ""

    @property
    def loaded(self) -> Flags:
        """Where it is loaded and the centre of pressure is known, (N,)."""
        known = np.isfinite(self.cop_mm).all(axis=1)
        return (np.abs(self.force_n) >= LEAST_FOOT_N) & known


@dataclass(frozen=True, slots=True, eq=False)
class FootLoad:
    """The load of one foot, or both: `force_n`, `ap_mm` and `ml_mm`, (N,) each. `ml_mm` is None if
    unknown."""

    force_n: Float
    ap_mm: Float
    ml_mm: Float | None

    @property
    def loaded(self) -> Flags:
        """Where it bears enough for a centre of pressure, (N,)."""
        return (np.abs(self.force_n) >= LEAST_FOOT_N) & np.isfinite(self.ap_mm)


@dataclass(frozen=True, slots=True, eq=False)
class Loads:
    """The four loads of a trial over time: `force_n` (N, 4) as left heel, left toe, right heel,
    right toe. `stance_mm` is the distance between the middles of the feet, NaN if unknown. `said`
    are the assumptions so far, a sentence each."""

    time_s: Float
    force_n: Float
    stance_mm: float = np.nan
    simulated: bool = False
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """The user's corrections to the file; NaN and empty where there are none.

    `plates` are names or numbers of the force plates to take: of the left and the right foot, or of
    both. `forward` is the axis of the file that the subject faces, as "x" or "-z". `heel_at_mm` is
    where the heel stop is on that axis, `stance_width_mm` the distance between the middles of the
    feet.
    """

    plates: tuple[str, ...] = ()
    swap_feet: bool = False
    forward: str = ""
    heel_at_mm: float = np.nan
    stance_width_mm: float = np.nan
