"""sim://plates?seed=7&plates_ppm=1330: a port with a simulated board behind it.

Two URLs with the same query are one person on one clock; the settings of `rig.sim.faults` in the
query apply to each board separately.
"""

from collections.abc import Sequence
from urllib.parse import urldefrag, urlsplit
from weakref import WeakKeyDictionary

import numpy as np

from rig.device.hosttime import HostTime
from rig.device.messages import Levels
from rig.device.port import Received
from rig.errors import UsageError
from rig.sim.bench import Bench, bench_at
from rig.sim.board import SimulatedBoard, SimulatedDowel, SimulatedPlates, simulated_info
from rig.sim.clock import BoardClock, Float
from rig.sim.faults import take_link_settings
from rig.sim.frontend import FRONT_ENDS
from rig.sim.lines import sync_in, ttl_in
from rig.sim.link import FarEnd, Life, Link, life_at, lives_of
from rig.sim.participant import Participant
from rig.sim.settings import Settings, settings_of


class World:
    """A person, or the loads on a bench, and the host time at which its time began.

    `lives` are those of each board, `urls` where it was first, by role.
    """

    def __init__(self, settings: Settings, host_time: HostTime) -> None:
        self.settings = settings
        self.participant = Participant(settings.participant)
        self.bench = _bench(settings)
        self._felt = self.bench or self.participant
        self._felt.plate_volts(np.zeros(1))  # computed now, not while the first samples wait
        self.start_s = host_time.now_s()
        self.lives: dict[str, Sequence[Life]] = {"plates": (Life(),), "dowel": (Life(),)}
        self.urls: dict[str, str] = {}
        self._eeprom: dict[str, Levels] = {}

    def board(self, role: str, life: Life) -> SimulatedBoard:
        """A board loaded by this person, or by the bench."""
        return self._plates(life) if role == "plates" else self._dowel(life)

    def clock(self, role: str, life: Life) -> BoardClock:
        """The clock of a board in one of its lives."""
        boards = self.settings.boards
        if role == "plates":
            ppm, wander_ppm = boards.plates_ppm, boards.wander_ppm
        else:
            ppm, wander_ppm = boards.dowel_ppm, -boards.wander_ppm
        return BoardClock(ppm, wander_ppm, life.begin_s, life.end_s)

    def times_s(self, role: str, device_s: Float, *, near_s: float) -> Float:
        """The world's time, (N,), at times of a board's own clock, (N,): in the life in which the
        first is nearest to `near_s`."""
        lives_s = [self.clock(role, life).world_s(device_s) for life in self.lives[role]]
        return min(lives_s, key=lambda time_s: abs(float(time_s[0]) - near_s))

    def _plates(self, life: Life) -> SimulatedBoard:
        clock, each_s = self.clock("plates", life), self.settings.boards.ttl_each_s
        front_end = FRONT_ENDS[self.settings.participant.front_end]
        return SimulatedPlates(
            simulated_info("plates", self._serial("plates", life), front_end),
            self._felt.plate_volts,
            clock,
            lines=[ttl_in(clock, each_s)] if each_s else [],
            seed=self.settings.participant.seed,
            front_end=front_end,
        )

    def _dowel(self, life: Life) -> SimulatedBoard:
        clock = self.clock("dowel", life)
        return SimulatedDowel(
            simulated_info("dowel", self._serial("dowel", life)),
            self._felt.dowel_volts,
            clock,
            lines=[sync_in(self._plates_clocks, clock)] if self.settings.boards.sync else [],
            seed=self.settings.participant.seed,
            eeprom=self._eeprom,
        )

    def _serial(self, role: str, life: Life) -> str:
        return life.serial or f"SIM{role[0].upper()}{self.settings.participant.seed % 10_000:04d}"

    def _plates_clocks(self) -> list[BoardClock]:
        return [self.clock("plates", life) for life in self.lives["plates"]]


def _bench(settings: Settings) -> Bench | None:
    path = settings.boards.bench
    return bench_at(path, settings.participant.seed) if path else None


class SimulatedPort:
    """A port with a board, or a line to one, behind it."""

    simulated = True
    replay_of = ""

    def __init__(self, url: str, world: World, far_end: FarEnd, host_time: HostTime) -> None:
        self.url = url
        self.world = world
        self._host_time = host_time
        self._far_end = far_end

    def read(self) -> Received:
        """All bytes waiting."""
        now_s = self._host_time.now_s()
        return Received(self._far_end.transmit(now_s - self.world.start_s), now_s)

    def write(self, data: bytes) -> None:
        """Sends `data`."""
        self._far_end.receive(data, self._host_time.now_s() - self.world.start_s)

    def close(self) -> None:
        """Does nothing: there is nothing to release."""

    def fileno(self) -> int | None:
        """None: there is nothing to select on."""
        return None

    def waiting(self) -> bool:
        """Whether read would return bytes, or raise."""
        return self._far_end.waiting(self._host_time.now_s() - self.world.start_s)


def world_behind(port: object) -> World | None:
    """The world of a simulated board's port; None behind any other."""
    return port.world if isinstance(port, SimulatedPort) else None


# A world continues while its ports are closed: cables are pulled and plugged by its time.
_worlds: WeakKeyDictionary[HostTime, dict[Settings, World]] = WeakKeyDictionary()


def open_simulated(url: str, host_time: HostTime) -> SimulatedPort:
    """Opens sim://plates or sim://dowel, with # and the socket appended if it is another one.

    Raises UsageError for any other URL or an unknown setting, DeviceError if no board is plugged
    in.
    """
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError(f"expected sim://plates or sim://dowel, got {url}") from error
    role = parts.netloc
    if role not in ("plates", "dowel") or parts.path.strip("/"):
        raise UsageError(f"expected sim://plates or sim://dowel, got {url}")
    faults, query = take_link_settings(parts.query, url)
    world = _world(_settings(query, url), host_time)
    world.lives[role], world.urls[role] = lives_of(faults), urldefrag(url).url
    link = Link(
        url,
        faults,
        lambda life: world.board(role, life),
        role=role,
        socket=parts.fragment,
        world_s=host_time.now_s() - world.start_s,
    )
    return SimulatedPort(url, world, link, host_time)


def simulated_ports(host_time: HostTime) -> list[str]:
    """Ports of simulated boards that are now in another socket than at first."""
    ports = []
    for world in _worlds.get(host_time, {}).values():
        for role, url in world.urls.items():
            life = life_at(world.lives[role], host_time.now_s() - world.start_s)
            if life and life.socket:
                ports.append(f"{url}#{life.socket}")
    return ports


def _world(settings: Settings, host_time: HostTime) -> World:
    worlds = _worlds.setdefault(host_time, {})
    if settings not in worlds:
        worlds[settings] = World(settings, host_time)
    return worlds[settings]


def _settings(query: str, url: str) -> Settings:
    try:
        return settings_of(query)
    except UsageError as error:
        raise UsageError(f"{error} ({url})") from error
