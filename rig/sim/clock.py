"""The clock of a simulated board: fast or slow by a constant, and wandering as a resonator does
while it warms up and cools down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WANDER_PERIOD_S = 600.0
INVERSIONS = 3  # each one makes the error ten thousand times smaller

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BoardClock:
    """Runs fast by `ppm`, and by up to `wander_ppm` more or less in the course of ten minutes.

    The board's reset is at world time 0.
    """

    ppm: float = 0.0
    wander_ppm: float = 0.0

    def device_s(self, world_s: Float | float) -> Float:
        """The board's clock at world times, both in seconds, (N,)."""
        world_s = np.asarray(world_s)
        return world_s * (1 + self.ppm * 1e-6) + self._wandered_s(world_s)

    def world_s(self, device_s: Float | float) -> Float:
        """World times at which the board's clock shows these, both in seconds, (N,)."""
        rate = 1 + self.ppm * 1e-6
        world_s = np.asarray(device_s) / rate
        for _ in range(INVERSIONS if self.wander_ppm else 0):
            world_s = (device_s - self._wandered_s(world_s)) / rate
        return world_s

    def _wandered_s(self, world_s: Float) -> Float:
        """Integral of a rate that goes as a sine."""
        turn = 2 * np.pi / WANDER_PERIOD_S
        wandered_s: Float = self.wander_ppm * 1e-6 / turn * (1 - np.cos(turn * world_s))
        return wandered_s
