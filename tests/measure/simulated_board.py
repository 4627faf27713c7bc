"""A simulated board's samples, through the wire."""

import numpy as np
from numpy.typing import NDArray

from rig.device.wire import Kind, Parser, frame
from rig.sim.board import SimulatedBoard
from rig.stream.samples import SampleDecoder

TURN_S = 5.0

Samples = tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.float64]]


def read_board(board: SimulatedBoard, start_s: float, end_s: float) -> Samples:
    """Sample numbers, counts and times that a computer gets from one world time to another."""
    parser, decoder = Parser(), SampleDecoder(board.info)
    board.receive(frame(Kind.START), start_s)
    blocks = []
    for now_s in np.arange(start_s + TURN_S, end_s + TURN_S, TURN_S):
        runs = parser.receive(board.transmit(min(now_s, end_s)))
        blocks += [decoder.decode(run) for run in runs if run.kind is Kind.SAMPLES]
    return (
        np.concatenate([block.sample for block in blocks]),
        np.concatenate([block.counts for block in blocks]),
        np.concatenate([block.device_time_us for block in blocks]) / 1e6,
    )
