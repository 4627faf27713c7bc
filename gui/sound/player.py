"""Plays the tones that it is told to, a line of standard input each, until the input ends.

A process of its own: nothing waits for the sound, and the sound not for a window that draws. The
device runs all the time, so that a tone need not wait until it wakes. How it stands is said in
lines of standard output: `ready`, or `silent` and why.
"""

import sys
from collections.abc import Generator
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui.sound.tone import Tone, samples_of

RATE_HZ = 48_000
PERIOD_MS, PERIODS = 10, 2  # as little as Windows' shared devices take
READY, SILENT = "ready", "silent"

Mixing = Generator[NDArray[np.int16], int, None]


class Mixer:
    """Adds up the tones that are heard at a time; the device asks for the sum in its own thread."""

    def __init__(self) -> None:
        self._coming: SimpleQueue[NDArray[np.float32]] = SimpleQueue()
        self._heard: list[NDArray[np.float32]] = []

    def play(self, tone: Tone) -> None:
        """Has a tone begin with the next samples that the device asks for."""
        self._coming.put(samples_of(tone, RATE_HZ))

    def mixing(self) -> Mixing:
        """Gives as many samples as it is sent the number of, (N,), again and again."""
        frames = yield np.empty(0, np.int16)
        while True:
            frames = yield self._next(frames)

    def _next(self, frames: int) -> NDArray[np.int16]:
        while not self._coming.empty():
            self._heard.append(self._coming.get())
        mixed = np.zeros(frames, np.float32)
        for samples in self._heard:
            mixed[: len(samples)] += samples[:frames]
        self._heard = [samples[frames:] for samples in self._heard if len(samples) > frames]
        return (np.clip(mixed, -1.0, 1.0) * np.iinfo(np.int16).max).astype(np.int16)


class Player:
    """The device, opened again where it went away."""

    def __init__(self) -> None:
        self._mixer = Mixer()
        self._device: Any = None

    def play(self, tone: Tone) -> None:
        """Plays a tone if there is anything to play it on."""
        if self._device is None or not self._device.running:
            self.open()
        if self._device is not None:
            self._mixer.play(tone)

    def open(self) -> None:
        """Says whether there is a device now."""
        self.close()
        try:
            self._device = _started_device(self._mixer)
            print(READY, flush=True)
        except ImportError:
            print(SILENT, "the package miniaudio is not installed", flush=True)
        except OSError:
            print(SILENT, "this computer has nothing to play it on", flush=True)

    def close(self) -> None:
        """Lets go of the device."""
        if self._device is not None:
            self._device.close()
            self._device = None


def _started_device(mixer: Mixer) -> Any:
    """Raises ImportError or OSError where nothing can be heard."""
    import miniaudio  # here: a computer without it has a window all the same

    unheard = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    mixing = mixer.mixing()
    next(mixing)
    try:
        device = miniaudio.PlaybackDevice(
            nchannels=1,
            sample_rate=RATE_HZ,
            buffersize_msec=PERIOD_MS,
            callback_periods=PERIODS,
            backends=[backend for backend in miniaudio.Backend if backend not in unheard],
            app_name="Hinge rig",
        )
        device.stop_callback = lambda: None  # with one, it says that it stopped
        device.start(mixing)
    except miniaudio.MiniaudioError as error:
        raise OSError(str(error)) from error
    return device


def main() -> None:
    """Until standard input ends; a line that is no tone is skipped."""
    player = Player()
    player.open()
    for line in sys.stdin:
        with suppress(ValueError, TypeError):
            player.play(Tone.from_line(line))
    player.close()


if __name__ == "__main__":
    main()
