"""What a trial file contains about its own quality, and the hash of its raw data."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import h5py
import numpy as np

from rig.device.messages import COLUMNS
from rig.errors import UsageError
from rig.measure.overload import FrontEnd, Scale, flat_rows, front_end
from rig.measure.spikes import spikes_in
from rig.measure.standload import LIMIT_N, Expected, StandLoad, stand_load
from rig.measure.validity import BoardFacts, ChannelFacts, TrialFacts, ends_of
from rig.plain import plain
from rig.protocol.reading import read_card
from rig.trial.columns import order_of
from rig.trial.event import COMPUTER_SLEPT
from rig.trial.imported import is_imported
from rig.trial.levels import own_levels_utc
from rig.trial.newtons import calibration_of, newton_facts

ROLES = ("plates", "dowel")
RAW = ("counts", "sample", "device_time_us", "status")
PASS_ROWS = 1 << 16


# Columns by board and name; those of an open file are read in parts.
Columns = Mapping[str, Mapping[str, Any]]


def facts_of(file: h5py.File, columns: Columns | None = None) -> TrialFacts:
    """The counts of a trial, from an open file; `columns` are its columns if already read. Raises
    KeyError if parts are missing."""
    columns = file if columns is None else columns
    boards = _covering(
        {role: _board_facts(file, role, columns[role]) for role in ROLES if role in file},
        {role: _first_and_last_s(file, role, columns[role]) for role in ROLES if role in file},
    )
    said = file["validity"].attrs.get("sha256")
    fits = None if said is None else said == raw_sha256(columns)
    own_levels = own_levels_utc(file)
    return TrialFacts(
        plain(file.attrs["end_reason"]),
        boards,
        fits,
        newton_facts(file),
        load=_stand_load(file, columns["plates"]) if "plates" in file else None,
        own_levels=None if own_levels is None else bool(own_levels),
        simulated=bool(file.attrs["simulated"]),
        imported=is_imported(file),
        slept_s=_slept_s(file),
    )


Span = tuple[float, float]


def _covering(
    boards: Mapping[str, BoardFacts], spans: Mapping[str, Span]
) -> tuple[BoardFacts, ...]:
    """Adds how much of the trial's span, from the first sample of any board to the last, each board
    lacks at its ends."""
    known = [span for span in spans.values() if math.isfinite(sum(span))]
    begin_s = min((first_s for first_s, _ in known), default=math.nan)
    end_s = max((last_s for _, last_s in known), default=math.nan)
    return tuple(
        replace(
            board,
            missing_at_begin_s=max(0.0, spans[role][0] - begin_s),
            missing_at_end_s=max(0.0, end_s - spans[role][1]),
        )
        if spans[role] in known
        else board
        for role, board in boards.items()
    )


def _first_and_last_s(file: h5py.File, role: str, columns: Mapping[str, Any]) -> Span:
    """Times of a board's first and last samples, including those counted as lost after the last."""
    times_s = columns["time"]
    if not len(times_s):
        return math.nan, math.nan
    gaps = file["gaps"]
    behind = (gaps["board"][:] == role.encode()) & (
        gaps["first_sample"][:] > int(columns["sample"][-1])
    )
    lost_s = float(gaps["count"][:][behind].sum()) / float(file[role].attrs["sample_rate_hz"])
    return float(times_s[0]), float(times_s[-1]) + lost_s


def _slept_s(file: h5py.File) -> float:
    events = file["events"]
    seconds = events["value"][:][events["kind"][:] == COMPUTER_SLEPT.encode()]
    return float(seconds.sum())


