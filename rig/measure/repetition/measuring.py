"""What is to be said of a movement, once its borders are known."""

from typing import NamedTuple

from rig.measure.repetition.found import Course, Repetition
from rig.measure.repetition.series import Float
from rig.measure.repetition.stance import STEP_S
from rig.measure.repetition.timing import begin_from_bottom
from rig.measure.repetition.vertical import GRAVITY_M_S2


class Rows(NamedTuple):
    """Of a course: the last before it went down, the lowest, and the first after it came up."""

    begin: int
    bottom: int
    end: int


def measured(
    course: Course, rows: Rows, *, onset_s: float, bottom_s: float, lockout_s: float
) -> Repetition:
    """The repetition from onset by bottom to lockout, not numbered yet."""
    begin, bottom, end = rows
    start_s, velocity = float(course.time_s[0]), course.velocity_m_s
    down, up = -velocity[begin : bottom + 1], velocity[bottom : end + 1]
    return Repetition(
        number=0,
        onset_s=onset_s,
        descent_end_s=min(start_s + (bottom - _away_from_bottom(down[::-1])) * STEP_S, bottom_s),
        bottom_s=bottom_s,
        ascent_start_s=max(start_s + (bottom + _away_from_bottom(up)) * STEP_S, bottom_s),
        lockout_s=lockout_s,
        weight_n=course.weight_n,
        drop_m=float(course.height_m[begin] - course.height_m[bottom]),
        ascent_peak_n=float(course.force_n[bottom : end + 1].max()),
        ascent_impulse_ns=course.weight_n / GRAVITY_M_S2 * float(up.max()),
    )


def _away_from_bottom(speed: Float) -> float:
    """Borders that were set by hand may hold no movement of that direction."""
    return begin_from_bottom(speed) if speed.max() > 0 else 0.0
