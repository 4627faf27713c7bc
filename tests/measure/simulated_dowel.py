"""A simulated participant's dowel, through a simulated board and the wire."""

from collections.abc import Callable
from typing import Any

import numpy as np

from rig.measure.contact import ContactLevels
from rig.measure.dowel import DowelSamples
from rig.measure.touch import levels_for
from rig.sim.board import SimulatedDowel, simulated_info
from rig.sim.clock import BoardClock
from rig.sim.participant import Participant
from rig.sim.participant.deviation import Deviation
from tests.measure.simulated_board import read_board

IN_THE_HAND = Deviation(kind="dowel_lift", at="start", onset_s=-10.0, duration_s=100.0)

Volts = Callable[[np.ndarray], np.ndarray]


def read_dowel(volts: Volts, start_s: float, end_s: float, *, seed: int) -> DowelSamples:
    """The samples that a computer gets of these volts from one world time to another."""
    info = simulated_info("dowel", "SIMD1000")
    board = SimulatedDowel(info, volts, BoardClock(), seed=seed)
    return DowelSamples(*read_board(board, start_s, end_s))


def of_participant(participant: Participant, start_s: float, end_s: float) -> DowelSamples:
    return read_dowel(participant.dowel_volts, start_s, end_s, seed=participant.settings.seed)


def standing(seed: int, **settings: Any) -> Participant:
    return Participant.from_settings(seed=seed, drill="stand", **settings)


def own_levels(seed: int) -> ContactLevels:
    """Calibrated by touch on the person of a seed: two seconds without, two with the dowel."""
    idle = of_participant(standing(seed, deviation=(IN_THE_HAND,)), 0.0, 2.0)
    touch = of_participant(standing(seed), 0.0, 2.0)
    levels = levels_for(idle.counts, touch.counts, 4096).levels
    assert levels is not None
    return levels
