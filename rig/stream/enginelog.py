"""What an engine did, kept for when it is gone: a few lines in small files for its owner only.

No sentence of an error stands there, since that may name a trial and with it a person: only what
kind of error it was, and where in the program. What kills a process from inside is written by
Python itself, into a file beside it.
"""

import errno
import faulthandler
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from platformdirs import user_log_path

from rig.plain import plain
from rig.trial.private import FILE_MODE, keep_private, make_folder

MOST_BYTES = 32_000
LONGEST_WORDS = 300
NEWEST_FRAMES = 5
BEGINS, ENDS, FAILS = "begins: ", "ends: ", "fails: "  # how lines begin that say so

LOG = logging.getLogger("rig.engine")
LOG.addHandler(logging.NullHandler())  # without `kept_log` nothing is kept, and nothing printed
LOG.setLevel(logging.INFO)


@contextmanager
def kept_log(name: str) -> Iterator[None]:
    """Within it what is noted in LOG, and what ends a thread or the process, is kept of the engine
    of this name. Where it cannot be kept, the engine runs without."""
    with ExitStack() as open_here:
        with suppress(OSError):
            make_folder(log_path(name).parent)
            handler = _Handler(log_path(name), maxBytes=MOST_BYTES, backupCount=1, encoding="utf-8")
            open_here.callback(handler.close)
            handler.setFormatter(_formatter())
            LOG.addHandler(handler)
            open_here.callback(LOG.removeHandler, handler)
            crash = open_here.enter_context(_crash_path(name).open("w", encoding="utf-8"))
            keep_private(_crash_path(name))
            faulthandler.enable(crash)
            open_here.callback(faulthandler.disable)
        open_here.enter_context(_hooks())
        yield


def words_of(error: BaseException) -> str:
    """An error without its sentence: its kind, and the way through the program to it."""
    frames = traceback.extract_tb(error.__traceback__)[-NEWEST_FRAMES:]
    way = (f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    number = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    kind = " ".join(filter(None, (type(error).__name__, number)))
    return " < ".join((kind, *way))


def last_words(name: str) -> str:
    """How the last engine of a name ended, as far as it could say so; "" if nothing is kept."""
    newest: list[tuple[str, str]] = []
    for line in _lines(log_path(name)):
        stamp, _, said = line.partition(" | ")
        newest = [*([] if said.startswith(BEGINS) else newest), (stamp, said)]
    if not newest:
        return ""
    ends = [one for one in newest if one[1].startswith((ENDS, FAILS))]
    stamp, said = ends[0] if ends else newest[-1]
    if not ends:
        crash = [line.strip() for line in _lines(_crash_path(name))]
        way = [_short_frame(line) for line in crash if line.startswith("File ")][:NEWEST_FRAMES]
        said = " < ".join([*crash[:1], *way]) or f"it gave no reason; its last entry: {said}"
    return plain(f"{stamp} {said}", LONGEST_WORDS)


def log_path(name: str) -> Path:
    """Where the log of the engine of a name is."""
    return Path(user_log_path("hinge-rig", appauthor=False)) / f"engine-{name}.log"


def _crash_path(name: str) -> Path:
    return log_path(name).with_suffix(".crash")


class _Handler(RotatingFileHandler):
    """What cannot be written is no reason to end, and nobody reads standard error."""

    def _open(self) -> TextIO:  # type: ignore[override]  # the handler only writes
        """For its owner only."""
        way = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        return os.fdopen(os.open(self.baseFilename, way, FILE_MODE), "a", encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Goes on."""


def _formatter() -> logging.Formatter:
    formatter = logging.Formatter("%(asctime)sZ | %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    return formatter


@contextmanager
def _hooks() -> Iterator[None]:
    """What ends a thread is noted, and then said as ever."""
    before = threading.excepthook

    def note(about: threading.ExceptHookArgs) -> None:
        if about.exc_value:
            LOG.error("a thread ended: %s", words_of(about.exc_value))
        before(about)

    threading.excepthook = note
    process_before = sys.excepthook

    def note_last(
        kind: type[BaseException], error: BaseException, way: TracebackType | None
    ) -> None:
        LOG.error("%s%s", FAILS, words_of(error))
        process_before(kind, error, way)

    sys.excepthook = note_last
    try:
        yield
    finally:
        threading.excepthook, sys.excepthook = before, process_before


def _lines(path: Path) -> list[str]:
    with suppress(OSError):
        return path.read_text("utf-8", "replace").splitlines()
    return []


def _short(filename: str) -> str:
    """Without the folders of whoever installed it."""
    return "/".join(Path(filename).parts[-2:])


def _short_frame(line: str) -> str:
    """File "/somewhere/rig/stream/ring.py", line 12 in append: as `words_of` writes it."""
    _, filename, where = (*line.split('"'), "", "")[:3]
    return f"{_short(filename)}:{where.removeprefix(', line ').replace(' in ', ' ')}"
