"""Quiet standing in a trial, and what somebody weighs there."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition import Course, Repetitions
from rig.measure.repetition.series import Float, moving_mean
from rig.measure.repetition.stance import STEP_S
from rig.measure.runs import runs_of

STILL_S = 1.0


class Quiet(NamedTuple):
    """A while of quiet standing: mean vertical force, and its standard deviation."""

    start_s: float
    end_s: float
    weight_n: float
    sd_n: float

    @property
    def duration_s(self) -> float:
        """How long it lasted."""
        return self.end_s - self.start_s


def quiet_standing(found: Repetitions, sd_percent: float) -> list[Quiet]:
    """Where nobody moved up or down for a second or longer and force had a standard deviation of
    less than `sd_percent` of the weight over each second, in order."""
    moving = [(one.onset_s, one.lockout_s) for one in found.repetitions]
    moving += [(one.start_s, one.end_s) for one in found.refused]
    return [quiet for course in found.courses for quiet in _of_course(course, moving, sd_percent)]


def body_weight(quiet: Sequence[Quiet]) -> Quiet | None:
    """The longest of the quiet whiles: its mean is the body weight. None where there is none."""
    return max(quiet, key=lambda one: one.duration_s, default=None)


def _of_course(
    course: Course, moving: Sequence[tuple[float, float]], sd_percent: float
) -> Iterator[Quiet]:
    time_s, force_n = course.time_s, course.force_n
    still = _still(force_n, sd_percent / 100 * course.weight_n)
    for start_s, end_s in moving:
        still &= (time_s < start_s) | (time_s > end_s)
    for rows in runs_of(still):
        if (rows.length - 1) * STEP_S >= STILL_S:
            part_n = force_n[rows.start : rows.end]
            ends_s = float(time_s[rows.start]), float(time_s[rows.end - 1])
            yield Quiet(*ends_s, float(part_n.mean()), float(part_n.std()))


def _still(force_n: Float, most_n: float) -> NDArray[np.bool_]:
    half_rows = round(STILL_S / 2 / STEP_S)
    mean_n = moving_mean(force_n, half_rows)
    still: NDArray[np.bool_] = moving_mean((force_n - mean_n) ** 2, half_rows) < most_n**2
    return still
