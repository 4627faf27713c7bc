"""Tones as plain data, and their samples. No device, no clock."""

import json
from dataclasses import asdict, dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

PITCHES_HZ = (20.0, 20_000.0)
LONGEST_S = 5.0
MOST_TIMES = 10
FADE_S = 0.005  # a tone that begins or ends at once clicks
LOUDNESS = 0.5


@dataclass(frozen=True, slots=True)
class Tone:
    """A pitch for some seconds, `times` times with a pause as long between.

    Raises ValueError for what nobody can hear or bear.
    """

    pitch_hz: float
    seconds: float
    times: int = 1

    def __post_init__(self) -> None:
        """Refuses what is no tone."""
        low_hz, high_hz = PITCHES_HZ
        if not low_hz <= self.pitch_hz <= high_hz:
            raise ValueError(f"expected {low_hz:g} to {high_hz:g} Hz, got {self.pitch_hz}")
        if not (2 * FADE_S <= self.seconds <= LONGEST_S and 1 <= self.times <= MOST_TIMES):
            raise ValueError(f"expected a short tone, got {self}")

    def to_line(self) -> str:
        """One line of text, as `from_line` reads it."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Raises ValueError or TypeError for what is no tone."""
        return cls(**json.loads(line))


# A board fell silent: two high beeps, unlike a steady pitch that says which contact was lost.
LINK_LOST = Tone(1760.0, 0.12, times=2)
TONES = {"link_lost": LINK_LOST}  # by the kind of an event


def samples_of(tone: Tone, rate_hz: int) -> NDArray[np.float32]:
    """The tone's samples, (N,), -1 to 1, faded in and out."""
    time_s = np.arange(round(tone.seconds * rate_hz)) / rate_hz
    fade = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / FADE_S)
    once = LOUDNESS * fade * np.sin(2 * np.pi * tone.pitch_hz * time_s)
    pause = np.zeros_like(once)
    parts = [once, *[pause, once] * (tone.times - 1)]
    return np.concatenate(parts).astype(np.float32)
