"""A load in the hands, which goes up and down with the shoulders and weighs on the plates.

The plates see body and load together: one mass, whose centre is between theirs.
"""

from typing import NamedTuple

import numpy as np

from rig.sim.participant.body import UPPER_TRUNK, Body
from rig.sim.participant.chain import GRAVITY, STEP_S, Float, Motion, second_derivative


class Carried(NamedTuple):
    """Body and load together, each (N,): height of their centre above the ground, its velocity and
    acceleration; weight, and the force on the plates."""

    height_m: Float
    velocity_m_s: Float
    rise_m_s2: Float
    weight_n: Float
    force_n: Float


def shoulders_m(body: Body, angles: Float) -> Float:
    """Height of the shoulders above the ground, (N,), in postures (6, N)."""
    lengths_m = np.array(body.links_m[: UPPER_TRUNK + 1])
    above: Float = np.einsum("i,in->n", lengths_m, np.cos(angles[: UPPER_TRUNK + 1]))
    return body.ankle_m[1] + above


def carried(
    motion: Motion, mass_kg: float, *, standing_m: float, load_kg: Float, hands_m: Float
) -> Carried:
    """A body of `mass_kg` in motion, its centre `standing_m` high in standing, with `load_kg` (N,)
    in hands that are `hands_m` (N,) above where they are in standing.

    The height counts from the body's own centre in standing, hence a load taken there does not move
    it. While a load is taken or put down elsewhere, the height goes from one value to the other and
    the velocity does not follow it.
    """
    total_kg = mass_kg + load_kg
    share = load_kg / total_kg
    gone_m = motion.height_m - standing_m
    rise = (1 - share) * motion.rise_m_s2 + share * second_derivative(hands_m)
    velocity = (1 - share) * np.gradient(motion.height_m, STEP_S)
    velocity += share * np.gradient(hands_m, STEP_S)
    return Carried(
        height_m=standing_m + gone_m + share * (hands_m - gone_m),
        velocity_m_s=velocity,
        rise_m_s2=rise,
        weight_n=total_kg * GRAVITY,
        force_n=total_kg * (GRAVITY + rise),
    )
