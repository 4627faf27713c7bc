"""Any rate to 1000 samples a second: PCHIP between samples, nothing across missing ones.

PCHIP passes through every sample and adds no peaks: what was clipped stays flat. Above 1 kHz a
low-pass comes first, a Butterworth of 4th order at 400 Hz, forwards and backwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.errors import UsageError
from rig.importing.source import Flags, Float

RATE_HZ = 1000
LEAST_RATE_HZ, MOST_RATE_HZ = 24.0, 10_500.0
LOW_PASS_HZ, ORDER = 400.0, 4
LEAST_S = 0.1
# A step of more samples than these is a gap: for evenly spaced times, and for others.
EVEN_GAP, UNEVEN_GAP, EVEN_SHARE, EVEN_WITHIN = 1.5, 3.0, 0.9, 0.1
ROUNDING = 0.01  # of a sample: times are decimal figures in most files
MOST_S = 48 * 3600.0


@dataclass(frozen=True, slots=True, eq=False)
class Evenly:
    """Samples at 1 kHz: their numbers (N,), from 0 on and ascending, a step of more than 1 where
    samples are missing; `force_n` (N, 4). `start_s` is the time of number 0 in the file."""

    sample: NDArray[np.int64]
    force_n: Float
    start_s: float
    said: list[str]


def evenly(time_s: Float, force_n: Float) -> Evenly:
    """Loads (N, 4) at times (N,) as samples at 1 kHz.

    Raises UsageError if times do not ascend, their rate is outside 25 Hz to 10 kHz, or they are too
    short.
    """
    timed = np.isfinite(time_s)
    time_s, force_n = time_s[timed], force_n[timed]
    step_s = _step_s(time_s)
    complete: Flags = np.asarray(np.isfinite(force_n).all(axis=1))
    runs = _runs(time_s, complete, step_s)
    if not runs:
        raise UsageError("expected samples in a row, no two that are whole follow each other")
    start_s = float(time_s[runs[0][0]])
    parts = [_even_run(time_s[run] - start_s, force_n[run], step_s) for run in map(_rows, runs)]
    sample = np.concatenate([number for number, _ in parts])
    if len(sample) < LEAST_S * RATE_HZ:
        raise UsageError(f"expected at least {LEAST_S:g} s of forces, got {len(sample)} ms")
    values = np.concatenate([value for _, value in parts])
    said = [_about_rate(time_s - start_s, step_s), *_about_missing(sample, start_s - time_s[0])]
    return Evenly(sample, values, start_s, said)


def _rows(run: tuple[int, int]) -> slice:
    return slice(*run)


def _step_s(time_s: Float) -> float:
    """The usual one."""
    if len(time_s) < 2:
        raise UsageError(f"expected a row for each sample, got {len(time_s)} with a time")
    steps_s = np.diff(time_s)
    if (steps_s <= 0).any():
        at = int((steps_s <= 0).argmax())
        raise UsageError(
            f"expected times that ascend, got {time_s[at + 1]:g} s after {time_s[at]:g} s"
        )
    step_s = float(np.median(steps_s))
    if time_s[-1] - time_s[0] > MOST_S:
        raise UsageError(
            f"expected at most 48 hours, got {(time_s[-1] - time_s[0]) / 3600:.4g}: seconds?"
        )
    if not LEAST_RATE_HZ <= 1 / step_s <= MOST_RATE_HZ:
        raise UsageError(
            f"expected 25 to 10000 samples a second, got {1 / step_s:.4g}: are times in seconds?"
        )
    return step_s


def _runs(time_s: Float, complete: Flags, step_s: float) -> list[tuple[int, int]]:
    """First row and end of each run of two or more complete samples without a gap."""
    steps = np.diff(time_s) / step_s
    even = np.mean(np.abs(steps - 1) < EVEN_WITHIN) >= EVEN_SHARE
    follows = steps <= (EVEN_GAP if even else UNEVEN_GAP)
    joined = complete[1:] & complete[:-1] & follows
    edges = np.diff(np.concatenate(([False], joined, [False])).astype(np.int8))
    firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    return [(int(first), int(last) + 1) for first, last in zip(firsts, lasts, strict=True)]


def _even_run(time_s: Float, force_n: Float, step_s: float) -> tuple[NDArray[np.int64], Float]:
    """Numbers and loads at the ticks of 1 kHz within a run; times are from number 0 on."""
    first = int(np.ceil(time_s[0] * RATE_HZ - ROUNDING))
    last = int(np.floor(time_s[-1] * RATE_HZ + ROUNDING))
    sample = np.arange(first, last + 1)
    if len(sample) == len(time_s) and _on_grid(time_s):
        return sample, force_n
    at_s = np.clip(sample / RATE_HZ, time_s[0], time_s[-1])
    if _too_fast(step_s):
        time_s, force_n = _low_passed(time_s, force_n, step_s)
        at_s = np.clip(at_s, time_s[0], time_s[-1])
    from scipy.interpolate import PchipInterpolator  # takes longer to import than to use

    return sample, PchipInterpolator(time_s, force_n)(at_s)


def _low_passed(time_s: Float, force_n: Float, step_s: float) -> tuple[Float, Float]:
    """On a grid of even steps; a run too short for the filter is left unchanged."""
    from scipy.interpolate import PchipInterpolator
    from scipy.signal import butter, sosfiltfilt

    ticks = round((time_s[-1] - time_s[0]) / step_s)
    grid_s = np.linspace(time_s[0], time_s[-1], ticks + 1)
    sections = butter(ORDER, LOW_PASS_HZ, fs=ticks / (time_s[-1] - time_s[0]), output="sos")
    margin = 3 * (2 * len(sections) + 1)
    if len(grid_s) <= margin:
        return time_s, force_n
    even: Any = PchipInterpolator(time_s, force_n)(grid_s)
    return grid_s, sosfiltfilt(sections, even, axis=0)


def _about_rate(time_s: Float, step_s: float) -> str:
    if round(step_s * RATE_HZ, 3) == 1 and _on_grid(time_s):
        return "The 1000 samples a second are those of the file."
    low_pass = f" after a low-pass at {LOW_PASS_HZ:g} Hz" if _too_fast(step_s) else ""
    return f"About {1 / step_s:.4g} samples a second were resampled to 1000 by PCHIP{low_pass}."


def _on_grid(time_s: Float) -> bool:
    ticks = time_s * RATE_HZ
    return bool(np.abs(ticks - np.round(ticks)).max() < ROUNDING)


def _too_fast(step_s: float) -> bool:
    return 1 / step_s > RATE_HZ * (1 + EVEN_WITHIN)


def _about_missing(sample: NDArray[np.int64], late_s: float) -> Iterator[str]:
    if late_s > 0:
        yield f"The first {late_s:.3f} s hold no whole sample and were left out."
    if missing := int(np.diff(sample).sum() - len(sample) + 1):
        yield f"{missing} ms are missing in the file and are gaps here."
