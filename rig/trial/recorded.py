"""The rows that a trial file holds of each board, for a replay."""

import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Self

import h5py
import numpy as np
from numpy.typing import NDArray

from rig.device.messages import Info
from rig.device.wire import Parser
from rig.errors import UsageError
from rig.measure.calibrating.applied import Applied
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.contact import ContactLevels
from rig.plain import plain
from rig.trial.endings import INTERRUPTED, RECORDING
from rig.trial.event import STAMPED, Event, SyncEdge
from rig.trial.imported import is_imported
from rig.trial.levels import levels_of, touch_of
from rig.trial.newtons import applied_of
from rig.trial.reader import BOARDS, opened, stored_events

ROWS_AT_ONCE = 1000
# Not in the file: an Uno's, as sketches send it.
BOARD, FRAME_DELAY_US = 1, 1000


class JudgedBy(NamedTuple):
    """What the readings of a trial were judged by: the plates' calibration with its zero, contact
    levels and whose own they are, and the participant's weight; None if there was none."""

    applied: Applied | None
    levels: ContactLevels | None
    touch: TouchRecord | None
    weighed_n: float = math.nan
    weighed_utc: str = ""

    @classmethod
    def read(cls, file: h5py.File) -> Self:
        """Reads it from an open trial."""
        has_dowel = "dowel" in file["calibration"]
        return cls(
            applied_of(file),
            levels_of(file) if has_dowel else None,
            touch_of(file) if has_dowel else None,
            float(file.attrs.get("weighed_n", math.nan)),
            plain(file.attrs.get("weighed_utc", "")),
        )


class StoredRows(NamedTuple):
    """Consecutive rows of a board, N of them; `time_s` is on the trial's timeline."""

    sample: NDArray[np.uint64]
    device_time_us: NDArray[np.uint64]
    status: NDArray[np.uint16]
    counts: NDArray[np.int32]
    time_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RecordedTrial:
    """A trial file whose rows are read only when needed.

    `stamped` are the events that a board stamped itself. `missed` are the ticks and the frames that
    each board reported as missed; None if it did not report.
    """

    path: Path
    trial_id: str
    simulated: bool
    end_reason: str
    infos: dict[str, Info]
    judged_by: JudgedBy
    stamped: list[Event]
    sync_edges: list[SyncEdge]
    missed: dict[str, tuple[int, int] | None]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Reads it from a file. Raises UsageError if that fails."""
        with opened(path) as file:
            if is_imported(file):
                raise UsageError(f"expected a trial that was recorded, {path} was imported")
            roles = [role for role in BOARDS if role in file and len(file[role]["sample"])]
            return cls(
                path,
                trial_id=plain(file.attrs["trial_id"]),
                simulated=bool(file.attrs["simulated"]),
                end_reason=_end_reason(file),
                infos={role: _info(file[role], role) for role in roles},
                judged_by=JudgedBy.read(file),
                stamped=_stamped(file["events"]),
                sync_edges=_sync_edges(file["clock"].get("dowel")),
                missed={role: _missed(file["validity"].get(role)) for role in roles},
            )

    def first_and_last_samples(self) -> dict[str, tuple[int, int]]:
        """Numbers of the first and the last stored sample of each board."""
        with opened(self.path) as file:
            ends = {role: file[role]["sample"] for role in self.infos}
            return {role: (int(sample[0]), int(sample[-1])) for role, sample in ends.items()}

    def rows(self, role: str) -> Iterator[StoredRows]:
        """The rows of a board, about a second at a time. The file is open meanwhile."""
        with opened(self.path) as file:
            columns = [file[role][name] for name in _COLUMNS]
            for first in range(0, min(map(len, columns)), ROWS_AT_ONCE):
                rows = StoredRows(*(column[first : first + ROWS_AT_ONCE] for column in columns))
                if not np.isfinite(rows.time_s).all():
                    raise ValueError(f"a sample of the {role} has no time")
                yield rows


_COLUMNS = ("sample", "device_time_us", "status", "counts", "time")


def _end_reason(file: h5py.File) -> str:
    said = plain(file.attrs["end_reason"])
    return INTERRUPTED if said == RECORDING else said


def _info(group: h5py.Group, role: str) -> Info:
    """The board's identity. Raises ValueError for an impossible one."""
    about: dict[str, Any] = dict(group.attrs)
    reference_v = float(about["adc_reference_v"])
    full_scale_counts = round(reference_v / float(about["volts_per_count"]))
    info = Info(
        role=role,
        serial=str(about["board_serial"]),
        firmware_version=str(about["firmware_version"]),
        board=BOARD,
        channels=len(about["columns"]),
        bytes_per_count=2 if full_scale_counts < 1 << 15 else 3,
        sample_rate_hz=int(about["sample_rate_hz"]),
        reference_uv=round(reference_v * 1e6),
        full_scale_counts=full_scale_counts,
        oversampling=int(about["oversampling"]),
        frame_delay_us=FRAME_DELAY_US,
        sampling_delay_us=int(about["sampling_delay_us"]),
        channel_skew_us=int(about["channel_skew_us"]),
    )
    if group["counts"].shape[1:] != (info.channels,) or info != _told(info):
        raise ValueError(f"no {role} board is like this")
    return info


def _told(info: Info) -> Info | None:
    """What a parser would understand if the board sent it."""
    try:
        (run,) = Parser().receive(info.pack())
    except struct.error:
        return None
    return Info.unpack(run.payload)


def _stamped(group: h5py.Group) -> list[Event]:
    events = stored_events(group)
    return [event for event in events if event.kind in STAMPED and math.isfinite(event.value)]


def _sync_edges(group: h5py.Group | None) -> list[SyncEdge]:
    if group is None or "edges" not in group:
        return []
    columns = (group["edges"][name][:].tolist() for name in ("device_time_us", "level"))
    return [SyncEdge(*row) for row in zip(*columns, strict=True)]


def _missed(group: h5py.Group | None) -> tuple[int, int] | None:
    if group is None or int(group.attrs["missed_ticks"]) < 0:
        return None
    return int(group.attrs["missed_ticks"]), int(group.attrs["dropped_frames"])
