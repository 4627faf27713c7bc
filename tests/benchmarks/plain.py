"""The same work in plain Python, one frame or sample after the other: the cost of a loop."""

import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from rig.device.wire import CRC_BYTES, HEADER_BYTES, SYNC
from rig.measure.contact import ContactLevels
from rig.stream.ring import CAPACITY_ROWS

FIELDS = struct.Struct("<IIH4h")
FRAME_BYTES = HEADER_BYTES + FIELDS.size + CRC_BYTES
HEADER = bytes((SYNC, 0x01, FRAME_BYTES))
VALID = 0xFFFFFFFF
WORD = 0xFFFFFFFF

Row = tuple[int, int, int, list[int]]  # sample, device_time_us, status, counts


class PlainDecoder:
    """Frame by frame: header, CRC, fields, unwrapped numbers, gaps."""

    def __init__(self) -> None:
        self.lost = 0
        self._pending = b""
        self._sample: int | None = None
        self._time_us = 0

    def receive(self, received: bytes) -> list[Row]:
        data = self._pending + received
        rows: list[Row] = []
        at = 0
        while len(data) - at >= FRAME_BYTES:
            frame = data[at : at + FRAME_BYTES]
            if frame[:HEADER_BYTES] == HEADER and zlib.crc32(frame, VALID) == VALID:
                rows.append(self._row(frame))
                at += FRAME_BYTES
            else:
                at += 1
        self._pending = data[at:]
        return rows

    def _row(self, frame: bytes) -> Row:
        word, time_word, status, *counts = FIELDS.unpack_from(frame, HEADER_BYTES)
        last = word - 1 if self._sample is None else self._sample
        step = (word - last) & WORD
        self.lost += step - 1
        self._sample = last + step
        self._time_us += (time_word - self._time_us) & WORD
        return self._sample, self._time_us, status, counts


class PlainDetector:
    """Hysteresis and debounce, sample by sample and point by point."""

    def __init__(self, levels: ContactLevels) -> None:
        points = len(levels.on_counts)
        self._levels = levels
        self._raw, self._on, self._since = [False] * points, [False] * points, [0] * points

    def detect(self, sample: Sequence[int], counts: Iterable[Sequence[int]]) -> list[Any]:
        changes = []
        for number, row in zip(sample, counts, strict=True):
            for point, count in enumerate(row):
                if self._changed(point, count, number):
                    changes.append((number, self._since[point], point, self._on[point]))
        return changes

    def _changed(self, point: int, count: int, number: int) -> bool:
        raw, levels = self._raw[point], self._levels
        if count < levels.off_counts[point] if raw else count >= levels.on_counts[point]:
            self._raw[point], self._since[point] = not raw, number
        due = self._since[point] + levels.debounce_samples
        if self._raw[point] == self._on[point] or number < due:
            return False
        self._on[point] = self._raw[point]
        return True


class RolledBuffer:
    """The newest rows in one piece: every append moves all the others."""

    def __init__(self, channels: int, capacity_rows: int = CAPACITY_ROWS) -> None:
        kinds: list[Any] = ["u8", "u8", "u2", ("i4", (channels,)), "f8"]
        self.columns = [np.zeros(capacity_rows, kind) for kind in kinds]

    def append(self, *values: np.ndarray) -> None:
        rows = len(values[0])
        for column, new in zip(self.columns, values, strict=True):
            column[:-rows] = column[rows:]
            column[-rows:] = new
