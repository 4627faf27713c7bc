"""When a movement began, from its speed."""

import numpy as np

from rig.measure.repetition.series import Float

# A smooth movement leaves standstill so slowly that its begin is in the noise. So what stands out
# of it is followed back: a curve, to a power that makes its rise straight, from two levels of it.
# At the bottom the curve is the speed, of which a minimum-jerk movement leaves with the square of
# time. In standing it is the way gone: who does one thing after another has a speed with several
# humps, but goes one way. Levels and the power for standing make onset and lockout of simulated
# participants come out without a lag, from 1 to 4 s.
BOTTOM_LEVELS, BOTTOM_POWER = (0.1, 0.4), 2.0
STANDING_LEVELS, STANDING_POWER = (0.2, 0.6), 3.5


def begin_from_standing(speed: Float) -> float:
    """The row, with decimals and not below 0, at which a movement began that `speed` (N,) shows
    from standstill to the bottom or, with time reversed, the end of one up from there."""
    return _begin(np.cumsum(speed), STANDING_LEVELS, STANDING_POWER)


def begin_from_bottom(speed: Float) -> float:
    """The row at which a movement up from the bottom began that `speed` (N,) shows to at least its
    fastest or, with time reversed, the end of one down to it."""
    return _begin(speed[: int(np.argmax(speed)) + 1], BOTTOM_LEVELS, BOTTOM_POWER)


def _begin(rising: Float, levels: tuple[float, float], power: float) -> float:
    early, late = (_reaches(rising, level) for level in levels)
    steepness: float = (levels[1] / levels[0]) ** (1 / power) - 1
    return max(early - (late - early) / steepness, 0.0)


def _reaches(rising: Float, level: float) -> float:
    """The row at which it last rose over this share of its last value."""
    wanted = level * rising[-1]
    below = np.flatnonzero(rising < wanted)
    if not len(below):
        return 0.0
    row = int(below[-1])
    return row + float((wanted - rising[row]) / (rising[row + 1] - rising[row]))
