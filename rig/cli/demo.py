"""rig demo: a simulated person on simulated boards, in the window or as a trial."""

import click

from rig.cli.console import err
from rig.cli.live import boards_as_words, has_display, show_live
from rig.cli.recording import record_trial
from rig.cli.running import Seconds
from rig.cli.show import print_summary
from rig.device.discovery import Wanted
from rig.device.hosttime import WallTime
from rig.errors import Exit
from rig.stream.triggers import Triggers
from rig.trial.folder import demo_folder, new_trial_path
from rig.trial.reader import summarize

DEMO_QUERY = "seed=7&plates_ppm=1330&dowel_ppm=-3283&sync=1"


@click.command()
@click.option("--headless", is_flag=True, help="Without a window: a recorded trial.")
@click.option("--seconds", type=Seconds(), default=30.0, show_default=True)
def demo(headless: bool, seconds: float) -> int:
    """Show a simulated person on simulated boards; without a display, record one."""
    plates, dowel = f"sim://plates?{DEMO_QUERY}", f"sim://dowel?{DEMO_QUERY}"
    if not headless and has_display():
        return show_live("demo", boards_as_words(plates, dowel))
    return _record_demo(Wanted(plates, dowel), seconds)


def _record_demo(wanted: Wanted, seconds: float) -> int:
    path = new_trial_path(demo_folder(), "", WallTime().utc(), name="demo")
    err.print("Simulated boards, simulated person: nothing here is measured on anyone.")
    if record_trial(wanted, path, Triggers(seconds=seconds), {}):
        print_summary(summarize(path), as_json=False)
    return Exit.DONE
