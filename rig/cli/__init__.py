"""The command `rig`: arguments in, words or JSON out. The packages below do the work."""

from importlib import import_module
from keyword import iskeyword

import click

from rig.cli.console import Group
from rig.version import __version__

# Where each command is. It is imported when it is called: what one of them needs would cost the
# others half a second to import.
COMMANDS = {
    "analyze": "rig.cli.analyze",
    "calibrate": "rig.cli.calibrate",
    "check": "rig.cli.check",
    "delete-participant": "rig.cli.deleting",
    "demo": "rig.cli.demo",
    "devices": "rig.cli.devices",
    "engine": "rig.cli.engine",
    "export": "rig.cli.export",
    "import": "rig.cli.importing",
    "live": "rig.cli.live",
    "move-trial": "rig.cli.moving",
    "protocols": "rig.cli.protocols",
    "record": "rig.cli.record",
    "recover": "rig.cli.recover",
    "report": "rig.cli.report",
    "review": "rig.cli.review",
    "review-findings": "rig.cli.reviewfindings",
    "show": "rig.cli.show",
    "trials": "rig.cli.trials",
    "verify": "rig.cli.verify",
    "watch": "rig.cli.watching",
    "weigh": "rig.cli.weigh",
    "zero": "rig.cli.zero",
}
# Those that open no port.
READERS = (
    *("analyze", "delete-participant", "export", "import", "move-trial", "protocols"),
    *("recover", "report", "review", "review-findings", "show", "trials", "verify"),
)


class Commands(Group):
    """The commands of the table above."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name; None if there is none."""
        room = COMMANDS.get(cmd_name)
        return getattr(import_module(room), _function(cmd_name)) if room else None


def _function(command: str) -> str:
    """The Python name of a command, since some are keywords."""
    return command + "_" if iskeyword(command) else command.replace("-", "_")


@click.group(cls=Commands)
@click.version_option(__version__, prog_name="rig")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Hinge rig: two foot plates and a three-point dowel, 1000 samples a second."""
    if ctx.invoked_subcommand not in READERS:
        import_module("rig.cli.schemes").register_schemes()
