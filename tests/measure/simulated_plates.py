"""A simulated participant's plates, through a simulated board and the wire."""

from rig.measure.calibration import force_n, nominal_plates
from rig.measure.loading import PlateForces
from rig.sim.board import SimulatedPlates, simulated_info
from rig.sim.clock import BoardClock
from rig.sim.participant import Participant
from tests.measure.simulated_board import read_board


def read_plates(participant: Participant, end_s: float, start_s: float = 0.0) -> PlateForces:
    """A participant's forces as a computer gets them, from one world time to another: by the
    nominal calibration, with all errors of cells, amplifiers and converter."""
    info = simulated_info("plates", "SIMP1000")
    seed = participant.settings.seed
    board = SimulatedPlates(info, participant.plate_volts, BoardClock(), seed=seed)
    sample, counts, time_s = read_board(board, start_s, end_s)
    newtons = force_n(counts, nominal_plates(info.volts_per_count))
    return PlateForces(sample, time_s, newtons, info.sample_rate_hz)
