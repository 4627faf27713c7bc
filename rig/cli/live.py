"""rig live: an engine, and a window on it. The window is a separate program."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any

import click

from rig.cli.console import fail
from rig.cli.engine import name_option
from rig.cli.program import program
from rig.cli.running import board_options, lsl_option
from rig.errors import Exit, UsageError
from rig.stream.runfolder import Place
from rig.trial.folder import concerns, default_folder

ENGINE_WITHIN_S = 10.0
LOOK_EACH_S = 0.05

# Engines outlive this program; those that end before it are not left as zombies.
_started: list[subprocess.Popen[bytes]] = []


@click.command()
@board_options
@name_option
@lsl_option
def live(plates: str | None, dowel: str | None, *, name: str, lsl: bool) -> int:
    """Open the live window, on an engine that runs already if there is one."""
    if not has_display():
        raise UsageError("expected a display for the window: use rig record or rig watch")
    with suppress(UsageError):  # the window reports where nothing can be recorded
        for words in concerns(default_folder()):
            fail(words)
    return show_live(name, [*boards_as_words(plates, dowel), *(["--lsl"] if lsl else [])])


def show_live(name: str, boards: Sequence[str]) -> int:
    """Starts the engine of that name unless it runs, and a window on it; returns when it closes."""
    start_engine(name, boards)
    window = subprocess.run([*program("gui"), "--name", name], check=False)  # noqa: S603 (ours)
    return Exit.DONE if window.returncode == 0 else Exit.DEVICE_FAILED


def start_engine(name: str, boards: Sequence[str]) -> None:
    """Starts an engine that outlives this program. Raises UsageError if it does not start."""
    place = Place(name)
    if runs(place):
        return
    words = [*program("rig"), "engine", "--name", name, *boards]
    with tempfile.TemporaryFile() as remarks:  # no pipe: it is not read while the engine runs
        _start(place, words, remarks)


def _start(place: Place, words: Sequence[str], remarks: IO[bytes]) -> None:
    process = subprocess.Popen(words, **_apart(), stderr=remarks)  # noqa: S603 (ours)
    _started[:] = [process, *(other for other in _started if other.poll() is None)]
    for _ in range(round(ENGINE_WITHIN_S / LOOK_EACH_S)):
        if place.is_open():
            return
        if process.poll() is not None:
            break
        time.sleep(LOOK_EACH_S)
    raise UsageError(f"the engine did not start: {_last_line(remarks)}")


def _last_line(remarks: IO[bytes]) -> str:
    remarks.seek(0)
    said = remarks.read().decode(errors="replace").strip().splitlines()
    return said[-1].removeprefix("rig: ") if said else "try rig engine to see why"


def runs(place: Place) -> bool:
    """Whether an engine of that name runs; waits for one that is ending.

    Raises UsageError if it does not end.
    """
    for _ in range(round(ENGINE_WITHIN_S / LOOK_EACH_S)):
        if not place.is_taken():
            return False
        if place.is_open():
            return True
        time.sleep(LOOK_EACH_S)
    number = place.process()
    raise UsageError(
        f"the engine named {place.name} neither runs nor ends: end its process"
        f"{'' if number is None else f' {number}'}, then try again"
    )


def has_display() -> bool:
    """Whether a window could be opened here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def boards_as_words(plates: str | None, dowel: str | None) -> list[str]:
    """The options that choose these boards again."""
    chosen = {"--plates": plates, "--dowel": dowel}
    return [word for option, url in chosen.items() if url for word in (option, url)]


def _apart() -> dict[str, Any]:
    """Neither a closed terminal nor a Ctrl-C in it may end a recording."""
    silent: dict[str, Any] = dict.fromkeys(("stdin", "stdout"), subprocess.DEVNULL)
    if sys.platform == "win32":
        flags = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return silent | {"creationflags": flags}
    return silent | {"start_new_session": True}
