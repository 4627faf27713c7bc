"""Where settings lie: where this platform keeps them, for their owner only, whole or not at all."""

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
    """Where the settings of whoever is logged in lie; there need not be any."""
    return user_folder() / NAME


class SettingsFile:
    """The settings at `path`, or the defaults where there are none.

    A file that cannot be used is set aside under another name, of which `problem` says so in one
    sentence; where it cannot be set aside either, it stays and nothing is written.
    """

    def __init__(self, path: Path, utc: datetime) -> None:
        self.settings = Settings()
        self.problem = ""
        self._path = path
        self._in_the_way = False
        self._read(utc)

    def write(self, settings: Settings) -> None:
        """Keeps them, in the file too if that can be; `problem` says if it cannot."""
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
    """Names for a bad file, the first one that is free to be taken."""
    stamp = utc.strftime("%Y%m%dT%H%M%SZ")
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        yield path.with_name(f"settings.bad-{stamp}{again}.toml")
