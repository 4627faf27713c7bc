"""Simulated plates and dowel on two pseudo-terminals, in real time, in a separate process.

The dowel loses a point and regains it forever. The time at which each frame was written is stored,
on the clock that all processes of a computer share (`time.perf_counter`).

    python -m tests.benchmarks.boards_on_ptys TIMES.npy [LOST_EACH_S]

prints the two ports as a line of JSON, runs until its standard input ends, and then writes the
times: (N, 2), sample and seconds just before the write of its frame, the last byte included.
"""

import json
import os
import select
import sys
import time
from functools import partial
from pathlib import Path

import numpy as np

from rig.device.wire import Kind, Parser
from rig.sim.board import SimulatedBoard, SimulatedDowel, SimulatedPlates, simulated_info
from rig.sim.clock import BoardClock, Float
from rig.stream.samples import SampleDecoder
from tests.benchmarks.pty_port import PtyPort

TICK_S = 0.001
LOST_EACH_S = 0.217  # is everywhere between two flushes of the recorder
HELD_V, OPEN_V = 4.8, 1.0


def plate_volts(time_s: Float) -> Float:
    return np.full((len(time_s), 4), 1.0)


def dowel_volts(time_s: Float, lost_each_s: float) -> Float:
    lost = time_s % lost_each_s > lost_each_s / 2
    held = np.full(len(time_s), HELD_V)
    return np.stack((held, np.where(lost, OPEN_V, HELD_V), held), axis=1)


class BoardOnPty:
    """A simulated board that sends and receives at a pseudo-terminal."""

    def __init__(self, board: SimulatedBoard) -> None:
        self.port = PtyPort()
        self._board = board

    def hear(self, world_s: float) -> None:
        if select.select([self.port.board], [], [], 0)[0]:
            self._board.receive(os.read(self.port.board, 4096), world_s)

    def due(self, world_s: float) -> bytes:
        return self._board.transmit(world_s)

    def send(self, data: bytes) -> float:
        """Writes; returns the start time."""
        began_s = time.perf_counter()
        if data:
            os.write(self.port.board, data)
        return began_s


class FrameTimes:
    """When each sample was written."""

    def __init__(self, board: SimulatedBoard) -> None:
        self._parser, self._decoder = Parser(), SampleDecoder(board.info)
        self._rows: list[np.ndarray] = []

    def note(self, data: bytes, at_s: float) -> None:
        for run in self._parser.receive(data):
            if run.kind is Kind.SAMPLES:
                sample = self._decoder.decode(run).sample
                self._rows.append(np.column_stack((sample, np.full(len(sample), at_s))))

    def save(self, path: Path) -> None:
        np.save(path, np.concatenate(self._rows) if self._rows else np.empty((0, 2)))


def main(path: Path, lost_each_s: float = LOST_EACH_S) -> None:
    volts = partial(dowel_volts, lost_each_s=lost_each_s)
    dowel = SimulatedDowel(simulated_info("dowel", "SIMD0001"), volts, BoardClock(400))
    plates = SimulatedPlates(simulated_info("plates", "SIMP0001"), plate_volts, BoardClock(-300))
    boards, times = {"plates": BoardOnPty(plates), "dowel": BoardOnPty(dowel)}, FrameTimes(dowel)
    print(json.dumps({role: board.port.url for role, board in boards.items()}), flush=True)
    begin_s = due_s = time.perf_counter()
    while not select.select([sys.stdin], [], [], 0)[0]:
        due_s = max(due_s + TICK_S, time.perf_counter())
        time.sleep(max(0.0, due_s - time.perf_counter()))
        for role, board in boards.items():
            world_s = time.perf_counter() - begin_s
            board.hear(world_s)
            data = board.due(world_s)
            at_s = board.send(data)
            if role == "dowel":
                times.note(data, at_s)
    times.save(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(float(text) for text in sys.argv[2:]))
