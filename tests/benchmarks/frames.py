"""Streams of frames for the benchmarks, and how they are cut into reads."""

from functools import cache

import numpy as np

from rig.device.messages import Info, samples_frames
from rig.sim.board import simulated_info

FIRST_SAMPLE = 5
FRAMES_AT_A_PORT = (1, 10, 100)  # a read; a pseudo-terminal holds 4095 bytes


def plates_info() -> Info:
    return simulated_info("plates", "SIMP0001")


@cache
def plates_frames(count: int) -> bytes:
    """Samples frames of the plates, one behind the other, nothing damaged."""
    number = np.arange(FIRST_SAMPLE, FIRST_SAMPLE + count)
    status, counts = np.zeros(count, np.uint16), plates_counts(count)
    frames = samples_frames(plates_info(), number, number * 1000, status=status, counts=counts)
    return b"".join(frames)


@cache
def plates_counts(count: int) -> np.ndarray:
    """Noise of ten bits, shape (count, 4): what every path has to bring out."""
    return np.random.default_rng(1).integers(0, 1024, (count, 4))


def cut(data: bytes, bytes_a_read: int) -> list[bytes]:
    return [data[at : at + bytes_a_read] for at in range(0, len(data), bytes_a_read)]
