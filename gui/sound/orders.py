"""What the window tells the process that calls out, and what it says back: JSON, a line each."""

import msgspec
from msgspec import Struct

from gui.settings import CueSettings, Settings
from gui.sound.tone import Tones


class Play(Struct, frozen=True, tag="play"):
    """Play these, as soon as can be."""

    tones: Tones


class Use(Struct, frozen=True, tag="use"):
    """What was set: when to call out, on which device, and whether the board sounds too."""

    cue: CueSettings
    device: str
    buzzer: bool

    @classmethod
    def of(cls, settings: Settings) -> "Use":
        """What concerns the sound."""
        return cls(settings.cue, settings.sound_device, settings.buzzer)


class TryOut(Struct, frozen=True, tag="try out"):
    """Call out every loss, whatever was set, until told otherwise."""

    on: bool


class Look(Struct, frozen=True, tag="look"):
    """Say how the device stands, and what else is there."""


class Sound(Struct, frozen=True, tag="sound"):
    """How the device stands: why nothing can be heard, or "", and the names that may be chosen."""

    problem: str
    devices: tuple[str, ...] = ()


class Called(Struct, frozen=True, tag="called"):
    """A lost contact was called out. Seconds of the clock that all processes of a computer share
    (`rig.device.sleepclock`): when the contact went, at the board's `sample`; when the bytes that
    decided it had been read; when it was decided; and when the device had the tone."""

    point: str
    sample: int
    onset_s: float
    read_s: float
    decided_s: float
    called_s: float


class Heard(Struct, frozen=True, tag="heard"):
    """The plates' TTL input rose, in seconds of the same clock: a microphone may be there."""

    time_s: float


class Refused(Struct, frozen=True, tag="refused"):
    """The engine refused what was set."""

    why: str


Order = Play | Use | TryOut | Look
Report = Sound | Called | Heard | Refused


def to_line(said: Order | Report) -> bytes:
    """One line, as `order_of` or `report_of` reads it."""
    return msgspec.json.encode(said) + b"\n"


def order_of(line: bytes) -> Order:
    """What the window wants. Raises ValueError for a line that is no order."""
    try:
        order: Order = msgspec.json.decode(line, type=Order)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    return order


def report_of(line: bytes) -> Report:
    """What the window should know. Raises ValueError for a line that is no report."""
    try:
        said: Report = msgspec.json.decode(line, type=Report)
    except RecursionError as error:
        raise ValueError(str(error)) from error
    return said
