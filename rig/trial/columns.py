"""The columns of each table of a trial file: type, and the shape of a row."""

from typing import Any

import h5py

from rig.device.messages import COLUMNS

Columns = dict[str, tuple[Any, tuple[int, ...]]]


def _text(length: int) -> Any:
    return h5py.string_dtype("utf-8", length)


EVENT_COLUMNS: Columns = {
    "time": ("f8", ()),
    "sample": ("u8", ()),
    "board": (_text(8), ()),
    "kind": (_text(16), ()),
    "point": (_text(16), ()),
    "value": ("f8", ()),
}
UTC_COLUMNS: Columns = {"time": ("f8", ()), "utc_s": ("f8", ())}
EDGE_COLUMNS: Columns = {"device_time_us": ("i8", ()), "level": ("u1", ())}
GAP_COLUMNS: Columns = {
    "board": (_text(8), ()),
    "first_sample": ("u8", ()),
    "count": ("u8", ()),
}
REJOIN_COLUMNS: Columns = {
    "board": (_text(8), ()),
    "first_sample": ("u8", ()),
    "samples_added": ("i8", ()),
    "device_time_us_added": ("i8", ()),
}


def sample_columns(role: str, channels: int) -> Columns:
    """Columns of /plates or /dowel."""
    columns: Columns = {
        "counts": ("i4", (channels,)),
        "sample": ("u8", ()),
        "device_time_us": ("u8", ()),
        "status": ("u2", ()),
        "time": ("f8", ()),
    }
    if role == "plates":
        columns["force"] = ("f4", (channels,))
    return columns


def order_of(role: str, group: h5py.Group) -> Any:
    """Position in the file of each channel of the rig; mostly its own.

    Raises ValueError if one is missing.
    """
    stored = [str(name) for name in group.attrs["columns"]]
    order = [stored.index(name) for name in COLUMNS[role]]
    return slice(None) if order == sorted(order) else order
