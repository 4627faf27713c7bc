"""Disturbances of the plates: drift, hum, a floor that shakes them."""

import numpy as np

from rig.sim.participant.chain import STEP_S, Float
from rig.sim.participant.plate_settings import PlateSettings
from rig.sim.participant.wander import Wander

HUM_HZ = 50.0
RINGING_SPREAD = 0.04  # of the resonance
# A random walk is modelled from this low on; anything slower looks like a wrong zero.
WALK_HZ = (0.002, 2.0)


class Rough:
    """Newtons of the four channels that no load causes; a function of time alone."""

    def __init__(self, seed: int, settings: PlateSettings) -> None:
        draw = np.random.default_rng((seed, 7))
        self._settings = settings
        self._drift, self._hum, self._walk = (_shares(draw) for _ in range(3))
        self._phase = draw.uniform(0, 2 * np.pi)
        self._walking = _walk(draw, settings.walk_n)
        self._ringing = [_ringing(draw, settings) for _ in range(2)]

    def at(self, time_s: Float) -> Float:
        """At times (N,) in steps of STEP_S, (N, 4)."""
        own, found = self._settings, np.zeros((len(time_s), 4))
        if own.drift_n:
            found += own.drift_n * np.outer((time_s / own.drift_s).clip(0, 1), self._drift)
        if own.hum_n:
            turns = 2 * np.pi * HUM_HZ * time_s + self._phase
            found += own.hum_n * np.outer(np.sin(turns), self._hum)
        if own.walk_n:
            found += np.outer(self._wandered(self._walking, time_s), self._walk)
        if own.ringing_n:
            both = [self._wandered(one, time_s) / 2 for one in self._ringing]
            found += np.repeat(np.stack(both, axis=1), 2, axis=1)
        return found

    def _wandered(self, wander: Wander, time_s: Float) -> Float:
        return wander.at(float(time_s[0]), len(time_s), step_s=STEP_S)


def _shares(draw: np.random.Generator) -> Float:
    """Share of each channel in what all four show together, (4,)."""
    shares = draw.uniform(0.5, 1.5, 4)
    divided: Float = shares / shares.sum()
    return divided


def _walk(draw: np.random.Generator, walk_n: float) -> Wander:
    """A random walk that spreads by `walk_n` within a second: its power goes with 1 / f^2."""
    slowest, fastest = WALK_HZ
    spread_n = walk_n * np.sqrt((1 / slowest - 1 / fastest) / (2 * np.pi**2))
    return Wander(draw, spread_n, slowest_hz=slowest, fastest_hz=fastest, slope=0.5)


def _ringing(draw: np.random.Generator, settings: PlateSettings) -> Wander:
    """Ringing of one plate; both plates' are independent, and together have the set spread."""
    hz, spread_n = settings.plate_resonance_hz, settings.ringing_n / np.sqrt(2)
    slowest, fastest = hz * (1 - RINGING_SPREAD), hz * (1 + RINGING_SPREAD)
    return Wander(draw, spread_n, slowest_hz=slowest, fastest_hz=fastest)
