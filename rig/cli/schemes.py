"""The URLs that ports may have besides those that pyserial knows."""

from rig.device.port import register_scheme
from rig.sim.port import open_simulated, simulated_ports
from rig.stream.playback import SCHEME, open_replay


def register_schemes() -> None:
    """Makes sim:// and replay:// known."""
    register_scheme("sim", open_simulated, simulated_ports)
    register_scheme(SCHEME, open_replay, of_both=True)
