"""Opens a trial file as plain records. FORMAT.md beside this file documents its contents."""

import math
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import h5py
from numpy.typing import NDArray

from rig.device.messages import COLUMNS
from rig.measure.placement import UNSAID, FootPlacement
from rig.measure.reliance import reservations
from rig.measure.validity import judge
from rig.plain import plain
from rig.trial.columns import order_of
from rig.trial.facts import RAW, facts_of
from rig.trial.imported import imported_from, start_of
from rig.trial.levels import levels_name, levels_of, own_levels_utc
from rig.trial.localtime import offset_in
from rig.trial.newtons import AFTER, BEFORE, calibration_of, newton_facts
from rig.trial.notes import notes_of
from rig.trial.reader import BOARDS, opened, stored_events
from rig.trial.reviews import acts_of, standing
from rig.trial.trial import Clock, Dowel, FrozenZero, Gap, Plates, Trial

TEXTS = ("trial_id", "participant", "protocol", "condition", "end_reason", "software_version")
# Names of a board's columns here, by their names in the file.
NAMES = {name: name for name in RAW} | {"time": "time_s", "force": "force_n"}
Columns = dict[str, NDArray[Any]]
BOARD_NUMBERS = (
    "volts_per_count",
    "adc_reference_v",
    "sample_rate_hz",
    "sample_rate_hz_fitted",
)


def open_trial(path: str | os.PathLike[str]) -> Trial:
    """All of a trial file, in memory; the file is closed again and never changed.

    Raises RigError, whose text is one line for the user, if it cannot be read as a trial.
    """
    path = Path(path)
    with opened(path) as file:
        columns = {role: _columns(file[role]) for role in BOARDS if role in file}
        facts = facts_of(file, columns)
        return Trial(
            path=path,
            **{name: plain(file.attrs[name]) for name in TEXTS},
            protocol_text=str(file.attrs.get("protocol_text", "")),
            replay_of=plain(file.attrs.get("replay_of", "")),
            imported_from=imported_from(file),
            start_time_utc=start_of(file),
            utc_offset_s=offset_in(file.attrs),
            simulated=bool(file.attrs["simulated"]),
            weighed_n=float(file.attrs.get("weighed_n", math.nan)),
            feet=_feet(file),
            plates=_plates(file, columns["plates"]) if "plates" in file else None,
            dowel=_dowel(file, columns["dowel"]) if "dowel" in file else None,
            events=tuple(stored_events(file["events"])),
            gaps=tuple(_gaps(file["gaps"])),
            notes=tuple(notes_of(path)),
            reviews=tuple(standing(acts_of(path))),
            validity=judge(facts),
            trust=reservations(facts),
        )


def _columns(board: h5py.Group) -> Columns:
    """All stored columns of a board that have a row for each sample."""
    return {name: board[name][:] for name in NAMES if name in board}


def _feet(file: h5py.File) -> FootPlacement:
    said = {name: file.attrs.get(name, unknown) for name, unknown in asdict(UNSAID).items()}
    return FootPlacement(**{name: float(length_mm) for name, length_mm in said.items()})


def _plates(file: h5py.File, columns: Columns) -> Plates:
    newtons = newton_facts(file)
    if newtons is None:
        raise ValueError("nothing says what turned the plates' counts into newtons")
    frozen = file["calibration/plates"]
    return Plates(
        **_board(file, "plates", columns),
        calibration=calibration_of(file),
        newtons=newtons,
        zero_before=_zero(frozen.get(BEFORE)),
        zero_after=_zero(frozen.get(AFTER)),
    )


def _zero(group: h5py.Group | None) -> FrozenZero | None:
    if group is None:
        return None
    said = group.attrs
    counts = tuple(group["counts"][:].tolist())
    return FrozenZero(plain(said["zero_id"]), plain(said["taken_utc"]), counts)


def _dowel(file: h5py.File, columns: Columns) -> Dowel:
    return Dowel(
        **_board(file, "dowel", columns),
        levels=levels_of(file),
        levels_name=levels_name(file),
        levels_utc=own_levels_utc(file) or "",
    )


def _board(file: h5py.File, role: str, columns: Columns) -> dict[str, Any]:
    """What both boards have, channels in the rig's order."""
    group = file[role]
    order = order_of(role, group)
    # In a trial that was not closed, one column may have more rows than another.
    rows = min(map(len, columns.values()))
    return {
        **{NAMES[name]: _cut(values, rows, order) for name, values in columns.items()},
        "columns": COLUMNS[role],
        "board_serial": plain(group.attrs["board_serial"]),
        "firmware_version": plain(group.attrs["firmware_version"]),
        **{name: float(group.attrs[name]) for name in BOARD_NUMBERS},
        "clock": _clock(file["clock"].get(role)),
    }


def _cut(values: NDArray[Any], rows: int, order: Any) -> NDArray[Any]:
    return values[:rows] if values.ndim == 1 else values[:rows, order]


def _clock(group: h5py.Group | None) -> Clock | None:
    if group is None or "method" not in group.attrs:
        return None  # never closed
    said = group.attrs
    return Clock(plain(said["method"]), float(said["rate_ppm"]), float(said["residual_ms"]))


def _gaps(table: h5py.Group) -> Iterator[Gap]:
    columns = (table[name][:].tolist() for name in ("board", "first_sample", "count"))
    for board, first_sample, count in zip(*columns, strict=False):  # as far as all of them go
        yield Gap(plain(board.decode(errors="replace")), first_sample, count)
