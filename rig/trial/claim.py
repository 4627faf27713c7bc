"""That a file is being written, said by a file of its own beside it.

HDF5's locks do not work on many shares, and on Windows they keep everybody from reading what is
locked. So whoever writes a trial lays a claim beside it, which every system and every disk can
read: who writes it, since when, and when that was still so. FORMAT.md describes it.
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
# Longer than a disk may hold up who records (65 s), and a share may keep a change to itself.
STALE_S = 120.0
# The clocks of two computers may differ by more than that: then a beat is waited for.
WATCH_S, LOOK_EACH_S = 2.5, 0.25
LENGTH = 512  # each time the same, so that what is read is never half of each
Said = dict[str, Any]


def claim_path(path: Path) -> Path:
    """Where the claim on a file lies."""
    return path.with_name(f".{path.name}{SUFFIX}")


def claimed_path(claim: Path) -> Path:
    """On which file it is."""
    return claim.with_name(claim.name.removeprefix(".").removesuffix(SUFFIX))


class Claim:
    """That of this process on a file that it is about to make; `called` is what the user calls it.

    Raises UsageError where somebody else has it, or it cannot be written.
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
        with suppress(OSError):  # after a power cut it has to say of whom it was
            os.fsync(self._descriptor)

    def beat(self) -> None:
        """Says that it still is so, at most each second. A disk that refuses this has the trial
        itself to refuse."""
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
        """For as long as something is made."""
        try:
            yield
        finally:
            self.drop()

    def leave(self) -> None:
        """What it is on could not be taken away: it stays and says whose that is."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def drop(self) -> None:
        """It is written no longer. May be repeated."""
        if self._descriptor < 0:
            return
        self.leave()
        with suppress(OSError):  # its folder was moved: there it grows stale
            self._path.unlink()


def being_written(path: Path) -> str:
    """In words by whom."""
    said = _said(_content(claim_path(path)) or b"")
    host = str(said.get("host", ""))
    where = f" on {host!a}"[:80] if host and said.get("machine") != machine() else ""
    return f"it is being recorded or written just now{where}"


def is_claimed(path: Path) -> bool:
    """Whether somebody is writing the file at `path`, here or on another computer.

    Where only a beat can tell, it takes seconds.
    """
    content = _content(claim_path(path))
    if content is None:
        return False
    said = _said(content)
    if _is_of_dead_process(said):
        return False
    return _is_fresh(said, claim_path(path)) or _beats(path, content)


def is_left_over(path: Path) -> bool:
    """Whether there is a claim on a file by a process of this computer that runs no longer; needs
    no beats."""
    content = _content(claim_path(path))
    return content is not None and _is_of_dead_process(_said(content))


def drop_stale(path: Path) -> None:
    """Takes away a claim that counts no longer."""
    if os.path.lexists(claim_path(path)) and not is_claimed(path):
        with suppress(OSError):
            claim_path(path).unlink(missing_ok=True)


def _content(claim: Path) -> bytes | None:
    """None where there is none; nothing where it may not be looked into."""
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
    """On this computer: of another one it cannot be told."""
    if said.get("machine") != machine():
        return False
    process = said.get("process")
    is_of_before = bool(boot() and said.get("boot")) and said["boot"] != boot()
    return is_of_before or (isinstance(process, int) and not is_running(process))


def _is_fresh(said: Said, claim: Path) -> bool:
    """By its own words; of one that may not be looked into, by those of the disk. Where it has none
    it is of before a power cut, or made this moment: that only a beat can tell."""
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
