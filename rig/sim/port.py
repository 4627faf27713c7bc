"""sim://plates?seed=7&plates_ppm=1330: a port with a simulated board behind it.

Two URLs with the same query are one person on one clock.
"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit
from weakref import WeakValueDictionary

from rig.device.hosttime import HostTime
from rig.device.port import Received
from rig.errors import UsageError
from rig.sim.board import (
    FRONT_ENDS,
    SimulatedBoard,
    SimulatedDowel,
    SimulatedPlates,
    simulated_info,
)
from rig.sim.clock import BoardClock
from rig.sim.lines import sync_in, ttl_in
from rig.sim.participant import Participant
from rig.sim.participant import Settings as ParticipantSettings
from rig.sim.participant.settings import settings_from


@dataclass(frozen=True, slots=True)
class Settings:
    """What the query of a sim:// URL may say, besides who the participant is and what it does.

    The two clocks wander against each other, each by up to `wander_ppm`; with `sync` 1 the sync
    wire is there; with `ttl_each_s` a lab's pulse comes to the plates' TTL input so often.
    """

    participant: ParticipantSettings
    plates_ppm: float = 0.0
    dowel_ppm: float = 0.0
    wander_ppm: float = 0.0
    sync: int = 0
    ttl_each_s: float = 0.0


# Setting: type, least, most. A resonator is off by some thousand ppm at worst.
ALLOWED: dict[str, tuple[type[int] | type[float], float, float]] = {
    "plates_ppm": (float, -10_000, 10_000),
    "dowel_ppm": (float, -10_000, 10_000),
    "wander_ppm": (float, 0, 1000),
    "sync": (int, 0, 1),
    "ttl_each_s": (float, 0, 3600),
}


class World:
    """A person, and the host time at which its time began."""

    def __init__(self, settings: Settings, start_s: float) -> None:
        self.settings = settings
        self.start_s = start_s
        self.participant = Participant(settings.participant)
        self.clocks = {
            "plates": BoardClock(settings.plates_ppm, settings.wander_ppm),
            "dowel": BoardClock(settings.dowel_ppm, -settings.wander_ppm),
        }

    def board(self, role: str) -> SimulatedBoard:
        """A board that feels this person."""
        return self._plates_board() if role == "plates" else self._dowel_board()

    def _plates_board(self) -> SimulatedBoard:
        settings, each_s = self.settings.participant, self.settings.ttl_each_s
        front_end = FRONT_ENDS[settings.front_end]
        return SimulatedPlates(
            simulated_info("plates", _serial("plates", settings.seed), front_end),
            self.participant.plate_volts,
            self.clocks["plates"],
            lines=[ttl_in(self.clocks["plates"], each_s)] if each_s else [],
            seed=settings.seed,
            front_end=front_end,
        )

    def _dowel_board(self) -> SimulatedBoard:
        seed, clocks = self.settings.participant.seed, self.clocks
        return SimulatedDowel(
            simulated_info("dowel", _serial("dowel", seed)),
            self.participant.dowel_volts,
            clocks["dowel"],
            lines=[sync_in(clocks["plates"], clocks["dowel"])] if self.settings.sync else [],
            seed=seed,
        )


def _serial(role: str, seed: int) -> str:
    return f"SIM{role[0].upper()}{seed % 10_000:04d}"


class SimulatedPort:
    """A line to a simulated board."""

    def __init__(self, url: str, world: World, role: str, host_time: HostTime) -> None:
        self.url = url
        self._world = world
        self._host_time = host_time
        self._board = world.board(role)

    def read(self) -> Received:
        """All that waits."""
        now_s = self._host_time.now_s()
        return Received(self._board.transmit(now_s - self._world.start_s), now_s)

    def write(self, data: bytes) -> None:
        """Sends `data`."""
        self._board.receive(data, self._host_time.now_s() - self._world.start_s)

    def close(self) -> None:
        """Nothing to give back."""

    def fileno(self) -> int | None:
        """Nothing to select on."""
        return None

    def waiting(self) -> bool:
        """Whether read would return bytes."""
        return self._board.waiting(self._host_time.now_s() - self._world.start_s)


_worlds: WeakValueDictionary[tuple[Settings, HostTime], World] = WeakValueDictionary()


def open_simulated(url: str, host_time: HostTime) -> SimulatedPort:
    """Opens sim://plates or sim://dowel. Raises UsageError for any other, or an unknown setting."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise UsageError(f"expected sim://plates or sim://dowel, got {url}") from error
    if parts.netloc not in ("plates", "dowel") or parts.path.strip("/"):
        raise UsageError(f"expected sim://plates or sim://dowel, got {url}")
    settings = _settings(parts.query, url)
    world = _worlds.get((settings, host_time))
    if world is None:
        world = _worlds[settings, host_time] = World(settings, host_time.now_s())
    return SimulatedPort(url, world, parts.netloc, host_time)


def _settings(query: str, url: str) -> Settings:
    values: dict[str, float] = {}
    who: dict[str, str] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        if name not in ALLOWED:
            who[name] = text
            continue
        kind, least, most = ALLOWED[name]
        try:
            values[name] = kind(text)
        except ValueError as error:
            raise UsageError(f"expected a number for {name} in {url}, got {text!r}") from error
        if not least <= values[name] <= most:
            raise UsageError(f"expected {name} from {least} to {most} in {url}, got {text}")
    return Settings(settings_from(**who), **values)  # type: ignore[arg-type]
