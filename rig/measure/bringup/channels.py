"""Bring-up of a channel: what its counts must be, and the likely fault if they are not.

Every range is derived in arduino/HARDWARE.md: "Bridges and amplifiers" (gain, zero, the ends of the
amplifier), "Dividers" (47 kohm, the 1 Mohm bleed), and the table "What `rig check` expects".
Figures are those of 4096 counts full scale and are scaled to the board's.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from rig.measure.bringup.finding import Finding, spoken

NOMINAL_FULL_SCALE = 4096
FULL = 4088  # conversions of 1022 and more: the pin is at 5 V
HUM_SHARE = 0.5  # of all noise power
HUM_WIDTH_HZ = 1.5
MAINS_HZ = (50.0, 60.0)
HARMONICS = 3

Counts = NDArray[np.integer[Any]]
Float = NDArray[np.float64]


class Channels(Protocol):
    """The part of a board's info that the judgments use."""

    @property
    def role(self) -> str:
        """`plates` or `dowel`."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the channels, in the order of the counts."""

    @property
    def full_scale_counts(self) -> int:
        """The count of the reference voltage."""

    @property
    def sample_rate_hz(self) -> int:
        """Samples a second, nominal."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The valid readings of a kind of channel, in counts of 4096.

    `idle` is the idle range; at most `dead` a wire is broken; at least `top` the amplifier or the
    sensor is at its end. `noise` is the largest standard deviation. A touch is detected from `move`
    on; with it the channel must rise by `touch`, with a load by `load` and stay below `load_top`.
    """

    idle: tuple[int, int]
    dead: int
    top: int
    noise: float
    may_stand_still: bool
    move: int
    touch: int
    load: int
    load_top: int


LIMITS = {
    "plates": Limits((190, 210), 82, 3100, 4.0, False, 40, 40, 400, 4014),
    "dowel": Limits((168, 216), 16, FULL, 10.0, True, 1000, 2800, 3650, FULL),
}


def scaled(board: Channels, counts: float) -> float:
    """Counts of 4096, scaled to a board's full scale."""
    return counts * board.full_scale_counts / NOMINAL_FULL_SCALE


def idle(counts: Counts, board: Channels) -> list[Finding]:
    """Whether each channel is in its idle range with nothing touching it; `counts` (N,
    channels)."""
    limits = LIMITS[board.role]
    low, high = (scaled(board, limit) for limit in limits.idle)
    findings = []
    for column, mean in zip(board.columns, counts.mean(axis=0), strict=True):
        passed = bool(low <= mean <= high)
        fault = "" if passed else _idle_fault(board, float(mean))
        expected = f"{low:.0f} to {high:.0f}"
        findings.append(
            Finding("idle", spoken(column), passed, round(mean, 1), "counts", expected, fault)
        )
    return findings


def end_fault(board: Channels, mean: float) -> str:
    """The fault of a channel at an end of its range, "" for any other channel."""
    limits = LIMITS[board.role]
    dead, top, full = (scaled(board, limit) for limit in (limits.dead, limits.top, FULL))
    if board.role == "dowel":
        if mean <= dead:
            return "a wire of its cable is broken or its 1 Mohm bleed is missing: look at both ends"
        return "its two wires touch, or the pin touches 5 V" if mean >= top else ""
    if mean <= scaled(board, 4):
        return "no voltage at the pin: the amplifier has no power, or its output touches ground"
    if mean >= full:
        return "the pin is at 5 V: it touches 5 V, or the amplifier's ground is open"
    if mean <= dead or mean >= top:
        return "the amplifier is at its end: a bridge wire is open, or the middle wires are swapped"
    return ""


def _idle_fault(board: Channels, mean: float) -> str:
    at_end = end_fault(board, mean)
    if at_end:
        return at_end
    if board.role == "plates":
        return "turn its trimmer until it reads 200; if it does not follow, a bridge wire is open"
    if mean < scaled(board, LIMITS["dowel"].idle[0]):
        return "resistors are not 47 kohm to ground and 1 Mohm across the sensor, or a bad joint"
    return "something presses on the sensor: its dome is too high, or a strap too tight"


def noise(counts: Counts, board: Channels) -> list[Finding]:
    """Whether each channel is quiet enough, and alive; `counts` (N, channels) while idle.

    A live amplifier never gives one count for seconds. An idle divider may: it has no gain.
    """
    limits = LIMITS[board.role]
    most = scaled(board, limits.noise)
    findings = []
    for column, series in zip(board.columns, counts.T, strict=True):
        spread = float(series.std())
        still = spread == 0.0 and not limits.may_stand_still
        passed = spread <= most and not still
        fault = "" if passed else _noise_fault(series, board)
        expected = f"at most {most:g}" if limits.may_stand_still else f"over 0, at most {most:g}"
        findings.append(
            Finding("noise", spoken(column), passed, round(spread, 2), "counts", expected, fault)
        )
    return findings


def _noise_fault(series: Counts, board: Channels) -> str:
    if not series.std():
        return "one count all the time: no amplifier at this pin, or its output is shorted"
    hum_hz = mains_hum_hz(series, board.sample_rate_hz)
    if hum_hz:
        return (
            f"mains hum at {hum_hz:.0f} Hz: join the cable's shield to ground at the amplifier "
            "only, keep mains cables away, unplug the charger"
        )
    return "a loose contact, or no 100 nF beside the amplifier and at the pin; or it was moved"


def mains_hum_hz(series: Counts, sample_rate_hz: float) -> float | None:
    """50 or 60 if the mains and its harmonics have most of the noise of (N,) counts, else None.

    Periodogram with a Hann window; a line includes everything within 1.5 Hz of it.
    """
    windowed = (series - series.mean()) * np.hanning(len(series))
    power = np.abs(np.fft.rfft(windowed)) ** 2
    hz = np.fft.rfftfreq(len(series), 1 / sample_rate_hz)
    shares = {line_hz: _share(power, hz, line_hz) for line_hz in MAINS_HZ}
    loudest = max(shares, key=lambda line_hz: shares[line_hz])
    return loudest if shares[loudest] > HUM_SHARE else None


def _share(power: NDArray[Any], hz: NDArray[Any], line_hz: float) -> float:
    lines_hz = line_hz * np.arange(1, HARMONICS + 1)
    near = (np.abs(hz[:, None] - lines_hz) <= HUM_WIDTH_HZ).any(axis=1)
    return float(power[near].sum() / max(power.sum(), 1e-12))
