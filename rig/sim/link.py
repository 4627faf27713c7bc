"""The line between a simulated board and the computer, with the faults of `faults`."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from rig.device.port import no_port, port_gone
from rig.sim.damage import Damage
from rig.sim.faults import LinkSettings

BOOT_S = 0.5


@dataclass(frozen=True, slots=True)
class Life:
    """A board from one reset to the next, or to its loss of power: its socket and serial number.

    Times are of the world; `serial` "" is the board's own.
    """

    begin_s: float = 0.0
    end_s: float = math.inf
    socket: str = ""
    serial: str = ""

    def hears(self, world_s: float) -> bool:
        """Whether its bootloader has finished: the world begins with running boards."""
        return self.begin_s == 0 or world_s >= self.begin_s + BOOT_S


def lives_of(settings: LinkSettings) -> tuple[Life, ...]:
    """The lives in order; between two of them there may be a time without power."""
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
    """The life at a time; None while the cable is unplugged."""
    return next((life for life in lives if life.begin_s <= world_s < life.end_s), None)


class FarEnd(Protocol):
    """The other end of a port: a board, or a line to one. Times are of the world."""

    def waiting(self, world_s: float) -> bool:
        """Whether `transmit` would return bytes, or raise."""

    def receive(self, data: bytes, world_s: float) -> None:
        """Takes bytes from the host."""

    def transmit(self, world_s: float) -> bytes:
        """All bytes that have arrived since the last call."""


class Link:
    """A line to a board with the faults in its settings.

    `connect` gives the board of a life. Raises DeviceError if no board is in the socket at this
    time, and later when the cable is pulled.
    """

    def __init__(
        self,
        url: str,
        settings: LinkSettings,
        connect: Callable[[Life], FarEnd],
        *,
        role: str,
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
        seed = [settings.link_seed, *role.encode()]
        self.damage = Damage(settings, seed) if any(settings.rates_hz) else None
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
        """All bytes that have arrived since the last call."""
        self._follow(world_s)
        if self._settings.stalls(world_s):
            return b""
        arrived = bytes(self._arrived)
        self._arrived.clear()
        return arrived

    def _follow(self, world_s: float) -> None:
        """Processes all changes until now, in order."""
        while (at_s := self._next_change_s()) <= world_s:
            self._carry(at_s)
            if at_s == self._life.end_s:
                self._live_on(at_s)
        self._carry(world_s)

    def _next_change_s(self) -> float:
        turns_s = (at_s for at_s in self._settings.turns_s if at_s > self._followed_s)
        return min(self._life.end_s, *turns_s, math.inf)

    def _carry(self, until_s: float) -> None:
        """Takes the board's bytes up to a time before which nothing changes."""
        sent, since_s = self._board.transmit(until_s), self._followed_s
        self._followed_s = until_s
        if self._settings.is_silent(since_s):
            return
        if self.damage and self._settings.damages(since_s):
            sent = self.damage.pass_on(sent)
        self._arrived += sent

    def _live_on(self, at_s: float) -> None:
        """Goes on to the life after a reset; a pulled port stays dead, even if the board is
        back."""
        life = life_at(self._lives, at_s)
        if life is None:
            raise port_gone(self._url)
        self._life, self._board = life, self._connect(life)
