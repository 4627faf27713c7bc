"""From bytes to samples: for any damage to the bytes, and any cut.

`tests/device/test_wire.py` covers the frames; here are the samples that come out of them.
"""

import tracemalloc
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rig.device import commands, sampleframe
from rig.device.messages import Ack, Cue, Edge, Health, LineName, TimeReply
from rig.device.wire import LENGTHS, LONGEST_FRAME_BYTES, Kind, Parser, WireCounts, frame
from rig.stream.samples import Gap, SampleDecoder
from tests.benchmarks.frames import plates_info

INFO = plates_info()
LENGTH = 25
FALSE_HEADER = bytes((0xA5, Kind.SAMPLES, LENGTH))
OTHERS = (
    INFO.pack(),
    Ack(Kind.START, 0).pack(),
    Health(1, 2, 3, 4, 5, 6).pack(),
    Edge(1, LineName.SYNC_IN, 1, 0).pack(),
    Cue(1, 0, 1, 1).pack(),
    TimeReply(1, 2, 3).pack(),
    commands.hello(),
)
# After damage, room for the longest frame that its end can seem to begin.
FLUSH = frame(Kind.STOP) * (LONGEST_FRAME_BYTES // 7 + 1)
BEGINS = (0, 7000, 2**32 // 1000 - 3, 2**32 - 3)  # also where a time or a number wraps


def sample_frame(number: int) -> bytes:
    payload = np.zeros(1, sampleframe.samples_dtype(4, 2))
    payload["sample"], payload["device_time_us"] = number % 2**32, number * 1000 % 2**32
    payload["status"], payload["counts"] = number % 7, [number % 4096, 1, -2, 3]
    return frame(Kind.SAMPLES, payload.tobytes()[3:-4])


@dataclass
class Line:
    """What a board sent and what came through, with the expected result."""

    first: int
    next: int = 0
    came: bytearray = field(default_factory=bytearray)
    good: list[int] = field(default_factory=list)

    def frames(self, count: int) -> None:
        for _ in range(count):
            self.came += sample_frame(self.first + self.next)
            self.good.append(self.first + self.next)
            self.next += 1

    def lose(self, count: int) -> None:
        self.next += count

    def repeat(self, count: int) -> None:
        for number in self.good[-count:]:
            self.came += sample_frame(number)

    def flip(self, bit: int) -> None:
        data = bytearray(sample_frame(self.first + self.next))
        data[bit // 8] ^= 1 << bit % 8
        self.came += data
        self.next += 1

    def cut(self, length: int) -> None:
        self.came += sample_frame(self.first + self.next)[:length]
        self.next += 1

    def noise(self, data: bytes) -> None:
        self.came += data


DAMAGE = st.one_of(
    st.tuples(st.just("frames"), st.integers(1, 12)),
    st.tuples(st.just("lose"), st.integers(1, 300)),
    st.tuples(st.just("repeat"), st.integers(1, 4)),
    st.tuples(st.just("flip"), st.integers(0, 8 * LENGTH - 1)),
    st.tuples(st.just("cut"), st.integers(1, LENGTH - 1)),
    st.tuples(st.just("noise"), st.binary(max_size=60)),
    st.tuples(st.just("noise"), st.integers(1, 20).map(lambda n: FALSE_HEADER * n)),
    st.tuples(st.just("noise"), st.sampled_from(OTHERS)),
)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    line = Line(draw(st.sampled_from(BEGINS)))
    line.frames(1)
    for what, value in draw(st.lists(DAMAGE, max_size=25)):
        getattr(line, what)(value)
    line.noise(FLUSH)
    return line


@dataclass
class Out:
    """The result of all pieces together."""

    sample: list[int] = field(default_factory=list)
    time_us: list[int] = field(default_factory=list)
    status: list[int] = field(default_factory=list)
    counts: list[list[int]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    lost: int = 0
    repeated: int = 0
    wire: WireCounts = field(default_factory=WireCounts)


def decoded(pieces: Iterable[bytes]) -> Out:
    parser, decoder, out = Parser(), SampleDecoder(INFO), Out()
    for piece in pieces:
        for run in parser.receive(piece):
            if run.kind is Kind.SAMPLES:
                rows = decoder.decode(run)
                out.sample += rows.sample.tolist()
                out.time_us += rows.device_time_us.tolist()
                out.status += rows.status.tolist()
                out.counts += rows.counts.tolist()
                out.gaps += rows.gaps
        assert len(parser.pending) < LONGEST_FRAME_BYTES
    out.lost, out.repeated, out.wire = decoder.lost, decoder.repeated, parser.counts
    return out


def cut_at(data: bytes, places: Iterable[int]) -> list[bytes]:
    ends = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    return [data[begin:end] for begin, end in pairwise(ends)]


@given(lines())
def test_what_is_good_comes_out_and_what_is_missing_is_counted(line: Line) -> None:
    out = decoded([bytes(line.came)])
    good = line.good
    assert out.sample == good
    assert out.time_us == [number * 1000 for number in good]
    assert out.counts == [[number % 2**32 % 4096, 1, -2, 3] for number in good]
    assert out.status == [number % 7 for number in good]
    assert out.lost == good[-1] - good[0] + 1 - len(good)
    assert sum(gap.count for gap in out.gaps) == out.lost
    assert all(gap.first_sample + gap.count in good for gap in out.gaps)


@given(lines(), st.lists(st.integers(0, 10_000), max_size=60))
def test_however_it_is_cut_the_same_comes_out(line: Line, places: list[int]) -> None:
    whole = bytes(line.came)
    assert decoded(cut_at(whole, places)) == decoded([whole])


@given(lines())
def test_byte_by_byte_the_same_comes_out(line: Line) -> None:
    whole = bytes(line.came)
    assert decoded(whole[at : at + 1] for at in range(len(whole))) == decoded([whole])


@given(lines(), st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), max_size=20))
@example(
    Line(
        2**32 - 3, 4, bytearray(sample_frame(2**32 - 3) + sample_frame(2**32)), [2**32 - 3, 2**32]
    ),
    [(0, 1)],
)
@example(Line(0, 1, bytearray(sample_frame(0) + bytes(5)), [0]), [(28, 1)])
def test_flips_anywhere_bring_no_sample_that_was_not_sent(
    line: Line, flips: list[tuple[int, int]]
) -> None:
    spoiled = bytearray(line.came)
    for place, change in flips:
        spoiled[place % len(spoiled)] ^= change
    whole = bytes(spoiled)
    out = decoded([whole])
    # If the first was damaged, it is unknown how often the numbers had wrapped before.
    assert {number % 2**32 for number in out.sample} <= {number % 2**32 for number in line.good}
    assert out == decoded(cut_at(whole, [place for place, _ in flips]))


@given(st.data())
def test_a_mad_board_raises_nothing(data: st.DataObject) -> None:
    """Its checksums are right, its contents are not; its numbers jump arbitrarily."""
    kinds = st.sampled_from([Kind.SAMPLES, *Kind])
    decoder, parser = SampleDecoder(INFO), Parser()
    for kind in data.draw(st.lists(kinds, max_size=12)):
        length = data.draw(st.sampled_from(sorted(LENGTHS[kind])))
        payload = data.draw(st.binary(min_size=length - 7, max_size=length - 7))
        for run in parser.receive(frame(kind, payload)):
            if run.kind is Kind.SAMPLES:
                rows = decoder.decode(run)
                assert (np.diff(rows.sample.astype(np.int64)) > 0).all()


@pytest.mark.parametrize(
    "noise",
    [
        np.random.default_rng(3).bytes(8000),
        b"\xa5" * 8000,
        FALSE_HEADER * 2700,
        bytes((0xA5, Kind.INFO, 64)) * 2700,
        bytes(8000),
    ],
    ids=["random", "syncs", "headers", "long headers", "zeros"],
)
def test_noise_takes_no_memory(noise: bytes) -> None:
    parser = Parser()
    parser.receive(noise)
    tracemalloc.start()
    try:
        for _ in range(10):
            parser.receive(noise)
        now, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert now < len(noise)
    line = Line(5)
    line.noise(FLUSH)
    line.frames(3)
    run = parser.receive(bytes(line.came))[-1]
    assert SampleDecoder(INFO).decode(run).sample.tolist() == [5, 6, 7]
