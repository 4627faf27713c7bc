"""When a movement began, from its speed."""

import numpy as np

from rig.measure.repetition.series import Float

# A smooth movement leaves standstill so slowly that its begin is in the noise. So the speed, to a
# power that makes its rise straight, is followed back from two levels that stand out of it. A
# minimum-jerk movement leaves the bottom with the square of time; a lean from upright lowers the
# centre of mass at first only by its own square. Levels and the power for standing make onset and
# lockout of simulated participants come out without a lag, from 1 to 4 s.
BOTTOM_LEVELS, BOTTOM_POWER = (0.1, 0.4), 2.0
STANDING_LEVELS, STANDING_POWER = (0.2, 0.6), 3.5


def begin_from_standing(speed: Float) -> float:
    """The row, with decimals and not below 0, at which a movement began that `speed` (N,) shows
    from standstill to at least its fastest."""
    return _begin(speed, STANDING_LEVELS, STANDING_POWER)


def begin_from_bottom(speed: Float) -> float:
    """The same for a movement up from the bottom or, with time reversed, down to it."""
    return _begin(speed, BOTTOM_LEVELS, BOTTOM_POWER)


def _begin(speed: Float, levels: tuple[float, float], power: float) -> float:
    fastest = int(np.argmax(speed))
    early, late = (_reaches(speed[: fastest + 1], level) for level in levels)
    steepness: float = (levels[1] / levels[0]) ** (1 / power) - 1
    return max(early - (late - early) / steepness, 0.0)


def _reaches(speed: Float, level: float) -> float:
    """The row at which it last rose over this share of its last value."""
    wanted = level * speed[-1]
    below = np.flatnonzero(speed < wanted)
    if not len(below):
        return 0.0
    row = int(below[-1])
    return row + float((wanted - speed[row]) / (speed[row + 1] - speed[row]))
