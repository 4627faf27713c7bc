"""Whether a folder is synchronised with other computers, as far as its location shows.

No service is asked: it uses the names of folders, files that services leave, and their own records.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from rig.parsed import json_of


@dataclass(frozen=True, slots=True)
class Service:
    """How a service's folder is recognised. Names may contain `*`; case is ignored.

    `variables` of the environment hold its path; `anywhere` are unambiguous names, which may be any
    part of a path; `in_home` are names that mean the service only in the user's home; `markers` are
    files at the top of a synchronised folder.
    """

    name: str
    variables: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()
    in_home: tuple[str, ...] = ()
    markers: tuple[str, ...] = ()


SERVICES = (
    Service(
        "OneDrive",
        variables=("OneDrive", "OneDriveConsumer", "OneDriveCommercial"),
        anywhere=("OneDrive", "OneDrive - *", "OneDrive-*"),
    ),
    Service("Dropbox", anywhere=("Dropbox", "Dropbox (*)"), markers=(".dropbox.cache",)),
    Service(
        "Google Drive",
        anywhere=("Google Drive", "GoogleDrive", "GoogleDrive-*", "My Drive"),
        markers=(".tmp.driveupload", ".tmp.drivedownload"),
    ),
    Service(
        "iCloud Drive",
        anywhere=("Mobile Documents", "com~apple~CloudDocs", "iCloudDrive", "iCloud Drive"),
    ),
    Service("Nextcloud", in_home=("Nextcloud*",), markers=(".sync_*.db", "._sync_*.db")),
    Service("ownCloud", in_home=("ownCloud*",), markers=(".owncloudsync.log",)),
    Service("Box", anywhere=("Box-Box", "Box Sync"), in_home=("Box",)),
    Service("pCloud", anywhere=("pCloudDrive", "pCloud Drive", "pCloud Sync")),
    Service("MEGA", anywhere=("MEGAsync",), in_home=("MEGA",), markers=(".megaignore",)),
    Service("Proton Drive", anywhere=("Proton Drive", "ProtonDrive-*")),
    Service("Syncthing", markers=(".stfolder",)),
    Service("Seafile", in_home=("Seafile",)),
    Service("Tresorit", in_home=("Tresorit", "Tresors")),
    Service("Yandex Disk", anywhere=("Yandex.Disk", "YandexDisk")),
    Service("HiDrive", in_home=("HiDrive",)),
    Service("kDrive", in_home=("kDrive",)),
    Service("Sync.com", in_home=("Sync",)),
    Service("a cloud service", anywhere=("CloudStorage",)),  # where macOS keeps all of them
)


def synchronised_by(path: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Name of the service that synchronises a file or folder; "" if none is detected."""
    folders = set(_folders_of(path))
    if folders & set(_dropbox_folders(environ)):
        return "Dropbox"
    lying = {entry for folder in folders for entry in _inside(folder)}
    return next((s.name for s in SERVICES if _holds(s, folders, lying, environ)), "")


def _folders_of(path: Path) -> Iterator[Path]:
    """A path and all its parents, also with links resolved."""
    for way in (path.absolute(), path.resolve()):
        yield way
        yield from way.parents


def _inside(folder: Path) -> list[str]:
    with suppress(OSError):
        return [entry.name for entry in folder.iterdir()]
    return []


def _holds(
    service: Service, folders: set[Path], lying: set[str], environ: Mapping[str, str]
) -> bool:
    homes = {Path.home(), Path.home().resolve()}
    return (
        any(Path(environ[name]) in folders for name in service.variables if environ.get(name))
        or any(_is_one(folder.name, service.anywhere) for folder in folders)
        or any(_is_one(f.name, service.in_home) for f in folders if f.parent in homes)
        or any(_is_one(name, service.markers) for name in lying)
    )


def _is_one(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name.casefold(), pattern.casefold()) for pattern in patterns)


def _dropbox_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """Dropbox's folders by its own records: a user may give them any name."""
    above = [Path(environ[name]) for name in ("APPDATA", "LOCALAPPDATA") if environ.get(name)]
    for place in (Path.home() / ".dropbox", *(folder / "Dropbox" for folder in above)):
        with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
            accounts = json_of((place / "info.json").read_text(encoding="utf-8"))
            yield from [Path(account["path"]) for account in accounts.values()]
