"""Messages from boards except samples: the fields of each frame, as arduino/PROTOCOL.md names
them."""

import re
import struct
from dataclasses import astuple, dataclass
from enum import IntEnum, IntFlag
from typing import ClassVar, Self

from rig.device.wire import (
    PROTOCOL,
    Kind,
    frame,
)
from rig.measure.contact import ContactLevels

SERIAL = re.compile(r"[A-Z0-9]{8}")
WORD = 0xFFFFFFFF  # numbers and times wrap after 32 bits
ROLES = {1: "plates", 2: "dowel"}
COLUMNS = {
    "plates": ("left_heel", "left_toe", "right_heel", "right_toe"),
    "dowel": ("head", "thoracic", "sacrum"),
}


class Status(IntFlag):
    """Bits of a sample's status."""

    TTL_IN = 1 << 0
    TTL_OUT = 1 << 1
    SYNC = 1 << 2
    CONTACT_HEAD = 1 << 3
    CONTACT_THORACIC = 1 << 4
    CONTACT_SACRUM = 1 << 5
    TICK_MISSED = 1 << 8
    FRAME_DROPPED = 1 << 9
    FIRST = 1 << 10


class Result(IntEnum):
    """A board's answer to a command."""

    DONE = 0
    REFUSED = 1
    UNKNOWN = 2


@dataclass(frozen=True, slots=True)
class Info:
    """A board's identity and what its counts mean. `serial` is empty if it has no valid one."""

    role: str
    serial: str
    firmware_version: str
    board: int
    channels: int
    bytes_per_count: int
    sample_rate_hz: int
    reference_uv: int
    full_scale_counts: int
    oversampling: int
    frame_delay_us: int
    sampling_delay_us: int
    channel_skew_us: int

    _FIELDS: ClassVar = struct.Struct("<BB8s3BBBBHIIBHHH")

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the channels, in the order of the counts."""
        return COLUMNS[self.role]

    @property
    def adc_reference_v(self) -> float:
        """Nominal reference of the converter in volts."""
        return self.reference_uv / 1e6

    @property
    def volts_per_count(self) -> float:
        """Volts = counts x volts_per_count."""
        return self.adc_reference_v / self.full_scale_counts

    @classmethod
    def unpack(cls, payload: bytes) -> Self | None:
        """Info of this protocol; None if length or fields make no sense."""
        if len(payload) != cls._FIELDS.size:
            return None
        _, role, serial, major, minor, patch, *rest = cls._FIELDS.unpack(payload)
        board, channels, bytes_per_count, rate_hz, reference_uv, full_scale, *timing = rest
        known = ROLES.get(role, "")
        if not (known and rate_hz and reference_uv and full_scale):
            return None
        if channels != len(COLUMNS[known]) or bytes_per_count not in (2, 3):
            return None
        text = serial.decode("ascii", "replace")
        return cls(
            known,
            text if SERIAL.fullmatch(text) else "",  # it goes into files, names and screens
            f"{major}.{minor}.{patch}",
            board,
            channels,
            bytes_per_count,
            rate_hz,
            reference_uv,
            full_scale,
            *timing,
        )

    def pack(self) -> bytes:
        """The whole frame, as the board sends it."""
        role = next(number for number, name in ROLES.items() if name == self.role)
        payload = self._FIELDS.pack(
            PROTOCOL,
            role,
            self.serial.encode("ascii"),
            *(int(part) for part in self.firmware_version.split(".")),
            self.board,
            self.channels,
            self.bytes_per_count,
            self.sample_rate_hz,
            self.reference_uv,
            self.full_scale_counts,
            self.oversampling,
            self.frame_delay_us,
            self.sampling_delay_us,
            self.channel_skew_us,
        )
        return frame(Kind.INFO, payload)


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer whose payload is its fields in sequence."""

    _KIND: ClassVar[Kind]
    _FIELDS: ClassVar[struct.Struct]

    @classmethod
    def unpack(cls, payload: bytes) -> Self:
        """From a payload of its kind."""
        return cls(*cls._FIELDS.unpack(payload))

    def pack(self) -> bytes:
        """The whole frame, as the board sends it."""
        return frame(self._KIND, self._FIELDS.pack(*astuple(self)))


@dataclass(frozen=True, slots=True)
class Ack(_Answer):
    """A board's answer to a command."""

    command: int
    result: int

    _KIND = Kind.ACK
    _FIELDS = struct.Struct("<BB")


@dataclass(frozen=True, slots=True)
class TimeReply(_Answer):
    """The board's clock when a time request came in and when its answer was queued."""

    token: int
    received_us: int
    sent_us: int

    _KIND = Kind.TIME
    _FIELDS = struct.Struct("<III")


@dataclass(frozen=True, slots=True)
class Health(_Answer):
    """What a board counted since its reset."""

    device_time_us: int
    sample: int
    missed_ticks: int
    dropped_frames: int
    bad_commands: int
    start_delay_max_us: int

    _KIND = Kind.HEALTH
    _FIELDS = struct.Struct("<IIIIIH")


class LineName(IntEnum):
    """Digital lines whose edges a board stamps."""

    TTL_IN = 1
    SYNC_IN = 2


@dataclass(frozen=True, slots=True)
class Edge(_Answer):
    """An edge of a digital line, stamped by the board."""

    device_time_us: int
    line: int
    level: int
    skipped: int

    _KIND = Kind.EDGE
    _FIELDS = struct.Struct("<IBBH")


@dataclass(frozen=True, slots=True)
class Cue(_Answer):
    """The dowel's board began or ended a cue on its own."""

    device_time_us: int
    point: int
    on: int
    sample: int

    _KIND = Kind.CUE
    _FIELDS = struct.Struct("<IBBI")


class Cues(IntFlag):
    """What the dowel's board does on its own when a point loses contact."""

    NONE = 0
    BUZZER = 1
    LED = 2
    BOTH = 3


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels by which the dowel's board decides contact, and its reaction.

    `stored` is whether a computer set them and the board keeps them without power.
    """

    levels: ContactLevels
    armed: Cues
    stored: bool

    _FIELDS: ClassVar = struct.Struct("<3H3HHBB")

    @classmethod
    def unpack(cls, payload: bytes) -> Self:
        """From a payload of its kind. Raises ValueError for levels that make no sense."""
        *counts, debounce, armed, stored = cls._FIELDS.unpack(payload)
        levels = ContactLevels(tuple(counts[:3]), tuple(counts[3:]), debounce)
        return cls(levels, Cues(armed), bool(stored))

    def pack(self) -> bytes:
        """The whole frame, as the board sends it."""
        fields = (*level_fields(self.levels), self.armed, self.stored)
        return frame(Kind.LEVELS, self._FIELDS.pack(*fields))


def level_fields(levels: ContactLevels) -> tuple[int, ...]:
    """The fields on the wire, both ways."""
    return (*levels.on_counts, *levels.off_counts, levels.debounce_samples)


def spoken_protocol(info_payload: bytes) -> tuple[int, str]:
    """Protocol and role that an info of any protocol version names."""
    return info_payload[0], ROLES.get(info_payload[1], f"role {info_payload[1]}")
