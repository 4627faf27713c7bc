"""The dowel's EEPROM in its firmware's layout: serial number first, then the contact levels."""

import struct
from pathlib import Path

from rig.device.wire import sealed
from rig.measure.contact import ContactLevels

EEPROM_BYTES = 1024
LEVELS_AT = 16
LEVELS_MAGIC = b"L\x01"
LEVELS_BYTES = 20


def levels_record(levels: ContactLevels) -> bytes:
    """The record that the board writes for these levels."""
    counts = (*levels.on_counts, *levels.off_counts)
    return record_of(*counts, levels.debounce_samples)


def record_of(*fields: int) -> bytes:
    """A record with a valid CRC: three on-counts, three off-counts, debounce in samples."""
    return sealed(LEVELS_MAGIC + struct.pack("<7H", *fields))


def write_eeprom(path: Path, record: bytes) -> Path:
    """An otherwise unwritten EEPROM with this in place of the levels."""
    before, behind = LEVELS_AT, EEPROM_BYTES - LEVELS_AT - len(record)
    path.write_bytes(b"\xff" * before + record + b"\xff" * behind)
    return path
