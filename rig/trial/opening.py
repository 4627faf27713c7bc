"""Opens a trial file as plain data. FORMAT.md beside this file documents what it holds."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from rig.measure.balance import NOMINAL_GEOMETRY
from rig.measure.calibration import PlateCalibration
from rig.measure.contact import ContactLevels
from rig.measure.validity import judge
from rig.trial.event import Event
from rig.trial.facts import facts_of
from rig.trial.reader import opened
from rig.trial.trial import Clock, Dowel, Gap, Plates, Trial
from rig.trial.writer import NO_SAMPLE

TEXTS = ("trial_id", "participant", "protocol", "condition", "end_reason", "software_version")
COLUMNS = ("sample", "device_time_us", "status", "counts")


def open_trial(path: str | os.PathLike[str]) -> Trial:
    """All of a trial file, in memory; the file is closed again and never changed.

    Raises RigError, whose text is one line for the user, for what cannot be read as a trial.
    """
    with opened(Path(path)) as file:
        return Trial(
            **{name: str(file.attrs[name]) for name in TEXTS},
            start_time_utc=datetime.fromisoformat(str(file.attrs["start_time_utc"])),
            simulated=bool(file.attrs["simulated"]),
            plates=_plates(file) if "plates" in file else None,
            dowel=_dowel(file) if "dowel" in file else None,
            events=tuple(_events(file["events"])),
            gaps=tuple(Gap(*row) for row in _rows(file["gaps"], "board", "first_sample", "count")),
            validity=judge(facts_of(file)),
        )


def _plates(file: h5py.File) -> Plates:
    frozen = file["calibration/plates"]
    return Plates(
        **_board(file, "plates", force_n="force"),
        calibration=PlateCalibration(
            tuple(frozen["zero_counts"][:].tolist()),
            tuple(frozen["newtons_per_count"][:].tolist()),
            str(frozen.attrs["name"]),
        ),
        geometry=NOMINAL_GEOMETRY,
    )


def _dowel(file: h5py.File) -> Dowel:
    frozen = file["calibration/dowel"]
    levels = ContactLevels(
        tuple(frozen["on_counts"][:].tolist()),
        tuple(frozen["off_counts"][:].tolist()),
        int(frozen.attrs["debounce_samples"]),
    )
    return Dowel(**_board(file, "dowel"), levels=levels)


def _board(file: h5py.File, role: str, **more: str) -> dict[str, Any]:
    """What both boards have, and `more` columns by the names that they get."""
    group = file[role]
    columns = {name: name for name in COLUMNS} | {"time_s": "time"} | more
    # Of a trial that was not closed a column may have more rows than another.
    rows = min(len(group[name]) for name in columns.values())
    return {
        **{name: group[column][:rows] for name, column in columns.items()},
        "columns": tuple(str(name) for name in group.attrs["columns"]),
        "board_serial": str(group.attrs["board_serial"]),
        "firmware_version": str(group.attrs["firmware_version"]),
        **{
            name: float(group.attrs[name])
            for name in ("volts_per_count", "sample_rate_hz", "sample_rate_hz_fitted")
        },
        "clock": _clock(file["clock"].get(role)),
    }


def _clock(group: h5py.Group | None) -> Clock | None:
    if group is None or "method" not in group.attrs:
        return None  # never closed
    said = group.attrs
    return Clock(str(said["method"]), float(said["rate_ppm"]), float(said["residual_ms"]))


def _events(table: h5py.Group) -> list[Event]:
    rows = _rows(table, "time", "kind", "board", "point", "sample", "value")
    return [
        Event(time_s, kind, board, point, None if sample == NO_SAMPLE else sample, value)
        for time_s, kind, board, point, sample, value in rows
    ]


def _rows(table: h5py.Group, *names: str) -> list[tuple[Any, ...]]:
    """Rows of a small table as numbers and text."""
    columns = [_plain(table[name][:]) for name in names]
    return list(zip(*columns, strict=False))  # as far as all columns go


def _plain(column: np.ndarray[Any, Any]) -> list[Any]:
    return [value.decode() if isinstance(value, bytes) else value for value in column.tolist()]
