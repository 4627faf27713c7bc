"""Plays tones on a device of this computer.

The device runs all the time, so that a tone need not wait until it wakes.
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
PERIOD_MS, PERIODS = 10, 2  # as little as Windows' shared devices take

Mixing = Generator[NDArray[np.int16], int, None]


class Mixer:
    """Adds up the tones that are heard at a time; the device asks for the sum in its own thread."""

    def __init__(self) -> None:
        self._coming: SimpleQueue[NDArray[np.float32]] = SimpleQueue()
        self._heard: list[NDArray[np.float32]] = []

    def play(self, tones: Sequence[Tone]) -> None:
        """Has tones begin with the next samples that the device asks for."""
        self._coming.put(samples_of_all(tones, RATE_HZ))

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
    """The device of a name ("": the system's), opened again where it went away.

    `report` is told how it stands whenever it is opened or asked.
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
        """Whether there is anything to play them on, which then has them."""
        if self._device is None:
            self.open()
        if self._device is not None:
            self._mixer.play(tones)
        return self._device is not None

    def look_after(self) -> None:
        """Opens the device again if it stopped by itself."""
        if self._device is not None and not self._device.running:
            self.open()

    def open(self) -> None:
        """Says whether there is a device now."""
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
        """Says how it stands, and what may be chosen now."""
        names: tuple[str, ...] = ()
        with suppress(ImportError):
            names = tuple(_devices())
        self._report(Sound(self._problem, names))

    def close(self) -> None:
        """Lets go of the device."""
        if self._device is not None:
            self._device.close()
            self._device = None


def _backends() -> list[Any]:
    """All that can be heard. Raises ImportError where miniaudio is not installed."""
    import miniaudio  # here: a computer without it has a window all the same

    unheard = (miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM)
    return [backend for backend in miniaudio.Backend if backend not in unheard]


def _devices() -> dict[str, Any]:
    """What may be chosen, by name. Raises ImportError where miniaudio is not installed."""
    import miniaudio

    try:
        found = miniaudio.Devices(_backends()).get_playbacks()
    except (miniaudio.MiniaudioError, UnicodeDecodeError):
        return {}  # the system's own may be heard all the same
    return {_shown(device["name"]): device["id"] for device in found}


def _shown(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable())[:LONGEST_DEVICE]


def _started_device(mixer: Mixer, name: str) -> Any:
    """Raises LookupError where the named one is not there, OSError where it cannot be heard."""
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
        device.stop_callback = lambda: None  # with one, it says that it stopped
        device.start(mixing)
    except miniaudio.MiniaudioError as error:
        raise OSError(str(error)) from error
    return device
