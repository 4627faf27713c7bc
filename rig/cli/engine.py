"""rig engine: the engine as a separate process, for a window to view."""

import gc
import platform
import signal
from types import FrameType

import click

from rig.cli.interrupt import END_SIGNALS
from rig.cli.program import program
from rig.cli.running import board_options, lsl_option
from rig.device.discovery import Wanted
from rig.errors import Exit
from rig.stream.enginelog import BEGINS, LOG, kept_log
from rig.stream.host import Host
from rig.stream.playback import host_time_for
from rig.stream.rescue import Rescue
from rig.stream.runfolder import Place
from rig.trial.folder import default_folder
from rig.version import __version__

LIVE = "live"
LINGER_S = 10.0

name_option = click.option(
    "--name", default=LIVE, show_default=True, help="Name by which a window finds the engine."
)


@click.command()
@board_options
@name_option
@click.option(
    "--linger",
    type=click.FloatRange(min=0),
    default=LINGER_S,
    show_default=True,
    help="Seconds to stay when no window is open and nothing is recorded.",
)
@lsl_option
def engine(plates: str | None, dowel: str | None, *, name: str, linger: float, lsl: bool) -> int:
    """Run the boards for a window; `rig live` does this by itself."""
    wanted = Wanted(plates, dowel)
    host = Host(
        Place(name),
        wanted,
        host_time_for(wanted.urls.values()),
        folder=default_folder,
        rescue=Rescue([*program("rig"), "recover", "--json"]),
        linger_s=linger,
        lsl=lsl,
    )

    def stop(number: int, __: FrameType | None) -> None:
        host.stop(f"by signal {number}")

    for number in END_SIGNALS:
        signal.signal(number, stop)
    gc.freeze()  # existing objects stay: garbage collection through them would delay the boards
    with kept_log(name):
        LOG.info("%sversion %s, Python %s", BEGINS, __version__, platform.python_version())
        host.run()
    return Exit.DONE
