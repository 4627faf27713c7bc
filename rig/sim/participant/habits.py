"""Involuntary movement: sway, heart and breath, and a spine and hands that are never quite still.

Sway and the vertical force of quiet standing have the size of a young adult's: standard deviation
4.5 mm ahead and 2.7 mm sideways, 7 mm/s, 0.6 N. The rest is assumed, and small enough to lose no
contact.
"""

import numpy as np

from rig.sim.participant.chain import GRAVITY, STEP_S
from rig.sim.participant.course import Course
from rig.sim.participant.wander import Wander

SWAY_SLOPE = 0.43  # makes the speed 7 mm/s
AHEAD_MM, FOOT_MM = 4.5, 3.0
RIGHT_PERCENT = 1.35  # 2.7 mm between feet 200 mm apart
HEART_HZ, HEART_N, HEART_SPREAD = 1.15, 0.6, 0.2
BREATH_HZ, BREATH_MM = 0.25, 0.15
LUMBAR_DEG, NECK_DEG, HAND_N = 0.2, 0.05, 0.4
RESTLESS_HZ = (0.4, 3.0)  # slower ones of such a force would be movements of centimetres


class Habits:
    """Adds to a course; `size` 1 is a young adult, 0 a statue.

    `restless` is the spread of the vertical force in restless standing, as a share of weight.
    """

    def __init__(self, seed: int, mass_kg: float, size: float, *, restless: float = 0.0) -> None:
        draw = np.random.default_rng((seed, 0))
        self._wanders = {
            "cop_mm": Wander(draw, AHEAD_MM * size, slope=SWAY_SLOPE),
            "right_percent": Wander(draw, RIGHT_PERCENT * size, slope=SWAY_SLOPE),
            "foot_cop_mm": Wander(draw, FOOT_MM * size, fastest_hz=0.3),
            "lumbar_deg": Wander(draw, LUMBAR_DEG * size, fastest_hz=0.3),
            "neck_deg": Wander(draw, NECK_DEG * size, fastest_hz=0.3),
            "neck_hand_n": Wander(draw, HAND_N * size, fastest_hz=1.0),
            "low_hand_n": Wander(draw, HAND_N * size, fastest_hz=1.0),
            "breath_mm": _about(draw, BREATH_HZ, BREATH_MM * size),
            "lift_m": _about(draw, HEART_HZ, _heart_m(mass_kg) * size),
        }
        if restless:
            self._wanders["knees_m"] = _restless(np.random.default_rng((seed, 6)), restless)

    def add(self, course: Course) -> None:
        """Adds the involuntary movement at the times of a course."""
        first_s = course.first_step * STEP_S
        for channel, wander in self._wanders.items():
            course[channel] += wander.at(first_s, len(course), step_s=STEP_S)


def _about(draw: np.random.Generator, hz: float, sd: float) -> Wander:
    """An oscillation at about this rate."""
    slowest, fastest = hz * (1 - HEART_SPREAD), hz * (1 + HEART_SPREAD)
    return Wander(draw, sd, slowest_hz=slowest, fastest_hz=fastest)


def _restless(draw: np.random.Generator, share: float) -> Wander:
    """Bobbing that shakes the vertical force by this share of weight, evenly over its octaves."""
    slowest, fastest = RESTLESS_HZ
    return Wander(
        draw, share * GRAVITY, slowest_hz=slowest, fastest_hz=fastest, slope=2.0, derivative=2
    )


def _heart_m(mass_kg: float) -> float:
    """How far the heart must shift the centre of mass to shake the ground by HEART_N."""
    return float(HEART_N / mass_kg / (2 * np.pi * HEART_HZ) ** 2)
