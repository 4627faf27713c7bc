"""The command `rig`: arguments in, words or JSON out. What it does stands in the rooms below."""

import click

from rig import __version__
from rig.cli.check import check
from rig.cli.console import Group
from rig.cli.devices import devices
from rig.cli.engine import engine
from rig.cli.export import export_command
from rig.cli.live import live
from rig.cli.recording import demo, record
from rig.cli.recover import recover
from rig.cli.show import show
from rig.cli.verify import verify
from rig.cli.watching import watch
from rig.device.port import register_scheme
from rig.sim.port import open_simulated, simulated_ports
from rig.stream.playback import SCHEME, open_replay


@click.group(cls=Group)
@click.version_option(__version__, prog_name="rig")
def main() -> None:
    """Hinge rig: two foot plates and a three-point dowel, 1000 samples a second."""
    register_scheme("sim", open_simulated, simulated_ports)
    register_scheme(SCHEME, open_replay, of_both=True)


COMMANDS = (
    devices,
    check,
    record,
    watch,
    demo,
    show,
    verify,
    export_command,
    recover,
    engine,
    live,
)

for command in COMMANDS:
    main.add_command(command)
