"""The findings in a trial: repetitions, refused movements, and the course of the centre of mass."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rig.measure.phase import PhaseSpan
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float


@dataclass(frozen=True, slots=True)
class Repetition:
    """Down from `onset_s` to `descent_end_s`, up from `ascent_start_s` to `lockout_s`, in seconds
    of the trial's timeline; lowest at `bottom_s`.

    `weight_n` is the weight on the plates, load included, and `drop_m` how far the centre of mass
    went down from its last standing. Onset and lockout are where it passes 5 % of the greatest
    speed of that descent or ascent; if it is held at the bottom, `bottom_s` is the middle of the
    hold. `ascent_peak_n` is the greatest vertical force on the way up; `ascent_impulse_ns` is the
    impulse of the force above weight from the bottom to the fastest, mass x greatest velocity.

    The standing before is from `stood_from_s` to `stood_until_s`, without any part of the movement;
    both are NaN without a rest. `uncertainty` gives half the width of each figure's interval (k =
    2), by its name. `doubts` are reasons to look at it again. If `withheld` gives a reason, only
    its times are known: its other figures are NaN. `set_from_s` is None unless its borders were set
    by hand: then it is the bottom that identified it before.
    """

    number: int
    onset_s: float
    descent_end_s: float
    bottom_s: float
    ascent_start_s: float
    lockout_s: float
    weight_n: float
    drop_m: float
    ascent_peak_n: float
    ascent_impulse_ns: float
    set_from_s: float | None = None
    uncertainty: Mapping[str, float] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    withheld: str = ""
    stood_from_s: float = math.nan
    stood_until_s: float = math.nan

    @property
    def by_hand(self) -> bool:
        """Whether its borders were set by hand."""
        return self.set_from_s is not None

    @property
    def descent_s(self) -> float:
        """Duration of the descent."""
        return math.nan if self.withheld else self.descent_end_s - self.onset_s

    @property
    def hold_s(self) -> float:
        """Time at the bottom."""
        return math.nan if self.withheld else self.ascent_start_s - self.descent_end_s

    @property
    def ascent_s(self) -> float:
        """Duration of the ascent."""
        return math.nan if self.withheld else self.lockout_s - self.ascent_start_s


@dataclass(frozen=True, slots=True)
class Refused:
    """A movement that was not a repetition, and why."""

    start_s: float
    end_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class Course:
    """A stance at times (N,), 10 ms apart: vertical force, height of the centre of mass above
    standing and its velocity upwards, each with its standard deviation, the weight on the plates,
    and where the person was at rest. `weight_n` is the usual weight."""

    time_s: Float
    force_n: Float
    height_m: Float
    velocity_m_s: Float
    height_sd_m: Float
    velocity_sd_m_s: Float
    weight_course_n: Float
    at_rest: NDArray[np.bool_]
    weight_n: float


@dataclass(frozen=True, slots=True)
class Repetitions:
    """The findings in a trial, and the parameters used."""

    repetitions: tuple[Repetition, ...]
    refused: tuple[Refused, ...]
    phases: tuple[PhaseSpan, ...]
    courses: tuple[Course, ...]
    parameters: RepetitionParameters
