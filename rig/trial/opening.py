"""Opens a trial file as plain data. FORMAT.md beside this file documents what it holds."""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import h5py

from rig.device.messages import COLUMNS
from rig.measure.balance import NOMINAL_GEOMETRY
from rig.measure.calibration import PlateCalibration
from rig.measure.contact import ContactLevels
from rig.measure.validity import judge
from rig.plain import plain
from rig.trial.facts import facts_of
from rig.trial.reader import opened, stored_events
from rig.trial.trial import Clock, Dowel, Gap, Plates, Trial

TEXTS = ("trial_id", "participant", "protocol", "condition", "end_reason", "software_version")
SAMPLE_COLUMNS = ("sample", "device_time_us", "status", "counts")


def open_trial(path: str | os.PathLike[str]) -> Trial:
    """All of a trial file, in memory; the file is closed again and never changed.

    Raises RigError, whose text is one line for the user, for what cannot be read as a trial.
    """
    with opened(Path(path)) as file:
        return Trial(
            **{name: plain(file.attrs[name]) for name in TEXTS},
            replay_of=plain(file.attrs.get("replay_of", "")),
            start_time_utc=datetime.fromisoformat(str(file.attrs["start_time_utc"])),
            simulated=bool(file.attrs["simulated"]),
            plates=_plates(file) if "plates" in file else None,
            dowel=_dowel(file) if "dowel" in file else None,
            events=tuple(stored_events(file["events"])),
            gaps=tuple(_gaps(file["gaps"])),
            validity=judge(facts_of(file)),
        )


def _plates(file: h5py.File) -> Plates:
    frozen = file["calibration/plates"]
    return Plates(
        **_board(file, "plates", force_n="force"),
        calibration=PlateCalibration(
            tuple(frozen["zero_counts"][:].tolist()),
            tuple(frozen["newtons_per_count"][:].tolist()),
            plain(frozen.attrs["name"]),
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
    if tuple(group.attrs["columns"]) != COLUMNS[role]:
        raise ValueError(f"expected channels {', '.join(COLUMNS[role])} in {group.name}")
    columns = {name: name for name in SAMPLE_COLUMNS} | {"time_s": "time"} | more
    # Of a trial that was not closed a column may have more rows than another.
    rows = min(len(group[name]) for name in columns.values())
    return {
        **{name: group[column][:rows] for name, column in columns.items()},
        "columns": COLUMNS[role],
        "board_serial": plain(group.attrs["board_serial"]),
        "firmware_version": plain(group.attrs["firmware_version"]),
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
    return Clock(plain(said["method"]), float(said["rate_ppm"]), float(said["residual_ms"]))


def _gaps(table: h5py.Group) -> Iterator[Gap]:
    columns = (table[name][:].tolist() for name in ("board", "first_sample", "count"))
    for board, first_sample, count in zip(*columns, strict=False):  # as far as all of them go
        yield Gap(plain(board.decode(errors="replace")), first_sample, count)
