"""The participant's drill: postures from standing to the bottom, at any depth or drop."""

from functools import cached_property

import numpy as np
from numpy.polynomial import Polynomial

from rig.sim.participant.body import LINKS, LOWER_TRUNK, SHANK, THIGH
from rig.sim.participant.chain import Chain, Float, Movement
from rig.sim.participant.law import smooth_step as smooth_step

# At full depth, trunk and shank lean by these degrees more than in standing.
LEANS_DEG = {"hinge": (65.0, 2.0), "squat": (30.0, 20.0), "stand": (0.0, 0.0)}
DEEPEST = 1.4  # of full depth
FLATTEST_THIGH_DEG = 65.0  # from the vertical: a flatter one can hardly balance anything
# Straight legs and an upright trunk go down by the square of an angle: the knees first soften by
# this much, which makes any way down possible from its first moment on.
SOFT_KNEES_M = 0.006
FITTED = 8  # degree of the polynomial from the root of a drop to a depth


class Posture:
    """The chain's angles at every depth: 0 standing, 1 full depth."""

    def __init__(self, chain: Chain, drill: str, cop_m: float) -> None:
        self._chain, self._cop_m = chain, cop_m
        self._trunk_deg, self._shank_deg = LEANS_DEG[drill]
        self._stand_deg = self._straight_leg_deg()
        depths = np.linspace(0, DEEPEST, 141)
        still = self._still(depths)
        height_m = still.height_m
        self.standing_height_m = float(height_m[0])
        reached = still.thigh_sin > -np.sin(np.radians(FLATTEST_THIGH_DEG))
        self._depths, self._drops_m = depths[reached], (height_m[0] - height_m)[reached]

    @property
    def standing_deg(self) -> Float:
        """The chain's angles in standing, (6, 1)."""
        angles = self.angles_deg(np.zeros(1))
        angles[THIGH] = self._stand_deg
        return angles

    @property
    def deepest(self) -> float:
        """The largest depth of this drill."""
        return float(self._depths[-1])

    @property
    def deepest_m(self) -> float:
        """The largest drop of the centre of mass in this drill."""
        return float(self._drops_m[-1])

    def depth_of(self, drop_m: float) -> float:
        """The depth at which the centre of mass has gone down by `drop_m`, when standing still
        there."""
        return float(np.interp(drop_m, self._drops_m, self._depths))

    def drop_of(self, depth: float) -> float:
        """How far the centre of mass has gone down at a depth, when standing still there."""
        return float(np.interp(depth, self._depths, self._drops_m))

    def going_down(self, drop_m: Float) -> tuple[Float, Float]:
        """Depths (N,) at which the centre of mass is down by `drop_m` (N,), and how far softened
        knees have lowered it in addition, in metres, (N,)."""
        root = drop_m / np.sqrt(drop_m + SOFT_KNEES_M)
        depth: Float = self._depth_by_root(root) - self._depth_by_root(0.0)
        return depth, drop_m - (self.standing_height_m - self._still(depth).height_m)

    def angles_deg(self, depth: Float) -> Float:
        """Postures (6, N) without the thigh's angle, which balance decides."""
        angles = np.zeros((len(LINKS), len(depth)))
        angles[SHANK] = self._stand_deg + self._shank_deg * depth
        angles[LOWER_TRUNK:] = self._trunk_deg * depth
        return angles

    @cached_property
    def _depth_by_root(self) -> Polynomial:
        """The depth as a polynomial of the square root of a drop."""
        return Polynomial.fit(np.sqrt(self._drops_m.clip(0)), self._depths, FITTED)

    def _still(self, depth: Float) -> Movement:
        """Postures at depths (N,), balanced for standing still there."""
        still = Movement(self._chain, np.radians(self.angles_deg(depth)), np.zeros(len(depth)))
        still.balance_over(np.full(len(depth), self._cop_m))
        return still

    def _straight_leg_deg(self) -> float:
        """The lean of the legs with straight knees and upright trunk over the standing point."""
        lean = np.radians(np.linspace(-10, 15, 251))
        angles = np.zeros((len(LINKS), len(lean)))
        angles[SHANK] = angles[THIGH] = lean
        ahead_m = Movement(self._chain, angles, np.zeros(len(lean))).ahead_m
        return float(np.degrees(np.interp(self._cop_m, ahead_m, lean)))
