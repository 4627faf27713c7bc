"""A million frames, one in a hundred damaged: each good one kept, each damaged one counted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from rig.device.wire import Kind, Parser
from rig.stream.samples import SampleDecoder
from tests.benchmarks.frames import FIRST_SAMPLE, cut, plates_counts, plates_frames, plates_info

LENGTH = 25
DAMAGED_SHARE = 0.01
READS = (LENGTH, 1000, 4095)

Random = np.random.Generator


def flipped(frame: bytes, at_random: Random) -> bytes:
    """One or more bits."""
    bits = at_random.choice(8 * LENGTH, at_random.choice((1, 1, 2, 7, 40)), replace=False)
    spoiled = np.unpackbits(np.frombuffer(frame, np.uint8))
    spoiled[bits] ^= 1
    return np.packbits(spoiled).tobytes()


def overwritten(frame: bytes, at_random: Random) -> bytes:
    """A burst of noise, zeros, or syncs."""
    begin, end = sorted(at_random.choice(LENGTH + 1, 2, replace=False))
    burst = (at_random.bytes(end - begin), bytes(end - begin), b"\xa5" * (end - begin))
    return frame[:begin] + burst[at_random.integers(3)] + frame[end:]


def shortened(frame: bytes, at_random: Random) -> bytes:
    """Bytes that did not come, up to all of them."""
    begin, end = sorted(at_random.choice(LENGTH + 1, 2, replace=False))
    return frame[:begin] + frame[end:]


def lengthened(frame: bytes, at_random: Random) -> bytes:
    """Extra bytes in the middle of it."""
    place = at_random.integers(1, LENGTH)
    return frame[:place] + at_random.bytes(at_random.integers(1, 60)) + frame[place:]


def swapped(frame: bytes, at_random: Random) -> bytes:
    """Two bytes exchanged."""
    one, other = at_random.choice(LENGTH, 2, replace=False)
    spoiled = bytearray(frame)
    spoiled[one], spoiled[other] = frame[other], frame[one]
    return bytes(spoiled)


KINDS: tuple[Callable[[bytes, Random], bytes], ...] = (
    flipped,
    overwritten,
    shortened,
    lengthened,
    swapped,
)


@dataclass
class Truth:
    """The damage to a stream of frames; `damaged` (N,) marks the affected ones."""

    stream: bytes
    damaged: np.ndarray
    damaged_bytes: int

    @property
    def good(self) -> np.ndarray:
        return np.flatnonzero(~self.damaged)


def damage(count: int, seed: int) -> Truth:
    """The first and the last frame are good: so each loss between them is detected."""
    at_random = np.random.default_rng(seed)
    damaged = at_random.random(count) < DAMAGED_SHARE
    damaged[[0, -1]] = False
    frames, parts, begin, damaged_bytes = plates_frames(count), [], 0, 0
    for number in np.flatnonzero(damaged):
        at = int(number) * LENGTH
        frame, following = frames[at : at + LENGTH], frames[at + LENGTH : at + 2 * LENGTH]
        spoiled = KINDS[at_random.integers(len(KINDS))](frame, at_random)
        if frame in spoiled + following:  # by chance it is still there
            spoiled = flipped(frame, at_random)
        parts += [frames[begin:at], spoiled]
        begin, damaged_bytes = at + LENGTH, damaged_bytes + len(spoiled)
    return Truth(b"".join([*parts, frames[begin:]]), damaged, damaged_bytes)


def blocks(parser: Parser, decoder: SampleDecoder, pieces: list[bytes]) -> Iterator[tuple]:
    for piece in pieces:
        for run in parser.receive(piece):
            assert run.kind is Kind.SAMPLES
            rows = decoder.decode(run)
            yield rows.sample, rows.device_time_us, rows.counts


def expect_the_truth(count: int, bytes_a_read: int, seed: int) -> str:
    truth = damage(count, seed)
    parser, decoder = Parser(), SampleDecoder(plates_info())
    came = blocks(parser, decoder, cut(truth.stream, bytes_a_read))
    sample, time_us, counts = (np.concatenate(column) for column in zip(*came, strict=True))
    # Every good one is kept unchanged.
    assert np.array_equal(sample, truth.good + FIRST_SAMPLE)
    assert np.array_equal(time_us, sample * 1000)
    assert np.array_equal(counts, plates_counts(count)[truth.good])
    assert counts.sum() == plates_counts(count).sum() - plates_counts(count)[truth.damaged].sum()
    # Every damaged one is refused, and counted.
    lost = int(truth.damaged.sum())
    assert decoder.lost == lost
    assert parser.counts.frames == count - lost
    assert parser.counts.bytes == len(truth.stream)
    assert parser.counts.bytes_skipped == truth.damaged_bytes
    assert 0.5 * lost < parser.counts.resyncs <= lost
    return f"{count} frames, {lost} damaged: {len(sample)} kept, {decoder.lost} refused"


@pytest.mark.parametrize("bytes_a_read", READS)
def test_of_fifty_thousand_frames_every_good_one_is_kept(bytes_a_read: int) -> None:
    expect_the_truth(50_000, bytes_a_read, seed=bytes_a_read)


@pytest.mark.soak
@pytest.mark.parametrize("bytes_a_read", READS)
def test_of_a_million_frames_every_good_one_is_kept(
    bytes_a_read: int, capsys: pytest.CaptureFixture[str]
) -> None:
    said = expect_the_truth(1_000_000, bytes_a_read, seed=bytes_a_read)
    with capsys.disabled():
        print(f"\n{said}, read {bytes_a_read} bytes at a time")
