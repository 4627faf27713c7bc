"""/calibration/dowel: what counts as contact in a trial, and whose own levels they are."""

from typing import Any

import h5py
import numpy as np

from rig.device.messages import COLUMNS
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.calibration import NOMINAL
from rig.measure.contact import ContactLevels
from rig.plain import plain
from rig.trial.newtons import record_of, write_record

DOWEL = "dowel"


def freeze(calibrations: h5py.Group, levels: ContactLevels, touch: TouchRecord | None) -> None:
    """Stores the levels of a trial; `touch` is None if they are nominal."""
    group = calibrations.create_group(DOWEL)
    group.attrs.update(
        debounce_samples=levels.debounce_samples,
        name=touch.record_id if touch else NOMINAL,
        taken_utc=touch.taken_utc if touch else "",
    )
    group["on_counts"] = np.array(levels.on_counts)
    group["off_counts"] = np.array(levels.off_counts)
    write_record(group, touch.as_json() if touch else None)


def levels_of(file: h5py.File) -> ContactLevels:
    """The levels of a trial. Raises KeyError or ValueError if there are none."""
    group = file["calibration"][DOWEL]
    on, off = (tuple(group[name][:].tolist()) for name in ("on_counts", "off_counts"))
    points = COLUMNS[DOWEL]
    if len(on) != len(points):
        raise ValueError(f"expected contact levels of {len(points)} points, got {len(on)}")
    return ContactLevels(on, off, int(group.attrs["debounce_samples"]))


def touch_of(file: h5py.File) -> TouchRecord | None:
    """The record that the levels of a trial come from; None for nominal ones."""
    said = record_of(file["calibration"][DOWEL])
    return TouchRecord.from_json(said) if said else None


def levels_name(file: h5py.File) -> str:
    """The name of the record that the levels come from; NOMINAL if there was none, as in all trials
    of format version 1."""
    return plain(file["calibration"][DOWEL].attrs.get("name", NOMINAL))


def own_levels_utc(file: h5py.File) -> str | None:
    """When the participant's own levels were taken; empty for nominal ones, as in all trials of
    format version 1; None without a dowel."""
    group: Any = file["calibration"].get(DOWEL)
    return None if group is None else plain(group.attrs.get("taken_utc", ""))
