"""How much trials of one session differ among themselves, and which change is more than that.

The typical error is the standard deviation of repeated trials of one person (Hopkins, Sports
Medicine 2000, 30: 1-15), pooled over sessions. The least change follows as in Weir (Journal of
Strength and Conditioning Research 2005, 19: 231-240), for means of several trials, and with
Student's t instead of 1.96, because the error itself is known from few trials only.
"""

import math
from collections.abc import Sequence
from statistics import variance
from typing import NamedTuple

LEAST_DEGREES = 3  # with fewer, t alone makes every change look like nothing
# Student's t, two-sided 5 %, for 1 to 30 degrees of freedom; for more, that of 30.
T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)


class Variation(NamedTuple):
    """The typical error, in the unit of the figure, and its degrees of freedom."""

    typical_error: float
    degrees: int


def variation_of(sessions: Sequence[Sequence[float]]) -> Variation | None:
    """The variation of a figure of one person, from a value for each trial of each session.

    None if the sessions have too few repeated trials to tell.
    """
    repeated = [values for values in sessions if len(values) > 1]
    degrees = sum(len(values) - 1 for values in repeated)
    if degrees < LEAST_DEGREES:
        return None
    squares = sum(variance(values) * (len(values) - 1) for values in repeated)
    return Variation(math.sqrt(squares / degrees), degrees)


def least_change(variation: Variation, before: int, after: int) -> float:
    """The smallest change between means of so many trials that exceeds their variation, except one
    time in twenty."""
    t = T_975[min(variation.degrees, len(T_975)) - 1]
    return t * variation.typical_error * math.sqrt(1 / before + 1 / after)
