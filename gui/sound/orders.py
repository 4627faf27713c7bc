"""Messages between the window and the process that calls out: JSON, one per line."""

import msgspec
from msgspec import Struct

from gui.settings import CueSettings, Settings
from gui.sound.tone import Tones


class Play(Struct, frozen=True, tag="play"):
    """Play these as soon as possible."""

    tones: Tones


class Use(Struct, frozen=True, tag="use"):
    """The settings: when to call out, on which device, and whether the board sounds too."""

    cue: CueSettings
    device: str
    buzzer: bool

    @classmethod
    def of(cls, settings: Settings) -> "Use":
        """The part of the settings that concerns sound."""
        return cls(settings.cue, settings.sound_device, settings.buzzer)


class TryOut(Struct, frozen=True, tag="try out"):
    """Call out every loss, whatever the settings, until switched off."""

    on: bool


class Look(Struct, frozen=True, tag="look"):
    """Report the state of the device, and the other devices available."""


class Sound(Struct, frozen=True, tag="sound"):
    """The state of the device: why there is no sound, or "", and the names to choose from."""

    problem: str
    devices: tuple[str, ...] = ()


class Called(Struct, frozen=True, tag="called"):
    """A lost contact was called out.

    Seconds of the clock that all processes of a computer share (`rig.device.sleepclock`): when the
    contact went, at the board's `sample`; when the bytes that decided it had been read; when it was
    decided; and when the device had the tone.
    """

    point: str
    sample: int
    onset_s: float
    read_s: float
    decided_s: float
    called_s: float


class Heard(Struct, frozen=True, tag="heard"):
    """The plates' TTL input rose, in seconds of the same clock: a microphone may be connected to
    it."""

    time_s: float


class Refused(Struct, frozen=True, tag="refused"):
    """The engine refused the settings."""

    why: str


Order = Play | Use | TryOut | Look
Report = Sound | Called | Heard | Refused


def to_line(said: Order | Report) -> bytes:
    """One line, as `order_of` or `report_of` reads it."""
    return msgspec.json.encode(said) + b"\n"


def order_of(line: bytes) -> Order:
    """The window's order. Raises ValueError for a line that is no order."""
    try:
        order: Order = msgspec.json.decode(line, type=Order)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    return order


def report_of(line: bytes) -> Report:
    """The report to the window. Raises ValueError for a line that is no report."""
    try:
        said: Report = msgspec.json.decode(line, type=Report)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    return said
