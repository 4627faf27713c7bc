"""Where running engines publish what others need to find them: owner-only, gone with the engine.

Each engine has a name. The holder of a name's lock is its engine; the lock is released however the
process ends, so the next engine of that name knows that what it finds is left over.
"""

import os
import re
import stat
import sys
import warnings
from contextlib import suppress
from itertools import count
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_path, user_runtime_path

from rig.errors import UsageError
from rig.trial.private import OTHERS, make_folder, write_whole

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
APP = "hinge-rig"
RING, LOCK = ".ring", ".lock"
TAKEN_WITHIN_S = 0.3  # another engine that looks for leftovers holds it for a moment


def run_folder() -> Path:
    """The folder, created if missing. Raises UsageError if no owner-only folder can be made."""
    for choose in (_runtime_folder, _cache_folder):
        with suppress(OSError):
            folder = choose()
            make_folder(folder)
            if _only_ours(folder):
                return folder
    raise UsageError(
        f"expected a folder of your own, found none that can be made: {_cache_folder()}"
    )


def _runtime_folder() -> Path:
    """Raises OSError if others could replace the folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a login session it is elsewhere: that is fine
        folder = Path(user_runtime_path(APP, appauthor=False))
    if sys.platform != "win32" and any(map(_is_of_others, folder.parents)):
        raise PermissionError
    return folder


def _cache_folder() -> Path:
    return Path(user_cache_path(APP, appauthor=False))


def _is_of_others(folder: Path) -> bool:
    """Whether another user may rename what is in it."""
    if sys.platform == "win32" or not folder.exists():
        return False
    about = folder.stat()
    anyone = about.st_mode & stat.S_IWOTH and not about.st_mode & stat.S_ISVTX
    return bool(anyone) or about.st_uid not in (0, os.getuid())


def _only_ours(folder: Path) -> bool:
    if sys.platform == "win32":  # the user's profile, which Windows restricts to its owner
        return True
    about = folder.stat()
    return about.st_uid == os.getuid() and not stat.S_IMODE(about.st_mode) & OTHERS


def left_by_killed_engines() -> list[Path]:
    """Rings and other files of engines that no longer run: they hold the last measurements, of any
    person. Empty if there is no folder for them."""
    return [path for place in _places() if not place.is_running() for path in place.files()]


def sweep_killed_engines() -> None:
    """Removes those files; what a running engine uses stays."""
    for place in _places():
        place.is_taken()


def _places() -> "list[Place]":
    """Of all engines that left more than their lock, which stays for good."""
    try:
        folder = run_folder()
    except UsageError:  # then nothing was left there either
        return []
    files = (path for path in folder.iterdir() if path.suffix != LOCK)
    found = (NAME.match(path.name) for path in files)
    return [Place(name) for name in sorted({one[0] for one in found if one})]


class Place:
    """The files of an engine's name."""

    def __init__(self, name: str) -> None:
        if not NAME.fullmatch(name):
            raise UsageError(f"expected letters, digits, _ or - as name of an engine, got {name!r}")
        self.name = name
        self.folder = run_folder()
        self._lock = FileLock(self.folder / f"{name}{LOCK}", mode=0o600)

    @property
    def address(self) -> str:
        """Address of the door: a socket file, on Windows a named pipe."""
        if sys.platform == "win32":
            return rf"\\.\pipe\{APP}-{os.getlogin()}-{self.name}"
        return str(self.folder / f"{self.name}.socket")

    def take(self) -> None:
        """Makes this process the engine of the name and removes its leftovers.

        Raises UsageError if there is one already.
        """
        try:
            self._lock.acquire(timeout=TAKEN_WITHIN_S)
        except Timeout as error:
            raise UsageError(f"an engine named {self.name} is running already") from error
        except OSError as error:
            raise UsageError(f"cannot lock {self._lock.lock_file}: {error.strerror}") from error
        self.sweep()
        with suppress(OSError):  # the engine runs without it, too
            write_whole(self._process_path, str(os.getpid()).encode())
        self._sweep_dead()

    def process(self) -> int | None:
        """The process id of the engine of the name; None if it is not known."""
        try:
            return int(self._process_path.read_bytes())
        except (OSError, ValueError):
            return None

    def lay_out_key(self, key: bytes) -> None:
        """Admits those who may read it: others find the door from now on, so it must already
        listen."""
        write_whole(self._key_path, key)

    def take_key_away(self) -> None:
        """Hides the door from now on."""
        self._remove("key*")

    def give_back(self) -> None:
        """Removes all that an engine left, and releases its lock."""
        self.sweep()
        self._lock.release()

    def is_taken(self) -> bool:
        """Whether an engine of this name is running. Removes the leftovers of a killed one."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return True
        except OSError as error:
            raise UsageError(f"cannot lock {self._lock.lock_file}: {error.strerror}") from error
        self.give_back()
        return False

    def is_running(self) -> bool:
        """Whether an engine of this name is running. Nothing is changed."""
        try:
            with self._lock.acquire(timeout=0):
                return False
        except Timeout:
            return True

    def files(self) -> list[Path]:
        """The files under the name, except the lock."""
        kinds = ("key*", "process*", "socket", "*.ring")
        return sorted(path for kind in kinds for path in self.folder.glob(f"{self.name}.{kind}"))

    def is_open(self) -> bool:
        """Whether an engine has an open door here."""
        return self._key_path.exists()

    def key(self) -> bytes:
        """The key to the door. Raises OSError if there is no engine."""
        return self._key_path.read_bytes()

    def ring_path(self, role: str, number: int) -> Path:
        """Path of a board's ring."""
        return self.folder / f"{self.name}.{number}.{role}.ring"

    def free_number(self, first: int) -> int:
        """The first number from `first` on without a ring. A dead engine's ring may remain if a
        window still maps it."""
        taken = {path.name.split(".")[1] for path in self.folder.glob(f"{self.name}.*{RING}")}
        return next(number for number in count(first) if str(number) not in taken)

    def sweep(self) -> None:
        """Removes the files of the name, except the lock."""
        self.take_key_away()
        self._remove("process*")
        self._remove("socket")
        self.sweep_rings()

    def sweep_rings(self) -> None:
        """Removes the rings of the name; a process that has one open can still read it."""
        self._remove(f"*{RING}")

    def _sweep_dead(self) -> None:
        """Removes what ended engines of other names left: no person's measurements remain."""
        for name in {path.name.partition(".")[0] for path in self.folder.glob(f"*{RING}")}:
            if name != self.name and NAME.fullmatch(name):
                with suppress(UsageError):  # a remaining one does not prevent the start
                    Place(name).is_taken()

    def _remove(self, kind: str) -> None:
        for path in self.folder.glob(f"{self.name}.{kind}"):
            with suppress(OSError):  # Windows keeps what is still mapped; the next sweep gets it
                path.unlink()

    @property
    def _process_path(self) -> Path:
        return self.folder / f"{self.name}.process"

    @property
    def _key_path(self) -> Path:
        return self.folder / f"{self.name}.key"
