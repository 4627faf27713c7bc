"""How this program starts its others: as modules, or as files beside a frozen program."""

import sys
from pathlib import Path

FROZEN = {"rig": "rig", "gui": "rig-window", "gui.cue.caller": "rig-sound"}


def program(module: str) -> list[str]:
    """The words that start one of `FROZEN`."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-m", module]
    name = FROZEN[module]
    return [str(Path(sys.executable).with_name(name + Path(sys.executable).suffix))]
