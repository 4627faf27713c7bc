"""From a file of another force plate to a trial, step by step."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rig.errors import UsageError
from rig.importing import from_c3d, from_csv, from_opensim
from rig.importing.evenly import evenly
from rig.importing.plausible import upwards
from rig.importing.source import Loads, Wishes
from rig.importing.textfile import read_bytes
from rig.importing.writing import write_trial
from rig.measure.placement import UNSAID, FootPlacement
from rig.plain import plain
from rig.trial.folder import refuse_unless_new
from rig.trial.header import Header, utc_text
from rig.trial.imported import ImportedFrom, utc_now
from rig.trial.localtime import offset_s

Reader = Callable[[bytes, Path, Wishes], Loads]
FORMATS: dict[str, tuple[str, Reader]] = {
    ".c3d": ("C3D", from_c3d.read),
    ".mot": ("OpenSim .mot", from_opensim.read),
    ".sto": ("OpenSim .sto", from_opensim.read),
    ".csv": ("CSV", from_csv.read),
}
TIME_UNKNOWN = "The time of day of the recording is not known."


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """The user's information about the recording. `protocol` are the fields of `Header` that a
    drill fills; `start_utc` is when the recording began, with the offset of its place if that is
    known, None if it is not known at all."""

    participant: str = ""
    protocol: dict[str, Any] = field(default_factory=dict)
    feet: FootPlacement = UNSAID
    start_utc: datetime | None = None


def import_trial(path: Path, out: Path, *, about: About, wishes: Wishes) -> ImportedFrom:
    """Makes a trial from a recording of one or two force plates; returns its stored source.

    Raises UsageError, in one line, if it is not such a recording, or if `out` cannot be created.
    """
    name, reader = _format_of(path)
    refuse_unless_new(out)
    data = read_bytes(path)
    try:
        loads = reader(data, path, wishes)
        force_n, which_way = upwards(loads.force_n)
        even = evenly(loads.time_s, force_n)
    except UsageError as error:
        raise _named(error, path) from error
    source = ImportedFrom(
        file_name=plain(path.name),
        sha256=hashlib.sha256(data).hexdigest(),
        format=name,
        start_s=even.start_s,
        imported_utc=utc_now(),
        start_known=about.start_utc is not None,
        assumptions=(*loads.said, *which_way, *even.said, *_unknown(about)),
    )
    write_trial(out, _header(about, loads), source, even)
    return source


def _format_of(path: Path) -> tuple[str, Reader]:
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise UsageError(f"expected a file that ends in {', '.join(FORMATS)}, got {path.name}")
    if not path.is_file():
        raise UsageError(f"expected a file, {path} is {'a folder' if path.is_dir() else 'none'}")
    return found


def _named(error: UsageError, path: Path) -> UsageError:
    """Adds the name of the file."""
    said = str(error)
    return error if str(path) in said or path.name in said else UsageError(f"{path}: {said}")


def _unknown(about: About) -> list[str]:
    return [] if about.start_utc else [TIME_UNKNOWN]


def _header(about: About, loads: Loads) -> Header:
    start = about.start_utc or datetime.now(UTC)
    feet: dict[str, Any] = {
        name: getattr(about.feet, name) for name in ("foot_length_mm", "heel_offset_mm")
    }
    return Header(
        start_time_utc=utc_text(start.astimezone(UTC)),
        utc_offset_s=math.nan if start.tzinfo is UTC and about.start_utc else offset_s(start),
        simulated=loads.simulated,
        participant=about.participant,
        stance_width_mm=loads.stance_mm,
        **feet,
        **about.protocol,
    )
