"""Bring-up of the line to a board, from some seconds of its samples.

Limits: a ceramic resonator is off by up to 0.5 % by data sheet (measured ones: -3283 to +1330 ppm);
an FT232R left at its 16 ms timer shows as late arrivals (arduino/HARDWARE.md, "USB-serial chips").
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.bringup.finding import Finding

MOST_PPM = 6_000
MOST_LATE_MS = 20.0
LATE_PERCENTILE = 95
BIN_S = 0.5

Float = NDArray[np.float64]


class LinkCounts(NamedTuple):
    """Counters of both ends of the line while samples were gathered."""

    samples: int
    lost: int  # in all
    damaged: int  # places in the stream
    missed_ticks: int  # on the board
    dropped_frames: int  # on the board


FAULTS = {
    "lost samples": "lost behind the board: another cable, no hub, close other programs",
    "damaged frames": "another USB cable; keep it away from mains; check ground",
    "missed ticks": "the board had no time for a sample: flash the sketch that came with this",
    "dropped frames": "the line is too slow: a USB-serial chip below 500000 baud",
    "clock": "the board's clock is not 16 MHz: another board, or its resonator is broken",
    "arrival": "late bytes: set an FT232R's latency timer to 1 ms; close other programs; no hub",
}


def link(
    counts: LinkCounts,
    device_time_us: NDArray[np.integer[Any]],
    arrival_s: Float,
    *,
    fitted_ppm: float,
    board: str,
) -> list[Finding]:
    """Whether a board's samples are complete, on time and by a plausible clock.

    `device_time_us` (M,) of the newest sample of each piece and `arrival_s` (M,), when the computer
    saw it; over 2 s or more. `fitted_ppm` is the clock from the timelines: the better figure, but
    limited to errors that a resonator can have.
    """
    rough_ppm, late_ms = clock_ppm_and_late_ms(device_time_us, arrival_s)
    ppm = fitted_ppm if abs(rough_ppm) <= MOST_PPM else rough_ppm
    lost = max(counts.lost - counts.missed_ticks - counts.dropped_frames, 0)
    none = [
        ("lost samples", lost),
        ("damaged frames", counts.damaged),
        ("missed ticks", counts.missed_ticks),
        ("dropped frames", counts.dropped_frames),
    ]
    of = f"of {counts.samples}"
    ppm_range = f"{-MOST_PPM} to {MOST_PPM}"
    return [
        *(_finding(board, what, count == 0, count, of, "0") for what, count in none),
        _finding(board, "clock", abs(ppm) <= MOST_PPM, round(ppm, -1), "ppm fast", ppm_range),
        _finding(
            board,
            "arrival",
            late_ms <= MOST_LATE_MS,
            round(late_ms, 1),
            f"ms late ({LATE_PERCENTILE} %)",
            f"at most {MOST_LATE_MS:.0f}",
        ),
    ]


def _finding(
    board: str, what: str, passed: bool, measured: float, unit: str, expected: str
) -> Finding:
    fault = "" if passed else FAULTS[what]
    return Finding("link", f"{board} {what}", passed, measured, unit, expected, fault)


def clock_ppm_and_late_ms(
    device_time_us: NDArray[np.integer[Any]], arrival_s: Float
) -> tuple[float, float]:
    """By how many ppm the board's clock is fast against the computer's, and how late 95 % arrive.

    Least squares through the least delayed arrival of each half second; nothing arrives early. Over
    5 s it resolves some 100 ppm.
    """
    device_s = (device_time_us - device_time_us[0]) / 1e6
    late_s = arrival_s - arrival_s[0] - device_s
    part = (device_s / BIN_S).astype(int)
    whole = range(int(device_s[-1] / BIN_S))  # the rest at the end has no good minimum
    best = [int(np.argmin(np.where(part == number, late_s, np.inf))) for number in whole]
    slope, offset = np.polyfit(device_s[best], late_s[best], 1)
    late_s = late_s - slope * device_s - offset
    return float(-slope / (1 + slope) * 1e6), float(
        np.percentile(late_s - late_s.min(), LATE_PERCENTILE) * 1e3
    )
