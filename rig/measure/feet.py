"""Feet that leave the plates: a foot without load while the person is on the plates."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import LEAST_FOOT_N, LEAST_TOTAL_N, Float, foot_loads_n, vertical_grf_n
from rig.measure.runs import joined, runs_of

FEET = ("left", "right")
LEAST_LIFTED_S = 0.1
BOUNCE_S = 0.05  # a foot that is set down may bounce


class LiftedFoot(NamedTuple):
    """A foot with a load below 20 N, from start to end."""

    foot: str
    start_s: float
    end_s: float


def lifted_feet(force_n: Float, time_s: NDArray[np.float64], rate_hz: float) -> list[LiftedFoot]:
    """Every time a foot was lifted for 0.1 s or longer while the other one was loaded, in order.

    `force_n` (N, 4) of the plates, `time_s` (N,).
    """
    loads, stands = foot_loads_n(force_n), vertical_grf_n(force_n) >= LEAST_TOTAL_N
    found = []
    for number, foot in enumerate(FEET):
        runs = runs_of((loads[:, number] < LEAST_FOOT_N) & stands)
        for run in joined(runs, round(BOUNCE_S * rate_hz)):
            if run.length >= LEAST_LIFTED_S * rate_hz:
                start_s, end_s = float(time_s[run.start]), float(time_s[run.end - 1]) + 1 / rate_hz
                found.append(LiftedFoot(foot, start_s, end_s))
    return sorted(found, key=lambda one: one.start_s)
