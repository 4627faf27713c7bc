"""What the participant does: postures from standing to the bottom, and when it is in which."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from rig.sim.participant.balance import LEAST_DESCENT_S
from rig.sim.participant.body import LINKS, LOWER_TRUNK, SHANK, THIGH
from rig.sim.participant.chain import Chain, Float, Movement
from rig.sim.participant.settings import Settings

# Full depth: trunk and shank lean by so many degrees more than in standing.
LEANS_DEG = {"hinge": (65.0, 2.0), "squat": (30.0, 20.0), "stand": (0.0, 0.0)}
DEEPEST = 1.4  # of full depth
LEAST_REST_S = 0.1
SLACK = 3.0  # a repetition is at most so many standard deviations from the usual


def smooth_step(x: Float) -> Float:
    """Minimum-jerk step from 0 to 1 (Flash & Hogan 1985)."""
    x = x.clip(0, 1)
    step: Float = x**3 * (10 - 15 * x + 6 * x**2)
    return step


class Posture:
    """The chain's angles at every depth: 0 standing, 1 full depth."""

    def __init__(self, chain: Chain, drill: str, cop_m: float) -> None:
        self._chain, self._cop_m = chain, cop_m
        self._trunk_deg, self._shank_deg = LEANS_DEG[drill]
        self._stand_deg = self._straight_leg_deg()
        depths = np.linspace(0, DEEPEST, 141)
        height_m = self._height_m(depths)
        self.standing_height_m = float(height_m[0])
        self._depths, self._drops_m = depths, height_m[0] - height_m

    @property
    def deepest_m(self) -> float:
        """The largest drop of the centre of mass that this drill has."""
        return float(self._drops_m[-1])

    def depth_of(self, drop_m: float) -> float:
        """The depth at which the centre of mass has gone down by `drop_m`, standing still there."""
        return float(np.interp(drop_m, self._drops_m, self._depths))

    def angles_deg(self, depth: Float) -> Float:
        """Postures (6, N) without the thigh's angle, which balance decides."""
        angles = np.zeros((len(LINKS), len(depth)))
        angles[SHANK] = self._stand_deg + self._shank_deg * depth
        angles[LOWER_TRUNK:] = self._trunk_deg * depth
        return angles

    def _height_m(self, depth: Float) -> Float:
        still = Movement(self._chain, np.radians(self.angles_deg(depth)), np.zeros(len(depth)))
        still.balance_over(np.full(len(depth), self._cop_m))
        return still.height_m

    def _straight_leg_deg(self) -> float:
        """The lean of the legs with straight knees and upright trunk over the standing point."""
        lean = np.radians(np.linspace(-10, 15, 251))
        angles = np.zeros((len(LINKS), len(lean)))
        angles[SHANK] = angles[THIGH] = lean
        ahead_m = Movement(self._chain, angles, np.zeros(len(lean))).ahead_m
        return float(np.degrees(np.interp(self._cop_m, ahead_m, lean)))


class Repetition(NamedTuple):
    """One repetition as it is commanded, in seconds of the world; numbers count from 1."""

    number: int
    onset_s: float
    descent_s: float
    hold_s: float
    ascent_s: float
    depth: float

    @property
    def descent_end_s(self) -> float:
        """When the bottom is reached."""
        return self.onset_s + self.descent_s

    @property
    def ascent_start_s(self) -> float:
        """When the bottom is left."""
        return self.descent_end_s + self.hold_s

    @property
    def lockout_s(self) -> float:
        """When the standing posture is reached again."""
        return self.ascent_start_s + self.ascent_s

    def depth_at(self, time_s: Float) -> Float:
        """Depth at times (N,)."""
        down = smooth_step((time_s - self.onset_s) / self.descent_s)
        up = smooth_step((time_s - self.ascent_start_s) / self.ascent_s)
        return self.depth * (down - up)


class Schedule:
    """All repetitions; each has a slot of the same length, so that any can be had at once."""

    def __init__(self, settings: Settings, full_depth: float) -> None:
        self._settings = settings
        self.full_depth = full_depth
        self._first_s = settings.empty_s + settings.stand_s
        self._moves_s = (
            max(settings.descent_s, LEAST_DESCENT_S),
            settings.hold_s,
            max(settings.ascent_s, LEAST_DESCENT_S),
        )
        self.cycle_s = sum(self._moves_s) + settings.rest_s

    def within(self, start_s: float, end_s: float) -> Iterator[Repetition]:
        """Repetitions whose slots touch a span of time."""
        first = max(self._number(start_s), 1)
        for number in range(first, min(self._number(end_s), self.last) + 1):
            yield self.repetition(number)

    @property
    def last(self) -> int:
        """Number of the last repetition; very large where there is no end."""
        if self._settings.drill == "stand":
            return 0
        return self._settings.repetitions or 2**31

    def repetition(self, number: int) -> Repetition:
        """Tempo and depth vary; what a slow one takes longer, the rest after it is shorter."""
        draw = np.random.default_rng((self._settings.seed, number))
        tempo, depth = 1 + self._settings.variation * draw.standard_normal(2).clip(-SLACK, SLACK)
        tempo = min(tempo, (self.cycle_s - LEAST_REST_S) / sum(self._moves_s))
        descent_s, hold_s, ascent_s = (tempo * move_s for move_s in self._moves_s)
        return Repetition(
            number,
            onset_s=self._first_s + (number - 1) * self.cycle_s,
            descent_s=max(descent_s, LEAST_DESCENT_S),
            hold_s=hold_s,
            ascent_s=max(ascent_s, LEAST_DESCENT_S),
            depth=self.full_depth * depth,
        )

    def _number(self, time_s: float) -> int:
        return int((time_s - self._first_s) // self.cycle_s) + 1
