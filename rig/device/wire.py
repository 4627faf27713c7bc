"""Frames of the wire: bytes in, runs of valid frames out. arduino/PROTOCOL.md is the authority.

Whatever comes in is data, never an error: damage is counted, the parser resynchronises at the next
valid frame, and what it keeps is bounded by one frame.

Undetected damage: in a frame of samples of 10-bit converters (23 and 25 bytes) none of up to six
flipped bits, and in no frame a burst of up to 32 bits. Of all other damage the CRC-32 lets one in
2^32 pass, which is 4,300 million damaged frames.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np

SYNC = 0xA5
PROTOCOL = 1
HEADER_BYTES = 3
CRC_BYTES = 4


class Kind(IntEnum):
    """The kind of a frame; from HELLO on they are commands to the board."""

    SAMPLES = 0x01
    INFO = 0x02
    ACK = 0x03
    TIME = 0x04
    HEALTH = 0x05
    EDGE = 0x06
    CUE = 0x07
    LEVELS = 0x08
    HELLO = 0x81
    START = 0x82
    STOP = 0x83
    IDENTIFY = 0x84
    TIME_REQUEST = 0x85
    SET_SERIAL = 0x86
    TTL_OUT = 0x87
    SET_LEVELS = 0x88
    ARM = 0x89
    GET_LEVELS = 0x8A


KINDS = {int(kind): kind for kind in Kind}  # a tenth of what calling the enumeration costs


def samples_length(channels: int, bytes_per_count: int) -> int:
    """Bytes of a whole samples frame."""
    return 17 + channels * bytes_per_count


# A length that does not belong to its kind cannot begin a frame: a false sync in noise therefore
# never makes the parser wait for more than the longest real frame.
LENGTHS: dict[int, frozenset[int]] = {
    Kind.SAMPLES: frozenset(samples_length(c, b) for c in (3, 4) for b in (2, 3)),
    # Other protocols may have other lengths; the two fields that they share identify them.
    Kind.INFO: frozenset(range(9, 65)),
    Kind.ACK: frozenset({9}),
    Kind.TIME: frozenset({19}),
    Kind.HEALTH: frozenset({29}),
    Kind.EDGE: frozenset({15}),
    Kind.CUE: frozenset({17}),
    Kind.LEVELS: frozenset({23}),
    Kind.HELLO: frozenset({8}),
    Kind.START: frozenset({7}),
    Kind.STOP: frozenset({7}),
    Kind.IDENTIFY: frozenset({8}),
    Kind.TIME_REQUEST: frozenset({11}),
    Kind.SET_SERIAL: frozenset({15}),
    Kind.TTL_OUT: frozenset({8}),
    Kind.SET_LEVELS: frozenset({21}),
    Kind.ARM: frozenset({8}),
    Kind.GET_LEVELS: frozenset({7}),
}
# All headers that a frame can have: one look-up a frame is what a parser can afford.
HEADERS = {
    bytes((SYNC, kind, length)): (KINDS[kind], length)
    for kind, lengths in LENGTHS.items()
    for length in lengths
}
LONGEST_FRAME_BYTES = max(max(lengths) for lengths in LENGTHS.values())


def frame(kind: int, payload: bytes = b"") -> bytes:
    """A whole frame around `payload`."""
    return sealed(bytes((SYNC, kind, HEADER_BYTES + len(payload) + CRC_BYTES)) + payload)


def sealed(body: bytes) -> bytes:
    """A frame's bytes with their CRC appended."""
    return body + _register(body).to_bytes(CRC_BYTES, "little")


def _register(data: bytes | memoryview) -> int:
    """CRC register after `data`: 0 if it is any number of whole valid frames.

    zlib inverts the register at both ends; inverting once more at both ends undoes that.
    """
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


class Run(NamedTuple):
    """Consecutive valid frames of one kind and length."""

    kind: Kind
    length: int
    frames: bytes

    @property
    def payload(self) -> bytes:
        """Payload of the first frame."""
        return self.frames[HEADER_BYTES : self.length - CRC_BYTES]

    @property
    def payloads(self) -> Iterator[bytes]:
        """Payload of every frame."""
        for at in range(0, len(self.frames), self.length):
            yield self.frames[at + HEADER_BYTES : at + self.length - CRC_BYTES]


@dataclass(slots=True)
class WireCounts:
    """What went over one port since it was opened."""

    bytes: int = 0
    frames: int = 0
    crc_errors: int = 0
    resyncs: int = 0
    bytes_skipped: int = 0


class Parser:
    """Cuts a stream of bytes, given in pieces of any size, into runs of valid frames."""

    def __init__(self) -> None:
        self.counts = WireCounts()
        self._pending = b""
        self._in_sync = True

    @property
    def pending(self) -> bytes:
        """The begin of an incomplete frame."""
        return self._pending

    def receive(self, received: bytes) -> list[Run]:
        """Runs completed by `received`, in order; an unfinished frame is kept for the next call."""
        self.counts.bytes += len(received)
        data = self._pending + received
        runs: list[Run] = []
        at, end = 0, len(data)
        while at < end:
            header = data[at : at + HEADER_BYTES]
            if header not in HEADERS:
                if len(header) < HEADER_BYTES and _can_begin_frame(header):
                    break
                at = self._skip(data, at)
                continue
            kind, length = HEADERS[header]
            if end - at < length:
                break
            if count := _count_valid(data, at, length):
                after = at + count * length
                runs.append(Run(kind, length, data[at:after]))
                self.counts.frames += count
                self._in_sync = True
                at = after
            else:
                self.counts.crc_errors += self._in_sync
                at = self._skip(data, at)
        self._pending = data[at:]
        return runs

    def _skip(self, data: bytes, at: int) -> int:
        """Place of the next sync after `at`, or the end."""
        following = data.find(SYNC, at + 1)
        if following < 0:
            following = len(data)
        self.counts.bytes_skipped += following - at
        self.counts.resyncs += self._in_sync
        self._in_sync = False
        return following


def _can_begin_frame(begin: bytes) -> bool:
    """Whether one or two bytes are the begin of a frame's header."""
    return begin[0] == SYNC and (len(begin) == 1 or begin[1] in LENGTHS)


def _count_valid(data: bytes, at: int, length: int) -> int:
    """Number of valid frames from `at` on that have the same kind and length."""
    if _register(data[at : at + length]):
        return 0  # before reading ahead: noise full of false headers would take quadratic time
    alike = _count_alike(data, at, length)
    if alike == 1:
        return 1
    ahead = memoryview(data)[at + length : at + alike * length]
    if _register(ahead) == 0:
        return alike
    return next(  # damage somewhere after the first: frame by frame up to it
        place // length + 1
        for place in range(0, len(ahead), length)
        if _register(ahead[place : place + length])
    )


def _count_alike(data: bytes, at: int, length: int) -> int:
    """Number of whole frames from `at` on that are `length` apart and share the first's header."""
    whole = (len(data) - at) // length
    if whole == 1:
        return 1
    end = at + whole * length
    for place in range(at, at + HEADER_BYTES):
        if data[place:end:length] != data[place : place + 1] * whole:
            break
    else:
        return whole
    ahead = np.frombuffer(data, np.uint8, whole * length, at).reshape(whole, length)
    return int((ahead[:, :HEADER_BYTES] == ahead[0, :HEADER_BYTES]).all(axis=1).argmin())
