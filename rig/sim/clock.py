"""The clock of a simulated board: fast or slow by a constant, with the wander of a resonator that
warms up and cools down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

WANDER_PERIOD_S = 600.0
INVERSIONS = 3  # each one reduces the error ten thousand times

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BoardClock:
    """Runs fast by `ppm`, and by up to `wander_ppm` more or less in the course of ten minutes.

    It counts from the board's reset, at `reset_s` of the world, and is off from `off_s` on.
    """

    ppm: float = 0.0
    wander_ppm: float = 0.0
    reset_s: float = 0.0
    off_s: float = np.inf

    def device_s(self, world_s: Float | float) -> Float:
        """The board's clock at world times, both in seconds, (N,)."""
        return self._run_s(np.asarray(world_s)) - self._run_at_reset_s()

    def world_s(self, device_s: Float | float) -> Float:
        """World times at which the board's clock shows these, both in seconds, (N,)."""
        rate = 1 + self.ppm * 1e-6
        run_s = np.asarray(device_s) + self._run_at_reset_s()
        world_s = run_s / rate
        for _ in range(INVERSIONS if self.wander_ppm else 0):
            world_s = (run_s - self._wandered_s(world_s)) / rate
        return world_s

    def _run_s(self, world_s: Float) -> Float:
        """What it would show if it had run since the world began."""
        return world_s * (1 + self.ppm * 1e-6) + self._wandered_s(world_s)

    def _run_at_reset_s(self) -> Float | float:
        return self._run_s(np.asarray(self.reset_s)) if self.reset_s else 0.0

    def _wandered_s(self, world_s: Float) -> Float:
        """The integral of a rate that varies as a sine."""
        turn = 2 * np.pi / WANDER_PERIOD_S
        wandered_s: Float = self.wander_ppm * 1e-6 / turn * (1 - np.cos(turn * world_s))
        return wandered_s
