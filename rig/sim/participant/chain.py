"""The chain of segments in motion: its posture, and its force on the ground.

Angles are absolute, from the vertical, positive towards the toes; a posture has a row for each
link, in the order of body.LINKS. Places are ahead of the heel and above the ground.
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

    height_m: Float
    rise_m_s2: Float
    force_n: Float
    cop_m: Float


class Chain:
    """A body's segments on its ankles, as sums over them.

    `first` (6,) is the sum of m r and `second` (6, 6) that of m r r', where r are the lengths along
    the links up to a segment's centre.
    """

    def __init__(self, body: Body) -> None:
        segments, links_m = body.segments, body.links_m
        self.mass_kg = body.mass_kg
        self.ankle_m = body.ankle_m
        self.inertia_kg_m2 = np.zeros(len(LINKS))
        levers = np.zeros((len(segments), len(LINKS)))
        for row, segment in enumerate(segments):
            levers[row, : segment.link] = links_m[: segment.link]
            levers[row, segment.link] = segment.along_m
            self.inertia_kg_m2[segment.link] += segment.inertia_kg_m2
        masses = np.array([segment.mass_kg for segment in segments])
        self.first: Float = masses @ levers
        self.second: Float = (levers.T * masses) @ levers
        foot_kg, foot_m = body.foot
        ankle_ahead_m, ankle_above_m = body.ankle_m
        self.still_ahead = foot_kg * foot_m + float(masses.sum()) * ankle_ahead_m
        self.still_above = foot_kg * ankle_above_m / 2 + float(masses.sum()) * ankle_above_m


class Movement:
    """A chain that moves through postures (6, N) in steps of STEP_S.

    `lift_m` (N,) is how far moving masses inside the body, such as the heart, raise its centre.
    Sums use np.einsum: BLAS would start threads for them, which costs more than it gains.
    """

    def __init__(self, chain: Chain, angles: Float, lift_m: Float) -> None:
        self._chain = chain
        self._angles = angles
        self._sin, self._cos = np.sin(angles), np.cos(angles)
        self._sin_bend, self._cos_bend = second_derivative(self._sin), second_derivative(self._cos)
        self._spin = second_derivative(angles)
        self._lift_m, self._lifting = lift_m, second_derivative(lift_m)

    @property
    def ahead_m(self) -> Float:
        """The centre of mass ahead of the heel, (N,)."""
        chain = self._chain
        return (chain.still_ahead + _along(chain.first, self._sin)) / chain.mass_kg

    @property
    def height_m(self) -> Float:
        """The centre of mass above the ground, (N,)."""
        chain = self._chain
        above = (chain.still_above + _along(chain.first, self._cos)) / chain.mass_kg
        return above + self._lift_m

    @property
    def thigh_sin(self) -> Float:
        """The sine of the thigh's angle, (N,)."""
        sine: Float = self._sin[THIGH]
        return sine

    def balance_over(self, ahead_m: Float) -> None:
        """Turns the thigh so that the centre of mass comes to `ahead_m` (N,), or as near as any
        angle allows."""
        lever = self._chain.first[THIGH]
        missing = self._chain.mass_kg * (ahead_m - self.ahead_m)
        sin = (self._sin[THIGH] + missing / lever).clip(-1, 1)
        angle, cos = np.arcsin(sin), np.sqrt(1 - sin**2)
        self._angles[THIGH], self._sin[THIGH], self._cos[THIGH] = angle, sin, cos
        self._spin[THIGH] = second_derivative(angle)
        self._sin_bend[THIGH], self._cos_bend[THIGH] = map(second_derivative, (sin, cos))

    def motion(self) -> Motion:
        """Fz = sum m (g + z''), CoP = [sum m (g + z'') x - sum m x'' z - sum I a] / Fz."""
        chain = self._chain
        above, ahead = (_along(chain.first, bend) for bend in (self._cos_bend, self._sin_bend))
        rise = above / chain.mass_kg + self._lifting
        force_n = chain.mass_kg * (GRAVITY + rise)
        moment = chain.mass_kg * (GRAVITY + self._lifting) * self.ahead_m
        moment += chain.ankle_m[0] * above - chain.ankle_m[1] * ahead
        moment += self._crossed(self._sin, self._cos_bend) - self._crossed(
            self._cos, self._sin_bend
        )
        moment -= _along(chain.inertia_kg_m2, self._spin)
        return Motion(self.height_m, rise, force_n, moment / force_n)

    def _crossed(self, shape: Float, bend: Float) -> Float:
        crossed: Float = np.einsum(
            "in,in->n", np.einsum("ij,jn->in", self._chain.second, shape), bend
        )
        return crossed


def second_derivative(values: Float) -> Float:
    """By time, of values in steps of STEP_S along the last axis; zero at both ends."""
    bend = np.zeros_like(values)
    bend[..., 1:-1] = (values[..., 2:] - 2 * values[..., 1:-1] + values[..., :-2]) / STEP_S**2
    return bend


def _along(weights: Float, rows: Float) -> Float:
    sums: Float = np.einsum("i,in->n", weights, rows)
    return sums
