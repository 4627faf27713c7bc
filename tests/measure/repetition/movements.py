"""Vertical force of a mass that goes up and down as told, with the noise of a quiet person."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition import Repetitions, find_repetitions
from rig.sim.participant.drill import smooth_step

MASS_KG, GRAVITY_M_S2, STEP_S = 70.0, 9.81, 0.001
WEIGHT_N = MASS_KG * GRAVITY_M_S2
HEART_HZ, HEART_N, NOISE_N = 1.1, 0.6, 0.5

Float = NDArray[np.float64]


class Move(NamedTuple):
    """From `start_s` on, in `seconds`, upwards by `rise_m`."""

    start_s: float
    seconds: float
    rise_m: float


def repetition(start_s: float, drop_m: float = 0.17, hold_s: float = 0.3) -> list[Move]:
    """Down in 1.5 s, a hold at the bottom, and up in 1.3 s."""
    up_s = start_s + 1.5 + hold_s
    return [Move(start_s, 1.5, -drop_m), Move(up_s, 1.3, drop_m)]


def force_n(moves: Sequence[Move], seconds: float) -> Float:
    """Vertical force, (N,), in steps of a millisecond."""
    time_s = np.arange(0, seconds, STEP_S)
    height_m = sum(
        (move.rise_m * smooth_step((time_s - move.start_s) / move.seconds) for move in moves),
        np.zeros_like(time_s),
    )
    acceleration = np.gradient(np.gradient(height_m, STEP_S), STEP_S)
    noise_n = NOISE_N * np.random.default_rng(1000).standard_normal(len(time_s))
    heart_n = HEART_N * np.sin(2 * np.pi * HEART_HZ * time_s)
    return WEIGHT_N + MASS_KG * acceleration + heart_n + noise_n


def found_in(total_n: Float, **settings: object) -> Repetitions:
    """What is found in vertical force that begins at time 0."""
    sample = np.arange(len(total_n), dtype=np.uint64)
    return find_repetitions(total_n, sample * STEP_S, sample_rate_hz=1000.0, **settings)
