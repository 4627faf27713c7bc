"""Where an imported trial comes from: a recording of other force plates, and what was assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import h5py

from rig.plain import plain

MOST_ASSUMPTIONS, LONGEST_ASSUMPTION = 40, 400
_PREFIX = "imported_"


@dataclass(frozen=True, slots=True)
class ImportedFrom:
    """The file that became a trial.

    `sha256` is over its bytes, hexadecimal. `start_s` is time 0 of the trial in the file's own
    seconds. `imported_utc` is when it was imported, `start_known` whether the time of day of the
    recording is known. `assumptions` are sentences: what the file does not contain, and what was
    changed in it.
    """

    file_name: str
    sha256: str
    format: str
    start_s: float
    imported_utc: str
    start_known: bool
    assumptions: tuple[str, ...]


def write_imported(file: h5py.File, source: ImportedFrom) -> None:
    """Writes the attributes of the root that an imported trial has."""
    for name in ImportedFrom.__dataclass_fields__:
        value = getattr(source, name)
        file.attrs[_name(name)] = list(value) if name == "assumptions" else value


def _name(field: str) -> str:
    return field if field.startswith(_PREFIX) else _PREFIX + field


def is_imported(file: h5py.File) -> bool:
    """Whether an open trial is a recording of other force plates."""
    return any(str(name).startswith(_PREFIX) for name in file.attrs)


def imported_from(file: h5py.File) -> ImportedFrom | None:
    """Where an open trial comes from; None if it was recorded by this program.

    Raises KeyError, TypeError or ValueError if its attributes make no sense.
    """
    return _read(file.attrs) if is_imported(file) else None


def _read(attrs: Mapping[str, Any]) -> ImportedFrom:
    assumptions = attrs[_name("assumptions")][:MOST_ASSUMPTIONS]
    texts = ("file_name", "sha256", "format", "imported_utc")
    return ImportedFrom(
        **{name: plain(attrs[_name(name)]) for name in texts},
        start_s=float(attrs[_name("start_s")]),
        start_known=bool(attrs[_name("start_known")]),
        assumptions=tuple(plain(one, LONGEST_ASSUMPTION) for one in assumptions),
    )


def start_of(file: h5py.File) -> datetime | None:
    """The time of day at time 0 of an open trial; None if an imported one does not contain it."""
    source = imported_from(file)
    if source is not None and not source.start_known:
        return None
    return datetime.fromisoformat(str(file.attrs["start_time_utc"]))


def utc_now() -> str:
    """The time of an import, ISO 8601 with the offset of UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")
