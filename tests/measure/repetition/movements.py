"""Vertical force of a mass that goes up and down as specified, with the noise of a quiet person."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.repetition import Repetitions, find_repetitions
from rig.sim.participant.drill import smooth_step

MASS_KG, GRAVITY_M_S2, STEP_S = 70.0, 9.81, 0.001
WEIGHT_N = MASS_KG * GRAVITY_M_S2
HEART_HZ, HEART_N, NOISE_N = 1.1, 0.6, 0.5

Float = NDArray[np.float64]


Law = Callable[[Float], Float]  # share of the distance covered (N,) after a share of its time


def by_speed(speed: Law) -> Law:
    """The law of a movement with this speed (in any unit) at shares of its time."""
    parts = np.linspace(0, 1, 2001)
    gone = np.concatenate(([0.0], np.cumsum((speed(parts)[1:] + speed(parts)[:-1]) / 2)))
    return lambda part: np.interp(part, parts, gone / gone[-1])


EVEN = by_speed(lambda part: np.clip(np.minimum(part, 1 - part) / 0.08, 0, 1))
EARLY = by_speed(lambda part: part * (1 - part) ** 3)
LATE = by_speed(lambda part: part**3 * (1 - part))
STICKING = by_speed(
    lambda part: part**2 * (1 - part) ** 2 * (1 - 0.85 * np.exp(-(((part - 0.45) / 0.08) ** 2)))
)


class Move(NamedTuple):
    """From `start_s` on, in `seconds`, upwards by `rise_m`."""

    start_s: float
    seconds: float
    rise_m: float
    law: Law = smooth_step


def repetition(start_s: float, drop_m: float = 0.17, hold_s: float = 0.3) -> list[Move]:
    """Down in 1.5 s, a hold at the bottom, and up in 1.3 s."""
    up_s = start_s + 1.5 + hold_s
    return [Move(start_s, 1.5, -drop_m), Move(up_s, 1.3, drop_m)]


def force_n(moves: Sequence[Move], seconds: float) -> Float:
    """Vertical force, (N,), in steps of a millisecond."""
    time_s = np.arange(0, seconds, STEP_S)
    height_m = sum(
        (move.rise_m * move.law((time_s - move.start_s) / move.seconds) for move in moves),
        np.zeros_like(time_s),
    )
    acceleration = np.gradient(np.gradient(height_m, STEP_S), STEP_S)
    noise_n = NOISE_N * np.random.default_rng(1000).standard_normal(len(time_s))
    heart_n = HEART_N * np.sin(2 * np.pi * HEART_HZ * time_s)
    return WEIGHT_N + MASS_KG * acceleration + heart_n + noise_n


def found_in(total_n: Float, **settings: object) -> Repetitions:
    """The repetitions found in vertical force that begins at time 0."""
    sample = np.arange(len(total_n), dtype=np.uint64)
    return find_repetitions(total_n, sample * STEP_S, sample_rate_hz=1000.0, **settings)
