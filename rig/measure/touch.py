"""Contact levels for one person: from each point's reading untouched, and its reading with the
dowel on the body as in the drill.

All in conductance, which is proportional to force; a sensor's counts are not. The levels are
between the two readings as the nominal ones are between nothing and 3.2 N: on at a quarter, off at
an eighth. They are fixed: in ten minutes a sensor's creep moves the force at which they are by less
than 0.25 N, while levels that follow the reading would also follow a fading contact, and report its
loss seconds late (tests/measure/test_creep.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.errors import Reason
from rig.measure.calibration import FSR_SIEMENS_PER_NEWTON, divider_counts, divider_siemens
from rig.measure.contact import ON_N, ContactLevels, nominal_levels
from rig.measure.dowel import POINTS
from rig.measure.validity import ends_of

ON_SHARE, OFF_SHARE = 1 / 4, 1 / 8
# A firm press while calibrating must not make a light touch count as none.
HIGHEST_ON_SIEMENS = 2 * ON_N * FSR_SIEMENS_PER_NEWTON
# Real sensors are within a factor of two of the nominal one: this is 1 N on the weakest.
LEAST_TOUCH_SIEMENS = 1.0 * FSR_SIEMENS_PER_NEWTON / 2
# Preload untouched: at most this share of the touch, or the levels would be within its drift.
MOST_IDLE_SHARE = 1 / 20
WEAKEST_PERCENT = 5
LEAST_SAMPLES = 500

Counts = NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True)
class TouchReading:
    """A point's reading untouched and at its weakest while touching, and its levels, in counts.

    `refused` is why these levels must not be used; None if they may.
    """

    point: str
    idle_counts: int
    touch_counts: int
    on_counts: int
    off_counts: int
    refused: Reason | None = None


@dataclass(frozen=True, slots=True)
class TouchCalibration:
    """The readings of all points. `levels` is None if one was refused."""

    readings: tuple[TouchReading, ...]
    levels: ContactLevels | None

    @property
    def refusals(self) -> tuple[Reason, ...]:
        """Why there are no levels, one reason for each refused point."""
        return tuple(one.refused for one in self.readings if one.refused)


def touched(
    idle: Counts, full_scale_counts: int, *, points: tuple[str, ...] = POINTS
) -> Reason | None:
    """Why counts (N, points) do not read as untouched, of the first such point; None if they do. By
    the nominal off-level, since those of the person are not known yet."""
    most = nominal_levels(full_scale_counts, len(points)).off_counts
    for name, counts, level in zip(points, idle.T, most, strict=True):
        if wrong := next(_wire_reasons(name, "untouched", counts, full_scale_counts), None):
            return wrong
        if counts.max() >= level:
            return Reason.of("point_touched", point=[name])
    return None


def levels_for(
    idle: Counts, touch: Counts, full_scale_counts: int, *, points: tuple[str, ...] = POINTS
) -> TouchCalibration:
    """Levels from counts (N, points) while nothing touches, and (M, points) while all points do.

    Raises ValueError for less than half a second of either.
    """
    if min(len(idle), len(touch)) < LEAST_SAMPLES:
        raise ValueError(f"expected at least {LEAST_SAMPLES} samples of idle and of touch")
    readings = tuple(
        _reading(name, idle[:, point], touch[:, point], full_scale_counts)
        for point, name in enumerate(points)
    )
    if any(one.refused for one in readings):
        return TouchCalibration(readings, None)
    on, off = zip(*((one.on_counts, one.off_counts) for one in readings), strict=True)
    return TouchCalibration(readings, ContactLevels(on, off))


def _reading(point: str, idle: Counts, touch: Counts, full_scale_counts: int) -> TouchReading:
    idle_counts = round(float(np.median(idle)))
    touch_counts = round(float(np.percentile(touch, WEAKEST_PERCENT)))
    untouched, weakest = divider_siemens(np.array([idle_counts, touch_counts]), full_scale_counts)
    apart = min(weakest - untouched, (HIGHEST_ON_SIEMENS - untouched) / ON_SHARE)
    on, off = (
        divider_counts(untouched + share * apart, full_scale_counts)
        for share in (ON_SHARE, OFF_SHARE)
    )
    reasons = _reasons(point, idle, touch, levels=(on, off), full_scale=full_scale_counts)
    return TouchReading(point, idle_counts, touch_counts, on, off, next(reasons, None))


def _reasons(
    point: str, idle: Counts, touch: Counts, *, levels: tuple[int, int], full_scale: int
) -> Iterator[Reason]:
    """What is wrong, the likeliest cause first."""
    on, off = levels
    for what, counts in (("untouched", idle), ("touched", touch)):
        yield from _wire_reasons(point, what, counts, full_scale)
    weakest = float(np.percentile(touch, WEAKEST_PERCENT))
    untouched_s, weakest_s = divider_siemens(np.array([np.median(idle), weakest]), full_scale)
    least = max(LEAST_TOUCH_SIEMENS, untouched_s / MOST_IDLE_SHARE)
    if weakest_s < least:
        yield Reason.of(
            "touch_too_weak",
            point=[point],
            least_counts=divider_counts(least, full_scale),
            touched_counts=round(weakest),
            untouched_counts=round(float(np.median(idle))),
        )
    if idle.max() >= off:
        yield Reason.of("was_touched", point=[point], most_counts=int(idle.max()))
    if touch.min() < on:
        yield Reason.of("was_untouched", point=[point], least_counts=int(touch.min()))


def _wire_reasons(point: str, what: str, counts: Counts, full_scale: int) -> Iterator[Reason]:
    ends = ends_of("dowel", full_scale)
    if np.median(counts) <= ends["bottom"]:
        yield Reason.of("wire_broken", point=[point], state=[what])
    if np.median(counts) >= ends["top"]:
        yield Reason.of("wire_shorted", point=[point], state=[what])
