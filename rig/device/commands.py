"""Commands from a computer to a board, as whole frames. arduino/PROTOCOL.md names the fields."""

import struct

from rig.device.messages import SERIAL, Cues, level_fields
from rig.device.wire import PROTOCOL, Kind, frame
from rig.measure.contact import ContactLevels

MOST_LEVEL_COUNTS = 32767
MOST_DEBOUNCE_SAMPLES = 1000


def hello() -> bytes:
    """Asks the board to identify itself."""
    return frame(Kind.HELLO, bytes((PROTOCOL,)))


def identify(seconds: int) -> bytes:
    """Blinks the board's LED."""
    return frame(Kind.IDENTIFY, bytes((seconds,)))


def time_request(token: int) -> bytes:
    """Asks for the board's clock."""
    return frame(Kind.TIME_REQUEST, struct.pack("<I", token))


def set_serial(serial: str) -> bytes:
    """Gives the board its serial number."""
    if not SERIAL.fullmatch(serial):
        raise ValueError(f"expected 8 characters A-Z, 0-9 as serial number, got {serial!r}")
    return frame(Kind.SET_SERIAL, serial.encode("ascii"))


def ttl_out(level: int) -> bytes:
    """Sets the plates' TTL output to a level, 0 or 1, at the next tick."""
    return frame(Kind.TTL_OUT, bytes((level,)))


def set_levels(levels: ContactLevels) -> bytes:
    """Gives the dowel's board its contact levels, which it keeps.

    Raises ValueError for levels that a board cannot hold.
    """
    if not all(0 <= count <= MOST_LEVEL_COUNTS for count in level_fields(levels)[:-1]):
        raise ValueError(f"expected levels of 0 to {MOST_LEVEL_COUNTS} counts, got {levels}")
    if levels.debounce_samples > MOST_DEBOUNCE_SAMPLES:
        raise ValueError(
            f"expected a debounce of at most {MOST_DEBOUNCE_SAMPLES} samples, "
            f"got {levels.debounce_samples}"
        )
    return frame(Kind.SET_LEVELS, struct.pack("<3H3HH", *level_fields(levels)))


def arm(cues: Cues) -> bytes:
    """Sets what the dowel's board does on its own when a point loses contact."""
    return frame(Kind.ARM, bytes((cues,)))
