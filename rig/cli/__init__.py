"""The command `rig`: arguments in, words or JSON out. What it does stands in the rooms below."""

import click

from rig import __version__
from rig.cli.calibrate import calibrate
from rig.cli.check import check
from rig.cli.console import Group
from rig.cli.devices import devices
from rig.cli.engine import engine
from rig.cli.live import live
from rig.cli.recording import demo, record
from rig.cli.recover import recover
from rig.cli.show import show
from rig.cli.verify import verify
from rig.cli.watching import watch
from rig.cli.zero import zero
from rig.device.port import register_scheme
from rig.sim.port import open_simulated, simulated_ports
from rig.stream.playback import SCHEME, open_replay


@click.group(cls=Group)
@click.version_option(__version__, prog_name="rig")
def main() -> None:
    """Hinge rig: two foot plates and a three-point dowel, 1000 samples a second."""
    register_scheme("sim", open_simulated, simulated_ports)
    register_scheme(SCHEME, open_replay, of_both=True)


for command in (
    devices,
    check,
    calibrate,
    zero,
    record,
    watch,
    demo,
    show,
    verify,
    recover,
    engine,
    live,
):
    main.add_command(command)
