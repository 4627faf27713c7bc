"""Tones as plain data, and their samples. No device, no clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

PITCHES_HZ = (20.0, 20_000.0)
LONGEST_S = 5.0
MOST_TIMES = 10
FADE_S = 0.005  # a tone that begins or ends abruptly clicks
LOUDNESS = 0.5


@dataclass(frozen=True, slots=True)
class Tone:
    """A pitch for some seconds, `times` times with a pause as long between.

    Raises ValueError for a tone that is inaudible or unbearable.
    """

    pitch_hz: float
    seconds: float
    times: int = 1

    def __post_init__(self) -> None:
        """Refuses an invalid tone."""
        low_hz, high_hz = PITCHES_HZ
        if not low_hz <= self.pitch_hz <= high_hz:
            raise ValueError(f"expected {low_hz:g} to {high_hz:g} Hz, got {self.pitch_hz}")
        if not (2 * FADE_S <= self.seconds <= LONGEST_S and 1 <= self.times <= MOST_TIMES):
            raise ValueError(f"expected a short tone, got {self}")


Tones = tuple[Tone, ...]  # one after another

# A board fell silent: two high beeps, unlike the steady pitch of a lost contact.
LINK_LOST = Tone(1760.0, 0.12, times=2)
TONES = {"link_lost": LINK_LOST}  # by the kind of an event
POINT_HZ = {"head": 1046.5, "thoracic": 622.25, "sacrum": 369.99}  # each at most 3/5 of the last
# Beats of a tempo, short as a wood block, to avoid confusion with a lost contact.
BEATS = {
    "down": Tone(220.0, 0.04),
    "hold": Tone(330.0, 0.04),
    "up": Tone(440.0, 0.04),
    "stand": Tone(165.0, 0.04),
    "count": Tone(165.0, 0.02),
}
LOST_S, COUNTED_S, RUN_S = 0.18, 0.1, 0.14
MOST_COUNTED = 5


def lost(point: str) -> Tones:
    """The tone of a point that has lost contact; empty for an unknown point."""
    return (Tone(POINT_HZ[point], LOST_S),) if point in POINT_HZ else ()


def summed_up(losses: Mapping[str, int]) -> Tones:
    """The summary of a set: each point that lost contact beeps as often as it did, at most five
    times, from head to sacrum; if none did, a run from low to high."""
    counted = tuple(
        Tone(pitch_hz, COUNTED_S, times=min(losses[point], MOST_COUNTED))
        for point, pitch_hz in POINT_HZ.items()
        if losses.get(point)
    )
    return counted or tuple(Tone(pitch_hz, RUN_S) for pitch_hz in reversed(POINT_HZ.values()))


@lru_cache(maxsize=32)  # the first samples of a cue are due immediately
def samples_of(tone: Tone, rate_hz: int) -> NDArray[np.float32]:
    """The tone's samples, (N,), -1 to 1, faded in and out; read only."""
    time_s = np.arange(round(tone.seconds * rate_hz)) / rate_hz
    fade = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / FADE_S)
    once = LOUDNESS * fade * np.sin(2 * np.pi * tone.pitch_hz * time_s)
    pause = np.zeros_like(once)
    parts = [once, *[pause, once] * (tone.times - 1)]
    samples = np.concatenate(parts).astype(np.float32)
    samples.flags.writeable = False
    return samples


def samples_of_all(tones: Sequence[Tone], rate_hz: int) -> NDArray[np.float32]:
    """The samples of tones one after another, (N,)."""
    return np.concatenate([np.empty(0, np.float32), *(samples_of(t, rate_hz) for t in tones)])
