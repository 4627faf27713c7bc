"""Marks a file as being written, with a file of its own beside it.

HDF5's locks do not work on many network shares, and on Windows they block all readers. So the
writer of a trial puts a claim beside it, which every system and every disk can read: who writes it,
since when, and when that was last confirmed. FORMAT.md describes it.
"""

import json
import math
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rig.errors import UsageError
from rig.trial.private import new_file
from rig.trial.processes import boot, is_running, machine

SUFFIX = ".writing"
BEAT_EACH_S = 1.0
# Longer than a disk may block a recorder (65 s), and a share may delay a visible change.
STALE_S = 120.0
# The clocks of two computers may differ by more than that: then it waits for a beat.
WATCH_S, LOOK_EACH_S = 2.5, 0.25
LENGTH = 512  # always the same, so that a read never returns a mix of two versions
Said = dict[str, Any]


def claim_path(path: Path) -> Path:
    """Path of the claim on a file."""
    return path.with_name(f".{path.name}{SUFFIX}")


def claimed_path(claim: Path) -> Path:
    """The file that a claim is on."""
    return claim.with_name(claim.name.removeprefix(".").removesuffix(SUFFIX))


class Claim:
    """This process's claim on a file that it is about to create; `called` is the user's name for
    it.

    Raises UsageError if another process has claimed it, or it cannot be written.
    """

    def __init__(self, path: Path, *, called: Path | None = None) -> None:
        name = called or path
        self._path = claim_path(path)
        drop_stale(path)
        try:
            self._descriptor = new_file(self._path)
        except FileExistsError as error:
            raise UsageError(f"cannot write {name}: {being_written(path)}") from error
        except OSError as error:
            raise UsageError(f"cannot write {name}: {error.strerror}") from error
        self._about = {
            "host": socket.gethostname(),
            "machine": machine(),
            "boot": boot(),
            "process": os.getpid(),
            "since_utc": _now_text(),
        }
        self._beats = 0
        self._due_s = 0.0
        self.beat()
        with suppress(OSError):  # the owner must be known after a power cut
            os.fsync(self._descriptor)

    def beat(self) -> None:
        """Confirms the claim, at most once a second. Errors are ignored: a disk that refuses this
        will also refuse the trial."""
        now_s = time.monotonic()
        if self._descriptor < 0 or now_s < self._due_s:
            return
        self._due_s = now_s + BEAT_EACH_S
        self._beats += 1
        said = {**self._about, "beat": self._beats, "beat_utc": _now_text()}
        with suppress(OSError):
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, json.dumps(said).encode().ljust(LENGTH - 1) + b"\n")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Holds the claim within the block."""
        try:
            yield
        finally:
            self.drop()

    def leave(self) -> None:
        """Keeps the claim file, with its owner, since the claimed file could not be deleted."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def drop(self) -> None:
        """Releases the claim. May be repeated."""
        if self._descriptor < 0:
            return
        self.leave()
        with suppress(OSError):  # its folder was moved: there it becomes stale
            self._path.unlink()


def being_written(path: Path) -> str:
    """A sentence naming the writer."""
    said = _said(_content(claim_path(path)) or b"")
    host = str(said.get("host", ""))
    where = f" on {host!a}"[:80] if host and said.get("machine") != machine() else ""
    return f"it is being recorded or written just now{where}"


def is_claimed(path: Path) -> bool:
    """Whether the file at `path` is being written, here or on another computer.

    Takes seconds if only a beat can tell.
    """
    content = _content(claim_path(path))
    if content is None:
        return False
    said = _said(content)
    if _is_of_dead_process(said):
        return False
    return _is_fresh(said, claim_path(path)) or _beats(path, content)


def is_left_over(path: Path) -> bool:
    """Whether a dead process of this computer left a claim on a file; needs no beats."""
    content = _content(claim_path(path))
    return content is not None and _is_of_dead_process(_said(content))


def drop_stale(path: Path) -> None:
    """Removes a claim that is no longer valid."""
    if os.path.lexists(claim_path(path)) and not is_claimed(path):
        with suppress(OSError):
            claim_path(path).unlink(missing_ok=True)


def _content(claim: Path) -> bytes | None:
    """None if there is no claim; empty if it is unreadable."""
    try:
        with claim.open("rb") as file:
            return file.read(2 * LENGTH)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return None if not os.path.lexists(claim) else b""


def _said(content: bytes) -> Said:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _is_of_dead_process(said: Said) -> bool:
    """Only for this computer: the processes of another one cannot be checked."""
    if said.get("machine") != machine():
        return False
    process = said.get("process")
    is_of_before = bool(boot() and said.get("boot")) and said["boot"] != boot()
    return is_of_before or (isinstance(process, int) and not is_running(process))


def _is_fresh(said: Said, claim: Path) -> bool:
    """By its own time; for an unreadable claim, by the file's. A claim without a time is older than
    a power cut, or was made this moment: only a beat can tell."""
    try:
        beat_s = datetime.fromisoformat(said["beat_utc"]).timestamp()
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        try:
            beat_s = -math.inf if os.access(claim, os.R_OK) else claim.stat().st_mtime
        except OSError:
            return False
    return abs(time.time() - beat_s) < STALE_S


def _beats(path: Path, before: bytes) -> bool:
    until_s = time.monotonic() + WATCH_S
    while time.monotonic() < until_s:
        time.sleep(LOOK_EACH_S)
        content = _content(claim_path(path))
        if content is None:
            return False
        if content != before:
            return True
    return False


def _now_text() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
