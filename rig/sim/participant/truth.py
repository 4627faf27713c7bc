"""What truly happened, as only a simulation can know it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.floating[Any]]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Truth:
    """The participant at some times, (N,) unless said otherwise, before any sensor.

    Axes as in rig.measure.balance: X to the right from the middle of the plates, Y ahead of the
    heel stop. A foot that carries nothing has a centre of pressure that is NaN.
    """

    time_s: Float
    com_height_m: Float
    com_velocity_m_s: Float
    com_acceleration_m_s2: Float
    com_drop_m: Float  # below standing
    vertical_grf_n: Float
    cop_mm: Float  # (N, 2)
    foot_loads_n: Float  # (N, 2): left, right
    foot_cop_y_mm: Float  # (N, 2)
    contact_n: Float  # (N, 3): head, thoracic, sacrum, mechanical
    in_contact: Bool  # (N, 3): whether the dowel touches there


@dataclass(frozen=True, slots=True)
class RepetitionTruth:
    """A repetition in seconds of the world.

    Onset to lockout are those of the movement as it was commanded: it begins from rest at
    onset_s, is at the bottom from descent_end_s to ascent_start_s and at rest again at
    lockout_s. A minimum-jerk movement is slow at both ends, so what can be measured begins
    later: the centre of mass is faster than 25 mm/s downwards from moving_s to slow_s, upwards
    from rising_s to still_s, and lowest at bottom_s.
    """

    number: int
    onset_s: float
    descent_end_s: float
    ascent_start_s: float
    lockout_s: float
    moving_s: float
    slow_s: float
    bottom_s: float
    rising_s: float
    still_s: float
    drop_m: float  # from its height at onset_s to the lowest
    unweighting_n: float  # least vertical force in the descent less body weight, negative
