"""What stands in a trial file about its own quality, and the hash over its raw data."""

import hashlib
from collections.abc import Mapping
from typing import Any

import h5py
import numpy as np

from rig.measure.validity import BoardFacts, ChannelFacts, TrialFacts, ends_of
from rig.plain import plain
from rig.trial.newtons import newton_facts

ROLES = ("plates", "dowel")
RAW = ("counts", "sample", "device_time_us", "status")
PASS_ROWS = 1 << 16


# Columns by board and name; of an open file they are read a part at a time.
Columns = Mapping[str, Mapping[str, Any]]


def facts_of(file: h5py.File, columns: Columns | None = None) -> TrialFacts:
    """What was counted in a trial, from an open file; `columns` are its own where they were read
    already. Raises KeyError where parts are missing."""
    columns = file if columns is None else columns
    boards = tuple(_board_facts(file, role, columns[role]) for role in ROLES if role in file)
    said = file["validity"].attrs.get("sha256")
    fits = None if said is None else said == raw_sha256(columns)
    return TrialFacts(plain(file.attrs["end_reason"]), boards, fits, newton_facts(file))


def raw_sha256(columns: Columns) -> str:
    """Over every raw column of both boards: its name, type and shape, then its rows."""
    digest = hashlib.sha256()
    for role in (role for role in ROLES if role in columns):
        for name in RAW:
            column = columns[role][name]
            digest.update(f"{role}/{name} {column.dtype.str} {column.shape}\n".encode())
            for first in range(0, len(column), PASS_ROWS):
                digest.update(np.ravel(column[first : first + PASS_ROWS]).data)
    return digest.hexdigest()


def _board_facts(file: h5py.File, role: str, columns: Mapping[str, Any]) -> BoardFacts:
    board, counted = file[role], file["validity"].get(role)
    clock = file["clock"].get(role)
    of_board = file["gaps/board"][:] == role.encode()
    gaps = file["gaps/count"][:][of_board]
    received, lost = len(columns["sample"]), int(gaps.sum())
    return BoardFacts(
        role=role,
        sample_rate_hz=float(board.attrs["sample_rate_hz"]),
        expected=received + lost,
        received=received,
        counted=_counted(counted, "samples_received"),
        lost=lost,
        longest_gap=int(gaps.max(initial=0)),
        rejoins=int((file["rejoins/board"][:] == role.encode()).sum()),
        **{name: _counted(counted, name) for name in _COUNTED},
        clock_method=_attribute(clock, "method", ""),
        clock_residual_ms=_attribute(clock, "residual_ms", 0.0),
        clock_rate_ppm=_attribute(clock, "rate_ppm", 0.0),
        channels=_channels(board, columns["counts"]),
        time_ascends=_ascends(columns["time"]),
    )


_COUNTED = ("crc_errors", "resyncs", "missed_ticks", "dropped_frames")


def _counted(group: h5py.Group | None, name: str) -> int:
    return -1 if group is None else int(group.attrs.get(name, -1))


def _attribute(group: h5py.Group | None, name: str, missing: Any) -> Any:
    """As the type of `missing`."""
    if group is None or name not in group.attrs:
        return missing
    return type(missing)(group.attrs[name])


def _channels(board: h5py.Group, counts: Any) -> dict[str, ChannelFacts]:
    full = float(board.attrs["adc_reference_v"]) / float(board.attrs["volts_per_count"])
    ends = ends_of(board.name.strip("/"), full)
    facts = {plain(name): ChannelFacts() for name in board.attrs["columns"]}
    for first in range(0, len(counts), PASS_ROWS):
        rows = counts[first : first + PASS_ROWS]
        for number, channel in enumerate(facts.values()):
            channel.add(rows[:, number], **ends)
    return facts


def _ascends(column: Any) -> bool:
    """Whether each row is a number greater than the one before it."""
    before = -np.inf
    for first in range(0, len(column), PASS_ROWS):
        rows = np.concatenate(([before], column[first : first + PASS_ROWS]))
        if not (rows[1:] > rows[:-1]).all():
            return False
        before = rows[-1]
    return bool(before < np.inf)
