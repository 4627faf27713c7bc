"""Slow random wander as a sum of sines: a function of time alone. Any stretch of it can be computed
at any time, without stored state."""

import numpy as np

from rig.sim.participant.chain import Float

SINES = 24
BLOCK = 256


class Wander:
    """Wanders with a standard deviation of `sd`, from `slowest_hz` up to `fastest_hz`; with
    `derivative`, `sd` is that of its derivative of this order.

    Amplitudes fall with the frequency to the power of `slope`; over octaves of even width.
    """

    def __init__(
        self,
        draw: np.random.Generator,
        sd: float,
        *,
        slowest_hz: float = 0.02,
        fastest_hz: float = 2.0,
        slope: float = 0.0,
        derivative: int = 0,
    ) -> None:
        steps = (np.arange(SINES) + draw.uniform(0, 1, SINES)) / SINES
        hz = slowest_hz * (fastest_hz / slowest_hz) ** steps
        amplitude = hz**-slope
        self._turn = 2 * np.pi * hz
        amplitude *= sd / np.sqrt(((amplitude * self._turn**derivative) ** 2).sum() / 2)
        self._phasor = amplitude * np.exp(1j * draw.uniform(0, 2 * np.pi, SINES))

    def at(self, first_s: float, count: int, *, step_s: float) -> Float:
        """Values at `count` times from `first_s` on, (count,).

        Computed in blocks: the rotation within a block is the same in each.
        """
        blocks = -(-count // BLOCK)
        starts = np.exp(1j * np.outer(first_s + np.arange(blocks) * BLOCK * step_s, self._turn))
        within = np.exp(1j * np.outer(self._turn, np.arange(BLOCK) * step_s))
        values: Float = np.einsum("bk,kn->bn", starts * self._phasor, within).real
        return values.reshape(-1)[:count]
