"""Bytes in, frames out, for any cut and any damage."""

import random
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rig.device import wire
from rig.device.wire import LENGTHS, LONGEST_FRAME_BYTES, Kind, Parser, Run, frame

SAMPLE_FRAMES = [frame(Kind.SAMPLES, bytes([n] * 18)) for n in range(40)]
MIXED = [
    *SAMPLE_FRAMES[:7],
    frame(Kind.HEALTH, bytes(22)),
    *SAMPLE_FRAMES[7:9],
    frame(Kind.ACK, b"\x82\x00"),
    frame(Kind.TIME, b"\xa5" * 12),  # a payload full of syncs
    *SAMPLE_FRAMES[9:],
]


def split(runs: list[Run]) -> list[bytes]:
    """The single frames of runs."""
    return [
        run.frames[at : at + run.length]
        for run in runs
        for at in range(0, len(run.frames), run.length)
    ]


def receive(pieces: list[bytes]) -> tuple[list[bytes], Parser]:
    parser = Parser()
    frames = [each for piece in pieces for each in split(parser.receive(piece))]
    return frames, parser


def test_crc_leaves_zero_behind_any_number_of_frames() -> None:
    assert zlib.crc32(b"".join(MIXED), 0xFFFFFFFF) == 0xFFFFFFFF


def test_up_to_six_flipped_bits_in_a_frame_of_samples_never_pass() -> None:
    """The CRC is linear: they would pass if two sets of up to three bits had the same remainder."""
    bits = [(1 << bit).to_bytes(25, "little") for bit in range(25 * 8)]
    one = np.array([zlib.crc32(bit, 0xFFFFFFFF) ^ 0xFFFFFFFF for bit in bits], np.uint32)
    low, high = np.triu_indices(len(one), 1)
    two = one[low] ^ one[high]
    three = [two[high < bit] ^ one[bit] for bit in range(2, len(one))]
    left = np.concatenate(([0], one, two, *three))
    assert len(np.unique(left)) == len(left) == 1 + 200 + 19_900 + 1_313_400


def test_frames_of_one_kind_come_in_one_run() -> None:
    runs = Parser().receive(b"".join(MIXED))
    assert [(run.kind, len(run.frames) // run.length) for run in runs] == [
        (Kind.SAMPLES, 7),
        (Kind.HEALTH, 1),
        (Kind.SAMPLES, 2),
        (Kind.ACK, 1),
        (Kind.TIME, 1),
        (Kind.SAMPLES, 31),
    ]


@pytest.mark.parametrize("cut", range(len(b"".join(MIXED))))
def test_a_cut_at_any_byte_changes_nothing(cut: int) -> None:
    stream = b"".join(MIXED)
    frames, parser = receive([stream[:cut], stream[cut:]])
    assert frames == MIXED
    assert parser.counts.bytes_skipped == parser.counts.resyncs == 0


@given(st.lists(st.integers(1, 60), max_size=60))
def test_pieces_of_any_size_change_nothing(sizes: list[int]) -> None:
    stream = b"".join(MIXED)
    pieces = []
    for size in sizes:
        pieces.append(stream[:size])
        stream = stream[size:]
    frames, _ = receive([*pieces, stream])
    assert frames == MIXED


@given(st.binary(max_size=200), st.integers(0, len(MIXED)))
def test_noise_between_frames_costs_no_frame(noise: bytes, place: int) -> None:
    stream = b"".join(MIXED[:place]) + noise + b"".join(MIXED[place:])
    # After the noise, room for the longest frame that its end can seem to begin.
    flush = frame(Kind.STOP) * (LONGEST_FRAME_BYTES // 7 + 1)
    frames, parser = receive([stream + flush])
    assert [each for each in frames if each in MIXED] == MIXED
    assert parser.counts.bytes == len(stream + flush)


@given(st.integers(0, len(b"".join(SAMPLE_FRAMES)) * 8 - 1))
def test_a_flipped_bit_costs_its_own_frame_only(bit: int) -> None:
    stream = bytearray(b"".join(SAMPLE_FRAMES))
    stream[bit // 8] ^= 1 << bit % 8
    frames, parser = receive([bytes(stream) + b"".join(SAMPLE_FRAMES[:3])])
    damaged = bit // 8 // 25
    assert frames == [
        *SAMPLE_FRAMES[:damaged],
        *SAMPLE_FRAMES[damaged + 1 :],
        *SAMPLE_FRAMES[:3],
    ]
    assert parser.counts.resyncs == 1
    assert parser.counts.bytes_skipped == 25


def test_damage_that_hides_in_many_frames_is_found_in_each() -> None:
    source = random.Random(5)
    frames = [frame(Kind.SAMPLES, source.randbytes(18)) for _ in range(2000)]
    damaged = set(source.sample(range(2000), 100))
    stream = bytearray()
    for number, each in enumerate(frames):
        spoiled = bytearray(each)
        if number in damaged:
            spoiled[source.randrange(25)] ^= source.randrange(1, 256)
        stream += spoiled
    got, parser = receive([bytes(stream)])
    assert got == [each for number, each in enumerate(frames) if number not in damaged]
    assert parser.counts.frames == 1900


@given(st.lists(st.binary(max_size=300), max_size=30))
def test_what_is_kept_is_bounded_by_the_longest_frame(pieces: list[bytes]) -> None:
    parser = Parser()
    for piece in pieces:
        parser.receive(piece)
        assert len(parser._pending) < LONGEST_FRAME_BYTES


def test_zeros_are_no_frames() -> None:
    frames, parser = receive([bytes(10_000)])
    assert not frames
    assert parser.counts.bytes_skipped >= 9_998


def test_a_length_that_does_not_fit_its_kind_begins_no_frame() -> None:
    assert 12 not in LENGTHS[Kind.ACK]
    foreign = frame(Kind.ACK, bytes(5))
    frames, _ = receive([foreign + SAMPLE_FRAMES[0]])
    assert frames == [SAMPLE_FRAMES[0]]


def test_a_run_of_false_headers_is_worked_through_once() -> None:
    """Counted in bytes passed to the CRC: a quadratic number of them would stall a port."""
    noise = b"\xa5\x01\x17" * 20_000
    asked = 0
    real = zlib.crc32

    def counting(data: bytes, start: int) -> int:
        nonlocal asked
        asked += len(data)
        return real(data, start)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wire.zlib, "crc32", counting)
        assert not Parser().receive(noise)
    assert asked < 10 * len(noise)
