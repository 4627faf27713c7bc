"""sim://plates?seed=7&plates_ppm=1330: a port with a simulated board behind it.

Two URLs with the same query are one person on one clock; what `rig.sim.faults` adds to the query is
each board's own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlsplit
from weakref import WeakKeyDictionary

from rig.device.hosttime import HostTime
from rig.device.messages import Levels
from rig.device.port import Received
from rig.errors import UsageError
from rig.measure.calibration import (
    DIVIDER_OHM,
    FSR_SIEMENS_PER_NEWTON,
    NOMINAL_NEWTONS_PER_VOLT,
    NOMINAL_ZERO_V,
)
from rig.sim.bench import bench_at
from rig.sim.board import SimulatedBoard, SimulatedDowel, SimulatedPlates, simulated_info
from rig.sim.clock import BoardClock, Float
from rig.sim.faults import READERS, take_link_settings
from rig.sim.lines import sync_in, ttl_in
from rig.sim.link import FarEnd, Life, Link, life_at, lives_of
from rig.sim.person import Person

BLEED_SIEMENS = 1e-6  # keeps an open sensor apart from a broken wire
REFERENCE_V = 5.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What the query of a sim:// URL may say.

    The two clocks wander against each other, each by up to `wander_ppm`; with `sync` 1 the sync
    wire is there; with `ttl_each_s` a lab's pulse comes to the plates' TTL input so often. With
    `bench` nobody stands on the plates: `rig.sim.bench` reads from that file what lies there.
    """

    seed: int = 1
    plates_ppm: float = 0.0
    dowel_ppm: float = 0.0
    wander_ppm: float = 0.0
    sync: int = 0
    ttl_each_s: float = 0.0
    bench: str = ""


# Setting: type, least, most. A resonator is off by some thousand ppm at worst.
ALLOWED: dict[str, tuple[type[int] | type[float], float, float]] = {
    "seed": (int, 0, 2**32 - 1),
    "plates_ppm": (float, -10_000, 10_000),
    "dowel_ppm": (float, -10_000, 10_000),
    "wander_ppm": (float, 0, 1000),
    "sync": (int, 0, 1),
    "ttl_each_s": (float, 0, 3600),
}


class World:
    """A person, and the host time at which its time began.

    `lives` are those of each board, `urls` where it was first, by role.
    """

    def __init__(self, settings: Settings, start_s: float) -> None:
        self.settings = settings
        self.start_s = start_s
        self.lives: dict[str, Sequence[Life]] = {"plates": (Life(),), "dowel": (Life(),)}
        self.urls: dict[str, str] = {}
        self._person = Person.from_seed(settings.seed)
        self._bench = bench_at(settings.bench, settings.seed) if settings.bench else None
        self._eeprom: dict[str, Levels] = {}

    def board(self, role: str, life: Life) -> SimulatedBoard:
        """A board that feels this person."""
        seed, clock = self.settings.seed, self._clock(role, life)
        info = simulated_info(role, life.serial or f"SIM{role[0].upper()}{seed % 10_000:04d}")
        if role == "plates":
            each_s = self.settings.ttl_each_s
            lines = [ttl_in(clock, each_s)] if each_s else []
            return SimulatedPlates(info, self._plate_volts, clock, lines=lines, seed=seed)
        lines = [sync_in(self._plates_clocks, clock)] if self.settings.sync else []
        return SimulatedDowel(
            info, self._dowel_volts, clock, lines=lines, seed=seed, eeprom=self._eeprom
        )

    def _clock(self, role: str, life: Life) -> BoardClock:
        settings = self.settings
        if role == "plates":
            ppm, wander_ppm = settings.plates_ppm, settings.wander_ppm
        else:
            ppm, wander_ppm = settings.dowel_ppm, -settings.wander_ppm
        return BoardClock(ppm, wander_ppm, life.begin_s, life.end_s)

    def _plates_clocks(self) -> list[BoardClock]:
        return [self._clock("plates", life) for life in self.lives["plates"]]

    def _plate_volts(self, time_s: Float) -> Float:
        if self._bench:
            return self._bench.plate_volts(time_s)
        return NOMINAL_ZERO_V + self._person.plate_forces_n(time_s) / NOMINAL_NEWTONS_PER_VOLT

    def _dowel_volts(self, time_s: Float) -> Float:
        if self._bench:
            return self._bench.dowel_volts(time_s)
        siemens = self._person.contact_forces_n(time_s) * FSR_SIEMENS_PER_NEWTON + BLEED_SIEMENS
        return REFERENCE_V * siemens / (siemens + 1 / DIVIDER_OHM)


class SimulatedPort:
    """A port with a board, or a line to one, behind it."""

    simulated = True
    replay_of = ""

    def __init__(self, url: str, world: World, far_end: FarEnd, host_time: HostTime) -> None:
        self.url = url
        self._world = world
        self._host_time = host_time
        self._far_end = far_end

    def read(self) -> Received:
        """All that waits."""
        now_s = self._host_time.now_s()
        return Received(self._far_end.transmit(now_s - self._world.start_s), now_s)

    def write(self, data: bytes) -> None:
        """Sends `data`."""
        self._far_end.receive(data, self._host_time.now_s() - self._world.start_s)

    def close(self) -> None:
        """Nothing to give back."""

    def fileno(self) -> int | None:
        """Nothing to select on."""
        return None

    def waiting(self) -> bool:
        """Whether read would return bytes, or raise."""
        return self._far_end.waiting(self._host_time.now_s() - self._world.start_s)


# A world goes on while its ports are closed: cables are pulled and put in again by its time.
_worlds: WeakKeyDictionary[HostTime, dict[Settings, World]] = WeakKeyDictionary()


def open_simulated(url: str, host_time: HostTime) -> SimulatedPort:
    """Opens sim://plates or sim://dowel, behind # the socket if it is another one.

    Raises UsageError for any other, or an unknown setting, DeviceError where no board is plugged.
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
    """Ports at which simulated boards now are that were in another socket before."""
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
        worlds[settings] = World(settings, host_time.now_s())
    return worlds[settings]


def _settings(query: str, url: str) -> Settings:
    values: dict[str, float | str] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        if name == "bench":
            values[name] = text
            continue
        if name not in ALLOWED:
            known = ", ".join((*ALLOWED, *READERS))
            raise UsageError(f"expected one of {known} in {url}, got {name}")
        kind, least, most = ALLOWED[name]
        try:
            value = kind(text)
        except ValueError as error:
            raise UsageError(f"expected a number for {name} in {url}, got {text!r}") from error
        if not least <= value <= most:
            raise UsageError(f"expected {name} from {least} to {most} in {url}, got {text}")
        values[name] = value
    return Settings(**values)  # type: ignore[arg-type]
