"""The line between a simulated board and the computer, and what may go wrong with it.

Each URL says what becomes of its own board: sim://plates?seed=7&reset_at_s=20 beside
sim://dowel?seed=7 is still one person on one clock. Times count from where the first was opened.

    reset_at_s              the board starts anew, as by its button: its numbers and its time begin
                            at 0, and it sends when it is told to
    unplug_at_s, unplug_s   the cable is pulled, and put in again after so long (left out: never)
    replug_as               then into another socket: the port is the URL with # and this name
    replug_serial           then at another board, of this serial number
    silent_at_s, silent_s   the board neither sends nor hears (left out: for ever), though its clock
                            goes on
    stall_at_s, stall_s     the computer gets nothing for so long, and then all at once

A board that was reset or plugged in hears nothing for the first 0.5 s.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from rig.device.messages import SERIAL
from rig.device.port import no_port, port_gone
from rig.errors import UsageError

BOOT_S = 0.5


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """What the query of a sim:// URL may say about the line to its board; see above."""

    reset_at_s: float = math.inf
    unplug_at_s: float = math.inf
    unplug_s: float = math.inf
    replug_as: str = ""
    replug_serial: str = ""
    silent_at_s: float = math.inf
    silent_s: float = math.inf
    stall_at_s: float = math.inf
    stall_s: float = 1.0

    @property
    def silence_s(self) -> tuple[float, float]:
        """From when to when the board is silent."""
        return self.silent_at_s, self.silent_at_s + self.silent_s

    def is_silent(self, world_s: float) -> bool:
        """Whether the board is silent at a time."""
        begin_s, end_s = self.silence_s
        return begin_s <= world_s < end_s

    def stalls(self, world_s: float) -> bool:
        """Whether the computer gets nothing at a time."""
        return self.stall_at_s <= world_s < self.stall_at_s + self.stall_s


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= 86_400:
        raise ValueError("0 to 86400 seconds")
    return seconds


def _name(text: str) -> str:
    if not text.isalnum():
        raise ValueError("letters and digits")
    return text


def _serial(text: str) -> str:
    if not SERIAL.fullmatch(text):
        raise ValueError("8 characters A-Z, 0-9")
    return text


# Setting: what reads it, or raises ValueError with what it must be.
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
}


def take_link_settings(query: str, url: str) -> tuple[LinkSettings, str]:
    """What a query says about the line, and the rest of the query. Raises UsageError."""
    said = parse_qsl(query, keep_blank_values=True)
    values = {name: _read(name, text, url) for name, text in said if name in READERS}
    return LinkSettings(**values), urlencode([pair for pair in said if pair[0] not in READERS])


def _read(name: str, text: str, url: str) -> Any:
    try:
        return READERS[name](text)
    except ValueError as error:
        wanted = str(error) if "could not" not in str(error) else "a number"
        raise UsageError(f"expected {wanted} for {name} in {url}, got {text!r}") from error


@dataclass(frozen=True, slots=True)
class Life:
    """A board from one reset to the next, or to where it lost its power: in which socket, as whom.

    Times are of the world; `serial` "" is the board's own.
    """

    begin_s: float = 0.0
    end_s: float = math.inf
    socket: str = ""
    serial: str = ""

    def hears(self, world_s: float) -> bool:
        """Whether its bootloader has passed: the world begins with boards that run."""
        return self.begin_s == 0 or world_s >= self.begin_s + BOOT_S


def lives_of(settings: LinkSettings) -> tuple[Life, ...]:
    """One behind the other; between two of them there may be a time without power."""
    back_s = settings.unplug_at_s + settings.unplug_s
    lives = _cut(Life(0.0, settings.unplug_at_s), settings.reset_at_s)
    if back_s < math.inf:
        second = Life(back_s, math.inf, settings.replug_as, settings.replug_serial)
        lives += _cut(second, settings.reset_at_s)
    return lives


def _cut(life: Life, at_s: float) -> tuple[Life, ...]:
    ends_s = [life.begin_s, *([at_s] if life.begin_s < at_s < life.end_s else []), life.end_s]
    return tuple(Life(*ends, life.socket, life.serial) for ends in pairwise(ends_s))


def life_at(lives: Sequence[Life], world_s: float) -> Life | None:
    """Who lives at a time; None while the cable is out."""
    return next((life for life in lives if life.begin_s <= world_s < life.end_s), None)


class FarEnd(Protocol):
    """What is at the other end of a port: a board, or a line to one. Times are of the world."""

    def waiting(self, world_s: float) -> bool:
        """Whether `transmit` would return bytes, or raise."""

    def receive(self, data: bytes, world_s: float) -> None:
        """Takes bytes from the host."""

    def transmit(self, world_s: float) -> bytes:
        """Everything that has come through since it was last asked."""


class Link:
    """A line to a board with the faults that it is told to have.

    `connect` gives the board of a life. Raises DeviceError if at this time no board is in the
    socket; later where the cable was pulled.
    """

    def __init__(
        self,
        url: str,
        settings: LinkSettings,
        connect: Callable[[Life], FarEnd],
        *,
        socket: str,
        world_s: float,
    ) -> None:
        self._url = url
        self._settings = settings
        self._connect = connect
        self._lives = lives_of(settings)
        life = life_at(self._lives, world_s)
        if life is None or life.socket != socket:
            raise no_port(url)
        self._life = life
        self._board = connect(life)
        self._followed_s = world_s
        self._arrived = bytearray()

    def waiting(self, world_s: float) -> bool:
        """Whether `transmit` would return bytes, or raise."""
        if world_s >= self._life.end_s:
            return True
        if self._settings.stalls(world_s):
            return False
        silent = self._settings.is_silent(world_s)
        return bool(self._arrived) or (not silent and self._board.waiting(world_s))

    def receive(self, data: bytes, world_s: float) -> None:
        """Takes bytes from the host."""
        self._follow(world_s)
        if self._life.hears(world_s) and not self._settings.is_silent(world_s):
            self._board.receive(data, world_s)

    def transmit(self, world_s: float) -> bytes:
        """Everything that has come through since it was last asked."""
        self._follow(world_s)
        if self._settings.stalls(world_s):
            return b""
        arrived = bytes(self._arrived)
        self._arrived.clear()
        return arrived

    def _follow(self, world_s: float) -> None:
        """Goes through all that has happened until now, in order."""
        while (at_s := self._next_change_s()) <= world_s:
            self._carry(at_s)
            if at_s == self._life.end_s:
                self._live_on(at_s)
        self._carry(world_s)

    def _next_change_s(self) -> float:
        changes_s = (at_s for at_s in self._settings.silence_s if at_s > self._followed_s)
        return min(self._life.end_s, *changes_s, math.inf)

    def _carry(self, until_s: float) -> None:
        """What the board has sent up to a time before which nothing changes."""
        sent = self._board.transmit(until_s)
        if not self._settings.is_silent(self._followed_s):
            self._arrived += sent
        self._followed_s = until_s

    def _live_on(self, at_s: float) -> None:
        """Behind a reset; a port that was pulled stays dead, even if the board is back."""
        life = life_at(self._lives, at_s)
        if life is None:
            raise port_gone(self._url)
        self._life, self._board = life, self._connect(life)
