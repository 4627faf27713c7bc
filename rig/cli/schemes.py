"""The URL schemes of ports in addition to those of pyserial."""

from functools import cache
from pathlib import Path

from rig.cli.console import note_used
from rig.device.hosttime import HostTime
from rig.device.port import register_scheme
from rig.sim.port import open_simulated, simulated_ports
from rig.stream.playback import SCHEME, ReplayPort, Wish, open_replay


def register_schemes() -> None:
    """Registers sim:// and replay://."""
    register_scheme("sim", open_simulated, simulated_ports)
    register_scheme(SCHEME, _open_replay, of_both=True)


def _open_replay(url: str, host_time: HostTime) -> ReplayPort:
    port = open_replay(url, host_time)
    _note_replay(Wish.from_url(url).path)
    return port


@cache
def _note_replay(trial: Path) -> None:
    """Once, however many ports are opened of it."""
    note_used("replay", [trial])
