"""What may go wrong between a simulated board and the computer, as the query of a sim:// URL says.

Each URL says what becomes of its own board: sim://plates?seed=7&reset_at_s=20 beside
sim://dowel?seed=7 is still one person on one clock. Times count from where the first was opened.

    reset_at_s              the board starts anew, as by its button: its numbers and its time begin
                            at 0, and it sends when it is told to
    unplug_at_s, unplug_s   the cable is pulled, and put in again after so long (left out: never)
    replug_as               then into another socket: the port is the URL with # and this name
    replug_serial           then at another board, of this serial number
    silent_at_s, silent_s   the board neither sends nor hears (left out: for ever), though its clock
                            goes on
    stall_at_s, stall_s     the computer gets nothing for so long (1), and then all at once
    flips_hz                so often a second a byte has one bit turned over
    losses_hz, loss_bytes   so often so many bytes (1) vanish
    repeats_hz              so often a whole frame comes twice
    repeat_bytes            instead, the last so many bytes do
    noises_hz, noise_bytes  so often so many random bytes (50) come in between
    damage_at_s, damage_s   these five only from then on (0), for so long (left out: for ever)
    link_seed               other places of damage, for the same person

A board that was reset or plugged in hears nothing for the first 0.5 s. Damage is done to what the
board sends, at random by so many a second of samples, and the same for the same seed.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from rig.device.messages import SERIAL
from rig.errors import UsageError

LONGEST_S = 86_400.0
MOST_HZ = 1000.0
MOST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class DamageSettings:
    """Damage to the bytes that the board sends; see above."""

    flips_hz: float = 0.0
    losses_hz: float = 0.0
    loss_bytes: int = 1
    repeats_hz: float = 0.0
    repeat_bytes: int = 0
    noises_hz: float = 0.0
    noise_bytes: int = 50

    @property
    def rates_hz(self) -> tuple[float, ...]:
        """The rates of flips, losses, repetitions and noise."""
        return self.flips_hz, self.losses_hz, self.repeats_hz, self.noises_hz


@dataclass(frozen=True, slots=True)
class LinkSettings(DamageSettings):
    """All settings of the line to a board in the query of a sim:// URL; see above."""

    damage_at_s: float = 0.0
    damage_s: float = math.inf
    link_seed: int = 1
    reset_at_s: float = math.inf
    unplug_at_s: float = math.inf
    unplug_s: float = math.inf
    replug_as: str = ""
    replug_serial: str = ""
    silent_at_s: float = math.inf
    silent_s: float = math.inf
    stall_at_s: float = math.inf
    stall_s: float = 1.0

    def is_silent(self, world_s: float) -> bool:
        """Whether the board is silent at a time."""
        return self.silent_at_s <= world_s < self.silent_at_s + self.silent_s

    def stalls(self, world_s: float) -> bool:
        """Whether the computer receives nothing at a time."""
        return self.stall_at_s <= world_s < self.stall_at_s + self.stall_s

    def damages(self, world_s: float) -> bool:
        """Whether bytes sent at a time are damaged."""
        return self.damage_at_s <= world_s < self.damage_at_s + self.damage_s

    @property
    def turns_s(self) -> tuple[float, ...]:
        """The times at which the treatment of sent bytes changes."""
        return (
            self.silent_at_s,
            self.silent_at_s + self.silent_s,
            self.damage_at_s,
            self.damage_at_s + self.damage_s,
        )


def _number(most: float, kind: type[int] | type[float], text: str) -> float:
    try:
        number = kind(text)
    except ValueError:
        number = -1
    if not 0 <= number <= most:
        raise ValueError(f"a number from 0 to {most:g}")
    return number


def _name(text: str) -> str:
    if not text.isalnum():
        raise ValueError("letters and digits")
    return text


def _serial(text: str) -> str:
    if not SERIAL.fullmatch(text):
        raise ValueError("8 characters A-Z, 0-9")
    return text


_seconds = partial(_number, LONGEST_S, float)
_hz = partial(_number, MOST_HZ, float)
_bytes = partial(_number, MOST_BYTES, int)

# Setting: its parser, which raises ValueError with what the text must be.
READERS: dict[str, Callable[[str], Any]] = {
    "reset_at_s": _seconds,
    "unplug_at_s": _seconds,
    "unplug_s": _seconds,
    "replug_as": _name,
    "replug_serial": _serial,
    "silent_at_s": _seconds,
    "silent_s": _seconds,
    "stall_at_s": _seconds,
    "stall_s": _seconds,
    "flips_hz": _hz,
    "losses_hz": _hz,
    "loss_bytes": _bytes,
    "repeats_hz": _hz,
    "repeat_bytes": _bytes,
    "noises_hz": _hz,
    "noise_bytes": _bytes,
    "damage_at_s": _seconds,
    "damage_s": _seconds,
    "link_seed": partial(_number, 2**32 - 1, int),
}


def take_link_settings(query: str, url: str) -> tuple[LinkSettings, str]:
    """The settings of the line in a query, and the rest of the query. Raises UsageError."""
    said = parse_qsl(query, keep_blank_values=True)
    values = {name: _read(name, text, url) for name, text in said if name in READERS}
    return LinkSettings(**values), urlencode([pair for pair in said if pair[0] not in READERS])


def _read(name: str, text: str, url: str) -> Any:
    try:
        return READERS[name](text)
    except ValueError as error:
        raise UsageError(f"expected {error} for {name} in {url}, got {text!r}") from error
