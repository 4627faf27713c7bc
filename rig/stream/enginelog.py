"""A log of the engine that outlives it: a few lines in small files for its owner only.

It holds no error message, since that may name a trial and with it a person: only the kind of error
and its place in the program. Python itself writes what kills a process from inside into a separate
file.
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
BEGINS, ENDS, FAILS = "begins: ", "ends: ", "fails: "  # prefixes of the lines for these

LOG = logging.getLogger("rig.engine")
LOG.addHandler(logging.NullHandler())  # without `kept_log` nothing is stored or printed
LOG.setLevel(logging.INFO)


@contextmanager
def kept_log(name: str) -> Iterator[None]:
    """Within it, entries in LOG and whatever ends a thread or the process are stored in this
    engine's log. If that fails, the engine runs without a log."""
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
    """An error without its message: its kind, and its trace through the program."""
    frames = traceback.extract_tb(error.__traceback__)[-NEWEST_FRAMES:]
    way = (f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    number = errno.errorcode.get(error.errno or 0, "") if isinstance(error, OSError) else ""
    kind = " ".join(filter(None, (type(error).__name__, number)))
    return " < ".join((kind, *way))


def last_words(name: str) -> str:
    """How the last engine of a name ended, as far as it was logged; "" if there is no log."""
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
    """A failed write must not end the engine, and no one reads standard error."""

    def _open(self) -> TextIO:  # type: ignore[override]  # the handler only writes
        """Opens it for its owner only."""
        way = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        return os.fdopen(os.open(self.baseFilename, way, FILE_MODE), "a", encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Ignores the error."""


def _formatter() -> logging.Formatter:
    formatter = logging.Formatter("%(asctime)sZ | %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    return formatter


@contextmanager
def _hooks() -> Iterator[None]:
    """Logs whatever ends a thread, then reports it as before."""
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
    """Drops the folders of the installation."""
    return "/".join(Path(filename).parts[-2:])


def _short_frame(line: str) -> str:
    """File "/somewhere/rig/stream/ring.py", line 12 in append: in the format of `words_of`."""
    _, filename, where = (*line.split('"'), "", "")[:3]
    return f"{_short(filename)}:{where.removeprefix(', line ').replace(' in ', ' ')}"