@np.errstate(all="ignore")  # a damaged file may hold numbers beyond any range
def _stand_load(file: h5py.File, columns: Mapping[str, Any]) -> StandLoad | None:
    """None if a force is no number, or the channels are not those of the plates."""
    board = file["plates"]
    try:
        order = order_of("plates", board)
    except ValueError:
        return None
    force_n = np.asarray(columns["force"][:])[:, order]
    if not np.isfinite(force_n).all():
        return None
    rate_hz = float(board.attrs["sample_rate_hz"])
    return stand_load(force_n, COLUMNS["plates"], rate_hz=rate_hz, expected=_expected(file))


def _expected(file: h5py.File) -> Expected:
    """What is known of the load beforehand; an unreadable protocol adds nothing."""
    stored_n = float(file.attrs.get("weighed_n", math.nan))
    weighed_n = stored_n if stored_n > 0 else math.nan  # one and the same NaN: facts compare equal
    limit_n = None if is_imported(file) else LIMIT_N
    text, name = (str(file.attrs.get(one, "")) for one in ("protocol_text", "protocol"))
    try:
        protocol = read_card(text.encode(), name, own=False).protocol if text else None
    except UsageError:
        protocol = None
    if protocol is None:
        return Expected(weighed_n, limit_n=limit_n)
    one_foot, from_floor = protocol.feet == "one", protocol.load.from_floor
    return Expected(weighed_n, one_foot, from_floor, limit_n)


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
        channels=_channels(file, board, columns),
        time_ascends=_ascends(columns["time"]),
    )


_COUNTED = ("crc_errors", "resyncs", "missed_ticks", "dropped_frames")


def _counted(group: h5py.Group | None, name: str) -> int:
    return -1 if group is None else int(group.attrs.get(name, -1))


def _attribute(group: h5py.Group | None, name: str, missing: Any) -> Any:
    """The attribute as the type of `missing`, or `missing`."""
    if group is None or name not in group.attrs:
        return missing
    return type(missing)(group.attrs[name])


def _channels(
    file: h5py.File, board: h5py.Group, columns: Mapping[str, Any]
) -> dict[str, ChannelFacts]:
    role, counts = board.name.strip("/"), columns["counts"]
    full = float(board.attrs["adc_reference_v"]) / float(board.attrs["volts_per_count"])
    end = front_end(int(board.attrs.get("oversampling", 1)), full)
    ends = ends_of(role, full) if role == "dowel" else {"bottom": end.bottom, "top": end.top}
    facts = {plain(name): ChannelFacts() for name in board.attrs["columns"]}
    for first in range(0, len(counts), PASS_ROWS):
        rows = counts[first : first + PASS_ROWS]
        for number, channel in enumerate(facts.values()):
            channel.add(rows[:, number], **ends)
    if role == "plates" and "plates" in file["calibration"]:
        _add_of_plates(facts, file, columns, end)
    return facts


@np.errstate(all="ignore")
def _add_of_plates(
    facts: Mapping[str, ChannelFacts],
    file: h5py.File,
    columns: Mapping[str, Any],
    end: FrontEnd,
) -> None:
    """Adds what only force shows: flat tops short of the ends, and spikes."""
    calibration, rate_hz = calibration_of(file), float(file["plates"].attrs["sample_rate_hz"])
    scales = zip(calibration.zero_counts, calibration.newtons_per_count, strict=True)
    counts, force_n = columns["counts"][:], columns["force"][:]  # by column: four times as long
    finite = bool(np.isfinite(force_n).all())
    for number, (channel, scale) in enumerate(zip(facts.values(), scales, strict=True)):
        channel.flat = flat_rows(counts[:, number], Scale(*scale), end, rate_hz=rate_hz)
        channel.spikes = int(spikes_in(force_n[:, number]).sum()) if finite else 0


def _ascends(column: Any) -> bool:
    """Whether each row is a number greater than the one before it."""
    before = -np.inf
    for first in range(0, len(column), PASS_ROWS):
        rows = np.concatenate(([before], column[first : first + PASS_ROWS]))
        if not (rows[1:] > rows[:-1]).all():
            return False
        before = rows[-1]
    return bool(before < np.inf)
