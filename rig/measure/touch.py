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

    `refused` is in words why these levels must not be used; empty if they may.
    """

    point: str
    idle_counts: int
    touch_counts: int
    on_counts: int
    off_counts: int
    refused: str = ""


@dataclass(frozen=True, slots=True)
class TouchCalibration:
    """The readings of all points. `levels` is None if one was refused."""

    readings: tuple[TouchReading, ...]
    levels: ContactLevels | None

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why there are no levels, one sentence for each refused point."""
        return tuple(f"{one.point}: {one.refused}" for one in self.readings if one.refused)


def touched_words(idle: Counts, full_scale_counts: int, *, points: tuple[str, ...] = POINTS) -> str:
    """The first point of counts (N, points) that does not read as untouched, and why; "" if all do.
    By the nominal off-level, since those of the person are not known yet."""
    most = nominal_levels(full_scale_counts, len(points)).off_counts
    for name, counts, touched in zip(points, idle.T, most, strict=True):
        if wrong := next(_wire_reasons("untouched", counts, full_scale_counts), ""):
            return f"{name}: {wrong}"
        if counts.max() >= touched:
            return f"{name}: something touches it"
    return ""


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
    reasons = _reasons(idle, touch, on, off, full_scale_counts)
    return TouchReading(point, idle_counts, touch_counts, on, off, next(reasons, ""))


def _reasons(idle: Counts, touch: Counts, on: int, off: int, full_scale: int) -> Iterator[str]:
    """What is wrong, the likeliest cause first."""
    for what, counts in (("untouched", idle), ("touched", touch)):
        yield from _wire_reasons(what, counts, full_scale)
    weakest = float(np.percentile(touch, WEAKEST_PERCENT))
    untouched_s, weakest_s = divider_siemens(np.array([np.median(idle), weakest]), full_scale)
    least = max(LEAST_TOUCH_SIEMENS, untouched_s / MOST_IDLE_SHARE)
    if weakest_s < least:
        yield (
            f"expected at least {divider_counts(least, full_scale)} counts while it touches, got "
            f"{weakest:.0f} against {np.median(idle):.0f} untouched: "
            "they are not far enough apart; press the dowel on, or look at the sensor's dome"
        )
    if idle.max() >= off:
        yield f"expected nothing to touch it, it read up to {idle.max()} counts untouched"
    if touch.min() < on:
        yield f"expected it to touch all the time, it fell to {touch.min()} counts"


def _wire_reasons(what: str, counts: Counts, full_scale: int) -> Iterator[str]:
    ends = ends_of("dowel", full_scale)
    if np.median(counts) <= ends["bottom"]:
        yield f"it reads a broken wire while {what}: look at both ends of its cable"
    if np.median(counts) >= ends["top"]:
        yield f"it reads a short while {what}: its two wires touch"
