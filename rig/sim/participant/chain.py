"""The chain of segments in motion: what stands on it, and where it presses on the ground.

Angles are absolute, from the vertical, positive towards the toes, in the order of body.LINKS.
Places are ahead of the heel and above the ground.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.sim.participant.body import LINKS, THIGH, Body

GRAVITY = 9.81
STEP_S = 0.001  # of every trajectory

Float = NDArray[np.float64]


class Motion(NamedTuple):
    """Each (N,): the centre of mass and its acceleration, vertical force and centre of pressure."""

    ahead_m: Float
    height_m: Float
    rise_m_s2: Float
    force_n: Float
    cop_m: Float


class Chain:
    """A body's segments on its ankles.

    A posture is written as the sines and cosines of its angles, (N, 12): every place is then one
    matrix product, and so is every moment.
    """

    def __init__(self, body: Body) -> None:
        segments, links_m = body.segments, body.links_m
        self.mass_kg = body.mass_kg
        self._ankle_m = body.ankle_m
        self._inertia = np.zeros(len(LINKS))
        levers = np.zeros((len(segments), len(LINKS)))
        for row, segment in enumerate(segments):
            levers[row, : segment.link] = links_m[: segment.link]
            levers[row, segment.link] = segment.along_m
            self._inertia[segment.link] += segment.inertia_kg_m2
        masses = np.array([segment.mass_kg for segment in segments])
        nothing = np.zeros_like(levers)
        ahead, above = np.hstack((levers, nothing)), np.hstack((nothing, levers))
        self._ahead, self._above = masses @ ahead, masses @ above
        across = (ahead.T * masses) @ above
        self._whirl = across - across.T
        foot_kg, foot_m = body.foot
        self._still_ahead = foot_kg * foot_m + masses.sum() * self._ankle_m[0]
        self._still_above = foot_kg * self._ankle_m[1] / 2 + masses.sum() * self._ankle_m[1]

    def centre_m(self, angles: Float) -> tuple[Float, Float]:
        """The centre of mass of postures (N, 6), ahead and above, each (N,)."""
        return self._centre_m(_shape(angles))

    def thigh_for(self, angles: Float, ahead_m: Float) -> Float:
        """The thigh's angle, (N,), that brings the centre of mass to `ahead_m`; where no angle
        does, the nearest."""
        shape = _shape(angles)
        shape[:, THIGH] = 0.0
        missing = self.mass_kg * ahead_m - self._still_ahead - shape @ self._ahead
        angle: Float = np.arcsin((missing / self._ahead[THIGH]).clip(-1, 1))
        return angle

    def move(self, angles: Float, lift_m: Float) -> Motion:
        """What a movement in steps of STEP_S does, postures (N, 6).

        `lift_m` (N,) is how far masses inside the body have lifted its centre, as the heart does.
        Fz = sum m (g + z''), CoP = [sum m (g + z'') x - sum m x'' z - sum I a] / Fz.
        """
        shape = _shape(angles)
        bend = second_derivative(shape)
        ahead_m, height_m = self._centre_m(shape)
        lifting = second_derivative(lift_m)
        rise = bend @ self._above / self.mass_kg + lifting
        force_n = self.mass_kg * (GRAVITY + rise)
        moment = self.mass_kg * (GRAVITY + lifting) * ahead_m
        moment += self._ankle_m[0] * (bend @ self._above) - self._ankle_m[1] * (bend @ self._ahead)
        moment += ((shape @ self._whirl) * bend).sum(axis=1)
        moment -= second_derivative(angles) @ self._inertia
        return Motion(ahead_m, height_m + lift_m, rise, force_n, moment / force_n)

    def _centre_m(self, shape: Float) -> tuple[Float, Float]:
        ahead = (self._still_ahead + shape @ self._ahead) / self.mass_kg
        above = (self._still_above + shape @ self._above) / self.mass_kg
        return ahead, above


def second_derivative(values: Float) -> Float:
    """By time, of values in steps of STEP_S; the two ends are taken to be still."""
    bend = np.zeros_like(values)
    bend[1:-1] = (values[2:] - 2 * values[1:-1] + values[:-2]) / STEP_S**2
    return bend


def _shape(angles: Float) -> Float:
    return np.hstack((np.sin(angles), np.cos(angles)))
