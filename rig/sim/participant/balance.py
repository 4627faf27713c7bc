"""Balance: the thigh's angle that keeps the centre of pressure at its target."""

import numpy as np

from rig.sim.participant.chain import GRAVITY, STEP_S, Chain, Float, Motion, Movement

ITERATIONS = 6
NEAR_ENOUGH_M = 1e-5
LEAST_DESCENT_S = 0.8  # a faster one moves the centre of pressure by more than some millimetres
COM_HEIGHT_M = 0.95  # approximate: the next iteration corrects the error


def balanced(chain: Chain, angles: Float, cop_m: Float, lift_m: Float) -> Motion:
    """The motion of a chain whose other angles (6, N) are given; writes the thigh's angles into
    them.

    The centre of mass must obey x - (z/g) x'' = CoP (an inverted pendulum), which has one bounded
    solution. The contribution of the rest of the chain is corrected by solving again for the
    remaining error of the centre of pressure, (N,).
    """
    movement = Movement(chain, angles, lift_m)
    ahead_m = pendulum(cop_m)
    for _ in range(ITERATIONS):
        movement.balance_over(ahead_m)
        motion = movement.motion()
        missing = cop_m - motion.cop_m
        missing[[0, 1, -2, -1]] = 0.0  # the ends have no second derivative
        if np.abs(missing).max() < NEAR_ENOUGH_M:
            break
        ahead_m = ahead_m + pendulum(missing)
    return motion


def pendulum(cop_m: Float) -> Float:
    """The centre of mass, (N,), of an inverted pendulum with its base at `cop_m` (N,)."""
    line = np.linspace(cop_m[0], cop_m[-1], len(cop_m))  # a solution; the remainder is periodic
    turns = np.arange(len(cop_m) // 2 + 1) / len(cop_m)
    bend = (2 - 2 * np.cos(2 * np.pi * turns)) / STEP_S**2
    spectrum = np.fft.rfft(cop_m - line) / (1 + COM_HEIGHT_M / GRAVITY * bend)
    return line + np.fft.irfft(spectrum, len(cop_m))
