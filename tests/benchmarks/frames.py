"""Streams of frames for the benchmarks, and how they are cut into reads."""

import zlib
from functools import cache

import numpy as np

from rig.device.messages import Info
from rig.device.sampleframe import samples_dtype
from rig.device.wire import CRC_BYTES, SYNC, Kind, samples_length
from rig.sim.board import simulated_info

FIRST_SAMPLE = 5
FRAMES_AT_A_PORT = (1, 10, 100)  # per read; a pseudo-terminal holds 4095 bytes

# The effect of a byte on the register, without zlib's inversions.
CRC_OF_BYTE = np.array(
    [zlib.crc32(bytes((byte,)), 0xFFFFFFFF) ^ 0xFFFFFFFF for byte in range(256)], "<u4"
)


def plates_info() -> Info:
    return simulated_info("plates", "SIMP0001")


@cache
def plates_frames(count: int) -> bytes:
    """Consecutive samples frames of the plates, none damaged."""
    info = plates_info()
    length = samples_length(info.channels, info.bytes_per_count)
    number = np.arange(FIRST_SAMPLE, FIRST_SAMPLE + count)
    rows = np.zeros(count, samples_dtype(info.channels, info.bytes_per_count))
    rows["header"] = (SYNC, Kind.SAMPLES, length)
    rows["sample"], rows["device_time_us"] = number, number * 1000
    rows["counts"] = plates_counts(count)
    seal(rows.view("u1").reshape(count, length))
    return rows.tobytes()


def seal(frames: np.ndarray) -> None:
    """Puts its CRC at the end of each frame, (N, bytes), one step per byte position."""
    register = np.zeros(len(frames), "<u4")
    for byte in frames.T[:-CRC_BYTES]:
        register = CRC_OF_BYTE[(register ^ byte) & 0xFF] ^ (register >> 8)
    frames[:, -CRC_BYTES:] = register.view("u1").reshape(-1, CRC_BYTES)


@cache
def plates_counts(count: int) -> np.ndarray:
    """Noise of ten bits, shape (count, 4): the expected output of every path."""
    return np.random.default_rng(1).integers(0, 1024, (count, 4))


def cut(data: bytes, bytes_a_read: int) -> list[bytes]:
    return [data[at : at + bytes_a_read] for at in range(0, len(data), bytes_a_read)]
