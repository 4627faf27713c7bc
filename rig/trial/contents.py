"""Whether a trial file contains what a reader needs, with the right types."""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import h5py
import numpy as np

from rig.device.messages import COLUMNS
from rig.measure.balance import NOMINAL_GEOMETRY
from rig.trial.columns import (
    EVENT_COLUMNS,
    GAP_COLUMNS,
    REJOIN_COLUMNS,
    UTC_COLUMNS,
    Columns,
    sample_columns,
)
from rig.trial.endings import RECORDING
from rig.trial.header import is_start
from rig.trial.imported import is_imported
from rig.trial.localtime import OFFSET, is_offset
from rig.trial.soundness import DamagedError

MOST_RATE_HZ = 10_000  # four times what the line can carry
MOST_ATTRIBUTE_BYTES = 1 << 16  # an attribute's text is stored elsewhere and counts as 16 bytes


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 1 and all(map(_is_text, value))


def _is_number(value: object) -> bool:
    return isinstance(value, np.bool_ | np.integer | np.floating)


def _is_finite(value: object) -> bool:
    return _is_number(value) and math.isfinite(value)  # type: ignore[arg-type]


def _is_positive(value: object) -> bool:
    return _is_finite(value) and value > 0  # type: ignore[operator]


def _is_rate(value: object) -> bool:
    return _is_positive(value) and value <= MOST_RATE_HZ  # type: ignore[operator]


def _is_rate_or_nan(value: object) -> bool:
    return _is_number(value) and (math.isnan(value) or _is_rate(value))  # type: ignore[arg-type]


Attributes = Mapping[str, Callable[[object], bool]]
_TRIAL: Attributes = {
    "trial_id": _is_text,
    "start_time_utc": is_start,
    "participant": _is_text,
    "protocol": _is_text,
    "end_reason": _is_text,
    "software_version": _is_text,
    "simulated": _is_number,
}
_IMPORTED: Attributes = {
    **dict.fromkeys(("imported_file_name", "imported_sha256", "imported_format"), _is_text),
    "imported_start_s": _is_finite,
    "imported_utc": is_start,
    "imported_start_known": _is_number,
    "imported_assumptions": _is_texts,
}
_BOARD: Attributes = {
    "board_serial": _is_text,
    "firmware_version": _is_text,
    "volts_per_count": _is_positive,
    "adc_reference_v": _is_positive,
    "sample_rate_hz": _is_rate,
    "sample_rate_hz_fitted": _is_rate_or_nan,  # NaN until it is known
}
_CLOCK: Attributes = {"method": _is_text, "rate_ppm": _is_finite, "residual_ms": _is_finite}
_COUNTED: Attributes = dict.fromkeys(
    ("crc_errors", "resyncs", "missed_ticks", "dropped_frames"), _is_finite
)
_NEWTONS: Attributes = {
    "name": _is_text,
    "calibrated": _is_number,
    "taken_utc": _is_text,
    "tier": _is_text,
    **dict.fromkeys(asdict(NOMINAL_GEOMETRY), _is_finite),
}
_NEWTON_COLUMNS: Columns = dict.fromkeys(
    ("zero_counts", "newtons_per_count", "cross_newtons_per_count"), ("f8", ())
)
_ZERO: Attributes = {"zero_id": _is_text, "taken_utc": _is_text}
VERSION_1 = 1


def expect_contents(file: h5py.File) -> None:
    """Raises DamagedError unless a trial has all required parts, each of its type."""
    for name in ("calibration", "clock", "validity"):
        _group(file, name)
    _expect_attributes(file, _TRIAL)
    if OFFSET in file.attrs and not is_offset(attribute(file, OFFSET)):
        raise DamagedError(f"{OFFSET} of / makes no sense")
    _expect_table(file, "events", EVENT_COLUMNS)
    _expect_table(file, "gaps", GAP_COLUMNS)
    _expect_table(file, "rejoins", REJOIN_COLUMNS)
    _expect_table(file["clock"], "utc", UTC_COLUMNS)
    if is_imported(file):
        _expect_attributes(file, _IMPORTED)
    for role, names in COLUMNS.items():
        if role in file:
            _expect_board(file, role, names)
    if "plates" in file["calibration"] and attribute(file, "format_version") != VERSION_1:
        _expect_newtons(file["calibration"])


def _expect_newtons(calibrations: h5py.Group) -> None:
    _expect_table(calibrations, "plates", _NEWTON_COLUMNS)
    plates = calibrations["plates"]
    _expect_attributes(plates, _NEWTONS)
    for name, column in (("zero_before", "counts"), ("zero_after", "drift_n")):
        if name in plates:
            _expect_table(plates, name, {"counts": ("f8", ()), column: ("f8", ())})
            _expect_attributes(plates[name], _ZERO)


def _expect_board(file: h5py.File, role: str, names: tuple[str, ...]) -> None:
    _expect_table(file, role, sample_columns(role, len(names)))
    _expect_attributes(file[role], _BOARD)
    columns = np.atleast_1d(attribute(file[role], "columns"))
    if columns.shape != (len(names),) or not all(map(_is_text, columns)):
        raise DamagedError(f"expected the names of {len(names)} columns in /{role}")
    if role in file["clock"] and "method" in _group(file["clock"], role).attrs:
        _expect_attributes(file["clock"][role], _CLOCK)
    if role in file["validity"]:
        _expect_attributes(_group(file["validity"], role), _COUNTED)


def _expect_table(parent: h5py.Group, name: str, columns: Columns) -> None:
    """Raises DamagedError unless a group has these columns, all of one length."""
    group = _group(parent, name)
    lengths = set()
    for column, (kind, shape) in columns.items():
        dataset = group.get(column)
        if not isinstance(dataset, h5py.Dataset) or dataset.ndim != 1 + len(shape):
            raise DamagedError(f"expected a column {column} in {group.name}")
        if (dataset.dtype, dataset.shape[1:]) != (np.dtype(kind), shape):
            raise DamagedError(f"expected {np.dtype(kind)} {shape} as {dataset.name}")
        lengths.add(len(dataset))
    torn = group.file.attrs["end_reason"] == RECORDING  # killed in the middle of a flush
    if len(lengths) > 1 and not torn:
        raise DamagedError(f"expected columns of one length in {group.name}")


def _group(parent: h5py.Group, name: str) -> h5py.Group:
    group = parent.get(name)
    if not isinstance(group, h5py.Group):
        raise DamagedError(f"expected a group {name} in {parent.name}")
    return group


def _expect_attributes(node: h5py.Group, attributes: Attributes) -> None:
    for name, fits in attributes.items():
        if not fits(attribute(node, name)):
            raise DamagedError(f"{name} of {node.name} makes no sense")


def attribute(node: h5py.Group, name: str) -> Any:
    """Its value. Raises DamagedError if it is missing or has too many bytes."""
    if name not in node.attrs:
        raise DamagedError(f"expected {name} of {node.name}")
    if node.attrs.get_id(name).get_storage_size() > MOST_ATTRIBUTE_BYTES:
        raise DamagedError(f"{name} of {node.name} is too long")
    return node.attrs[name]
