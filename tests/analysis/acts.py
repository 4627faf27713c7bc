"""Functions for processes in tests: they import this module by its name."""

import os
import signal
import time
from pathlib import Path

from rig.errors import UsageError

DIES, FAILS, REFUSES, STRANGE = "dies", "fails", "refuses", "strange"
MEET_WITHIN_S = 20.0


def act(word: str) -> object:
    """The word in capitals and the id of the process, or the behaviour that the word names."""
    if word.startswith(DIES):
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    if word.startswith(FAILS):
        raise KeyError("no such \x1b[31m thing")
    if word.startswith(REFUSES):
        raise UsageError("expected another word")
    if word.startswith(STRANGE):
        return lambda: "cannot be sent to another process"
    return word.upper(), os.getpid()


def meet(path: Path) -> int:
    """Waits for the file of another process that does the same; returns the id of this process."""
    path.touch()
    end_s = time.monotonic() + MEET_WITHIN_S
    while len(list(path.parent.iterdir())) < 2 and time.monotonic() < end_s:
        time.sleep(0.01)
    return os.getpid()
