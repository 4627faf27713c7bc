"""Samples frames in wire format, many at a time. arduino/PROTOCOL.md names the fields."""

import numpy as np
from numpy.typing import NDArray

from rig.device.messages import WORD, Info
from rig.device.wire import CRC_BYTES, HEADER_BYTES, SYNC, Kind, samples_length, sealed


def samples_dtype(channels: int, bytes_per_count: int) -> np.dtype[np.void]:
    """A whole samples frame in wire format; 3-byte counts as (channels, 3) uint8."""
    counts = ("<i2", (channels,)) if bytes_per_count == 2 else ("u1", (channels, 3))
    return np.dtype(
        [
            ("header", "u1", (HEADER_BYTES,)),
            ("sample", "<u4"),
            ("device_time_us", "<u4"),
            ("status", "<u2"),
            ("counts", *counts),
            ("crc", "u1", (CRC_BYTES,)),
        ]
    )


def samples_frames(
    info: Info,
    sample: NDArray[np.integer],
    device_time_us: NDArray[np.integer],
    *,
    status: NDArray[np.integer],
    counts: NDArray[np.integer],
) -> list[bytes]:
    """Samples frames as the board sends them, from columns of N rows; `counts` (N, channels)."""
    length = samples_length(info.channels, info.bytes_per_count)
    rows = np.zeros(len(sample), samples_dtype(info.channels, info.bytes_per_count))
    rows["header"] = (SYNC, Kind.SAMPLES, length)
    rows["sample"] = sample & WORD
    rows["device_time_us"] = device_time_us & WORD
    rows["status"] = status
    rows["counts"] = counts if info.bytes_per_count == 2 else _narrowed(counts)
    whole = rows.tobytes()
    return [sealed(whole[at : at + length - CRC_BYTES]) for at in range(0, len(whole), length)]


def _narrowed(counts: NDArray[np.integer]) -> NDArray[np.uint8]:
    """(N, channels) to 24-bit little-endian signed, (N, channels, 3)."""
    return counts.astype("<i4")[..., None].view(np.uint8)[..., :3]
