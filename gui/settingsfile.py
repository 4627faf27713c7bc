"""The settings file: in this platform's place, readable by its owner only, written atomically."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec

from gui.language import text
from gui.settings import Settings
from gui.userfolder import user_folder
from rig.errors import UsageError
from rig.fields import read_fields
from rig.parsed import bytes_of
from rig.trial.private import write_whole

NAME = "settings.toml"


def settings_path() -> Path:
    """The path of the current user's settings; it need not exist."""
    return user_folder() / NAME


class SettingsFile:
    """The settings at `path`, or the defaults if there are none.

    An unusable file is renamed, and `problem` states so in one sentence; if it cannot be renamed
    either, it stays and nothing is written.
    """

    def __init__(self, path: Path, utc: datetime) -> None:
        self.settings = Settings()
        self.problem = ""
        self._path = path
        self._in_the_way = False
        self._read(utc)

    def write(self, settings: Settings) -> None:
        """Keeps the settings, and writes them to the file; `problem` states a failure to write."""
        self.settings = settings
        if self._in_the_way:
            return
        try:
            write_whole(self._path, msgspec.toml.encode(settings))
            self.problem = ""
        except OSError as error:
            self.problem = _for_now(
                text("settings_file.unwritten", path=self._path, why=error.strerror)
            )

    def _read(self, utc: datetime) -> None:
        try:
            self.settings = read_fields(bytes_of(self._path), Settings, file=NAME)
        except FileNotFoundError:
            pass
        except UsageError as error:
            self._set_aside(str(error), utc)
        except OSError as error:
            self._set_aside(text("settings_file.unread", name=NAME, why=error.strerror), utc)

    def _set_aside(self, why: str, utc: datetime) -> None:
        try:
            aside = next(path for path in _names(self._path, utc) if not path.exists())
            self._path.rename(aside)
        except OSError as error:
            self._in_the_way = True
            self.problem = _for_now(text("settings_file.stays", why=why, error=error.strerror))
        else:
            self.problem = text("settings_file.aside", why=why, name=aside.name)


def _for_now(why: str) -> str:
    return text("settings_file.for_now", why=why)


def _names(path: Path, utc: datetime) -> Iterator[Path]:
    """Names for a bad file, in order; the first one not in use is taken."""
    stamp = utc.strftime("%Y%m%dT%H%M%SZ")
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        yield path.with_name(f"settings.bad-{stamp}{again}.toml")
