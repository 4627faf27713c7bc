"""Plays tones on a device of this computer.

The device runs all the time: a tone does not wait until it wakes.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gui.language import text
from gui.settings import LONGEST_DEVICE
from gui.sound.orders import Sound
from gui.sound.tone import Tone, samples_of_all

RATE_HZ = 48_000
PERIOD_MS, PERIODS = 10, 2  # the least that Windows' shared devices accept

Mixing = Generator[NDArray[np.int16], int, None]


class Mixer:
    """Adds up simultaneous tones; the device requests the sum in its own thread."""

    def __init__(self) -> None:
        self._coming: SimpleQueue[NDArray[np.float32]] = SimpleQueue()
        self._heard: list[NDArray[np.float32]] = []

    def play(self, tones: Sequence[Tone]) -> None:
        """Starts tones with the next samples that the device requests."""
        self._coming.put(samples_of_all(tones, RATE_HZ))

    def mixing(self) -> Mixing:
        """A generator: each number sent to it yields as many samples, (N,)."""
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
    """The device of a name ("": the system's), opened again if it went away.

    `report` is called with its state whenever it is opened or asked for.
    """

    def __init__(self, report: Callable[[Sound], None]) -> None:
        self._report = report
        self._name = self._problem = ""
        self._mixer = Mixer()
        self._device: Any = None

    def use(self, name: str) -> None:
        """Plays on another device from now on."""
        if name != self._name:
            self._name = name
            self.open()

    def play(self, tones: Sequence[Tone]) -> bool:
        """Plays tones; returns whether there is a device to play them on."""
        if self._device is None:
            self.open()
        if self._device is not None:
            self._mixer.play(tones)
        return self._device is not None

    def look_after(self) -> None:
        """Opens the device again if it stopped without a request."""
        if self._device is not None and not self._device.running:
            self.open()

    def open(self) -> None:
        """Opens the device, and reports whether there is one now."""
        self.close()
        try:
            self._device = _started_device(self._mixer, self._name)
            self._problem = ""
        except ImportError:
            self._problem = text("sound.no_package")
        except LookupError:
            self._problem = text("sound.missing", name=self._name)
        except OSError:
            self._problem = text("sound.no_device")
        self.look()

    def look(self) -> None:
        """Reports the state, and the present choice of devices."""
        names: tuple[str, ...] = ()
        with suppress(ImportError):
            names = tuple(_devices())
        self._report(Sound(self._problem, names))

    def close(self) -> None:
        """Releases the device."""
        if self._device is not None:
            self._device.close()
            self._device = None


def _backends() -> list[Any]:
    """All backends with audible output. Raises ImportError if miniaudio is not installed."""
    import miniaudio  # imported here: without it the window still works

    unheard = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    return [backend for backend in miniaudio.Backend if backend not in unheard]


def _devices() -> dict[str, Any]:
    """The devices to choose from, by name. Raises ImportError if miniaudio is not installed."""
    import miniaudio

    try:
        found = miniaudio.Devices(_backends()).get_playbacks()
    except (miniaudio.MiniaudioError, UnicodeDecodeError):
        return {}  # the system's own device may still work
    return {_shown(device["name"]): device["id"] for device in found}


def _shown(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())[:LONGEST_DEVICE]


def _started_device(mixer: Mixer, name: str) -> Any:
    """Raises LookupError if the named device does not exist, OSError if it cannot be used."""
    import miniaudio

    chosen = _devices()[name] if name else None
    mixing = mixer.mixing()
    next(mixing)
    try:
        device = miniaudio.PlaybackDevice(
            nchannels=1,
            sample_rate=RATE_HZ,
            buffersize_msec=PERIOD_MS,
            callback_periods=PERIODS,
            device_id=chosen,
            backends=_backends(),
            app_name="Hinge rig",
        )
        device.stop_callback = lambda: None  # called when it stops
        device.start(mixing)
    except miniaudio.MiniaudioError as error:
        raise OSError(str(error)) from error
    return device
