"""A simple person who hinges again and again: enough to move every channel, no more.

Vertical force follows from a smooth rise and fall of the centre of mass, weight moves to the
heels on the way down, and now and then one point of the dowel comes off near the bottom.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

GRAVITY = 9.81
CYCLE_S = 7.0
STAND_S = 2.0
DESCENT_S, BOTTOM_S, ASCENT_S = 1.8, 0.4, 1.5
LOSS_EACH_REPETITIONS = 3
LOSS_S = (0.15, 0.6)

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Person:
    """Forces at any time since the world began; the same for the same seed."""

    mass_kg: float
    drop_m: float
    heel_share_standing: float
    heel_share_bottom: float
    right_share: float
    sway_phase: float
    losing_point: int
    loss_s: float

    @classmethod
    def from_seed(cls, seed: int) -> "Person":
        """A person drawn at random."""
        draw = np.random.default_rng(seed)
        return cls(
            mass_kg=draw.uniform(55, 95),
            drop_m=draw.uniform(0.12, 0.2),
            heel_share_standing=draw.uniform(0.48, 0.58),
            heel_share_bottom=draw.uniform(0.62, 0.75),
            right_share=draw.uniform(0.46, 0.54),
            sway_phase=draw.uniform(0, 2 * np.pi),
            losing_point=int(draw.integers(3)),
            loss_s=draw.uniform(*LOSS_S),
        )

    def plate_forces_n(self, time_s: Float) -> Float:
        """Left heel, left toe, right heel, right toe: shape (N, 4)."""
        depth, acceleration = self._depth(time_s)
        total = self.mass_kg * (GRAVITY - self.drop_m * acceleration)
        sway = 0.01 * np.sin(2 * np.pi * 0.21 * time_s + self.sway_phase)
        heel = self.heel_share_standing + sway
        heel += (self.heel_share_bottom - self.heel_share_standing) * depth
        right = self.right_share + 0.01 * np.sin(2 * np.pi * 0.13 * time_s)
        feet = np.stack((1 - right, right), axis=1)
        parts = np.stack((heel, 1 - heel), axis=1)
        return (total[:, None, None] * feet[:, :, None] * parts[:, None, :]).reshape(-1, 4)

    def contact_forces_n(self, time_s: Float) -> Float:
        """Head, thoracic, sacrum: shape (N, 3)."""
        depth, _ = self._depth(time_s)
        breath = 0.3 * np.sin(2 * np.pi * 0.25 * time_s + self.sway_phase)
        forces = np.stack((3.0 - depth, 5.0 + 2 * depth + breath, 4.0 + depth), axis=1)
        forces[self._loses_contact(time_s), self.losing_point] = 0.0
        return forces

    def _loses_contact(self, time_s: Float) -> NDArray[np.bool_]:
        repetition = np.floor(time_s / CYCLE_S).astype(int)
        since_s = time_s % CYCLE_S - (STAND_S + DESCENT_S * 0.8)
        lossy = repetition % LOSS_EACH_REPETITIONS == LOSS_EACH_REPETITIONS - 1
        loses: NDArray[np.bool_] = lossy & (since_s >= 0) & (since_s < self.loss_s)
        return loses

    def _depth(self, time_s: Float) -> tuple[Float, Float]:
        """How far down (0 standing, 1 bottom), and its second derivative in 1/s^2."""
        phase_s = time_s % CYCLE_S - STAND_S
        down, down_acceleration = _smooth_step(phase_s / DESCENT_S)
        up, up_acceleration = _smooth_step((phase_s - DESCENT_S - BOTTOM_S) / ASCENT_S)
        return down - up, down_acceleration / DESCENT_S**2 - up_acceleration / ASCENT_S**2


def _smooth_step(x: Float) -> tuple[Float, Float]:
    """Minimum-jerk step from 0 to 1, and its second derivative by x (Flash & Hogan 1985)."""
    x = x.clip(0, 1)
    return x**3 * (10 - 15 * x + 6 * x**2), 60 * x - 180 * x**2 + 120 * x**3
