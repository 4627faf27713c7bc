"""Bytes at a port, or in memory, to decoded samples: ours beside two packages of others.

The packages are only installed in `make bench`.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from rig.device.hosttime import WallTime
from rig.device.port import open_port
from rig.device.wire import Parser
from rig.stream.samples import SampleDecoder, Samples
from tests.benchmarks.cases import FRAMES_A_READ
from tests.benchmarks.frames import FRAMES_AT_A_PORT, plates_counts, plates_frames, plates_info
from tests.benchmarks.peers import PEERS, Peer
from tests.benchmarks.plain import FRAME_BYTES
from tests.benchmarks.pty_port import PtyPort

ROUNDS = 300


@pytest.fixture
def port() -> Iterator[PtyPort]:
    with PtyPort() as port:
        yield port


@pytest.fixture(params=PEERS)
def peer(request: pytest.FixtureRequest, port: PtyPort) -> Iterator[Peer]:
    pytest.importorskip(request.param, reason="only `make bench` installs it")
    peer = PEERS[request.param](port)
    peer.name = request.param  # type: ignore[attr-defined]
    yield peer
    peer.close()


def note(benchmark: Any, name: str, frames: int) -> None:
    benchmark.extra_info.update(name=name, each="frame", units=frames)


class Sender:
    """Puts the next frames of a stream at a port; starts over after the last."""

    def __init__(self, port: PtyPort, data: bytes, bytes_a_read: int) -> None:
        self._port, self._data, self._step = port, data, bytes_a_read
        self._at = 0

    def __call__(self) -> None:
        self._port.put(self._data[self._at : self._at + self._step])
        self._at = (self._at + self._step) % len(self._data)


@pytest.mark.parametrize("frames", FRAMES_AT_A_PORT)
def test_own_port(frames: int, benchmark: Any, port: PtyPort) -> None:
    note(benchmark, f"port_{frames}", frames)
    own, parser, decoder = open_port(port.url, WallTime()), Parser(), SampleDecoder(plates_info())

    def read() -> Samples:
        return next(decoder.decode(run) for run in parser.receive(own.read().data))

    send = Sender(port, plates_frames((ROUNDS + 1) * frames), frames * FRAME_BYTES)
    samples = benchmark.pedantic(read, setup=send, rounds=ROUNDS)
    assert len(samples) == frames
    own.close()


@pytest.mark.parametrize("frames", FRAMES_AT_A_PORT)
def test_peer_at_a_port(frames: int, benchmark: Any, port: PtyPort, peer: Peer) -> None:
    note(benchmark, f"port_{frames}_{peer.name}", frames)  # type: ignore[attr-defined]
    send = Sender(port, peer.frames(frames), frames * peer.frame_bytes)
    read = benchmark.pedantic(peer.read, (frames,), setup=send, rounds=ROUNDS)
    assert np.array_equal(peer.counts_of(read), plates_counts(frames))


@pytest.mark.parametrize("frames_a_read", FRAMES_A_READ)
def test_peer_from_memory(frames_a_read: int, benchmark: Any, peer: Peer) -> None:
    frames = max(1000, frames_a_read)
    note(benchmark, f"decode_{frames_a_read}_{peer.name}", frames)  # type: ignore[attr-defined]
    data = peer.frames(frames)

    def read() -> list[Any]:
        peer.use_memory(data)
        return [peer.read(frames_a_read) for _ in range(frames // frames_a_read)]

    reads = benchmark.pedantic(read, rounds=5)
    counts = np.concatenate([peer.counts_of(each) for each in reads])
    assert np.array_equal(counts, plates_counts(frames))
