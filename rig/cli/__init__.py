"""The command `rig`: arguments in, words or JSON out. What it does stands in the rooms below."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from rig import __version__
from rig.cli.console import Group
from rig.device.port import register_scheme

# Where each command is. It is imported when it is called: what one of them needs takes others half
# a second to import.
COMMANDS = {
    "analyze": "rig.cli.analyze",
    "check": "rig.cli.check",
    "demo": "rig.cli.recording",
    "devices": "rig.cli.devices",
    "engine": "rig.cli.engine",
    "live": "rig.cli.live",
    "protocols": "rig.cli.protocols",
    "record": "rig.cli.recording",
    "recover": "rig.cli.recover",
    "show": "rig.cli.show",
    "verify": "rig.cli.verify",
    "watch": "rig.cli.watching",
}


class Commands(Group):
    """The commands of the table above."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None where there is none."""
        room = COMMANDS.get(cmd_name)
        return getattr(import_module(room), cmd_name) if room else None


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="rig")
def main() -> None:
    """Hinge rig: two foot plates and a three-point dowel, 1000 samples a second."""
    register_scheme(
        "sim", _of("rig.sim.port", "open_simulated"), _of("rig.sim.port", "simulated_ports")
    )
    register_scheme("replay", _of("rig.stream.playback", "open_replay"), of_both=True)


def _of(room: str, name: str) -> Callable[..., Any]:
    """A function that is imported when it is called."""

    def call(*arguments: Any) -> Any:
        return getattr(import_module(room), name)(*arguments)

    return call
