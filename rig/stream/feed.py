"""One board's way: from its port to its ring, with its numbers unwrapped and its time placed."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from rig.device.board import Board
from rig.device.clock import ClockFit
from rig.device.port import Received
from rig.device.wire import Kind
from rig.stream.ring import Ring
from rig.stream.samples import SampleDecoder, Samples

BITS_A_BYTE = 10


class Feed:
    """What is known about a board while it sends samples."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.decoder = SampleDecoder(board.info)
        self.clock = ClockFit(board.info.frame_delay_us / 1e6)
        self.ring = Ring(board.info.channels)
        self.last_arrival_s = board.host_time.now_s()
        self._placed_until_s = -np.inf

    @property
    def role(self) -> str:
        """`plates` or `dowel`."""
        return self.board.role

    def read(self) -> Received:
        """All that waits at the port."""
        return self.board.port.read()

    def parse_and_decode(self, received: Received) -> Iterator[Samples]:
        """Blocks of samples in the bytes; what else the board says is kept."""
        for run in self.board.parser.receive(received.data):
            if run.kind is Kind.SAMPLES:
                samples = self.decoder.decode(run)
                if len(samples):
                    self.last_arrival_s = received.arrival_s
                    self.clock.add(int(samples.device_time_us[-1]), received.arrival_s)
                    yield samples
            else:
                self.board.hear(run)

    def place(self, samples: Samples) -> NDArray[np.float64]:
        """Provisional host time of each row in seconds."""
        host_s = self.clock.live_host_s(samples.device_time_us)
        # A new fit may step back a little; time does not.
        host_s = np.maximum(host_s, self._placed_until_s)
        self._placed_until_s = host_s[-1]
        return host_s

    def append(self, samples: Samples, host_s: NDArray[np.float64]) -> None:
        """Appends to the ring."""
        self.ring.append(
            samples.sample, samples.device_time_us, samples.status, samples.counts, host_s
        )
