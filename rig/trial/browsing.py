"""A trial that is viewed in parts: its rows stay in the file until they are needed.

`opening` reads all of a trial; one of an hour is 400 MB and takes seconds.
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import h5py
import numpy as np
from numpy.typing import NDArray

from rig.device.messages import COLUMNS
from rig.measure.calibration import PlateCalibration
from rig.plain import plain
from rig.trial.columns import order_of
from rig.trial.event import Event
from rig.trial.imported import is_imported, start_of
from rig.trial.newtons import calibration_of
from rig.trial.reader import BOARDS, opened, stored_events


class Rows(NamedTuple):
    """Consecutive rows of a board: times (N,) in seconds of the trial's timeline, numbers (N,), and
    values (N, channels): newtons of the plates, counts of the dowel."""

    time_s: NDArray[np.float64]
    sample: NDArray[np.uint64]
    values: NDArray[Any]


class BrowsedBoard:
    """One board's rows in an open trial; there is at least one."""

    def __init__(self, role: str, group: h5py.Group) -> None:
        self._time, self._sample = group["time"], group["sample"]
        self._values = group["force" if role == "plates" else "counts"]
        self._order = order_of(role, group)
        # In a trial that was not closed, one column may have more rows than another.
        self.rows = min(map(len, (self._time, self._sample, self._values)))
        self.columns = COLUMNS[role]
        self.sample_rate_hz = float(group.attrs["sample_rate_hz"])
        volts = float(group.attrs["adc_reference_v"]), float(group.attrs["volts_per_count"])
        self.full_scale_counts = round(volts[0] / volts[1])
        self.begin_s, self.end_s = float(self._time[0]), float(self._time[self.rows - 1])
        if not -math.inf < self.begin_s <= self.end_s < math.inf:
            raise ValueError(f"the times of the {role} do not ascend")

    def row_at(self, time_s: float) -> int:
        """The first row that is not before a time: 0 to `rows`."""
        return bisect_left(range(self.rows), time_s, key=lambda row: float(self._time[row]))

    def part(self, first: int, end: int) -> Rows:
        """Rows from `first` up to `end`, as far as there are any."""
        here = slice(max(0, first), max(0, min(end, self.rows)))
        values = self._values[here]
        return Rows(self._time[here], self._sample[here], values[:, self._order])

    def between(self, begin_s: float, end_s: float) -> Rows:
        """Rows from one time up to another."""
        return self.part(self.row_at(begin_s), self.row_at(end_s))


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class BrowsedTrial:
    """An open trial file. Fields are named as in `Trial`; `verdict` is the stored one, empty if the
    trial was never closed. A board without rows is not in `boards`."""

    path: Path
    trial_id: str
    participant: str
    protocol: str
    condition: str
    start_time_utc: datetime | None
    imported: bool
    simulated: bool
    replay_of: str
    verdict: str
    calibration: PlateCalibration | None
    events: tuple[Event, ...]
    boards: dict[str, BrowsedBoard]

    @property
    def begin_s(self) -> float:
        """When the first sample was taken."""
        return min((board.begin_s for board in self.boards.values()), default=0.0)

    @property
    def end_s(self) -> float:
        """When the last sample was taken."""
        return max((board.end_s for board in self.boards.values()), default=0.0)


@contextmanager
def browsed(path: Path) -> Iterator[BrowsedTrial]:
    """Opens a trial for viewing; it is never changed.

    Raises UsageError, in one line, if it is not a trial, or if its rows cannot be read.
    """
    with opened(path) as file:
        text = partial(_text, file)
        yield BrowsedTrial(
            path=path,
            **{name: text(name) for name in _TEXTS},
            start_time_utc=start_of(file),
            imported=is_imported(file),
            simulated=bool(file.attrs["simulated"]),
            verdict=plain(file["validity"].attrs.get("verdict", "")),
            calibration=calibration_of(file) if "plates" in file["calibration"] else None,
            events=tuple(stored_events(file["events"])),
            boards={
                role: BrowsedBoard(role, file[role])
                for role in BOARDS
                if role in file and len(file[role]["time"])
            },
        )


_TEXTS = ("trial_id", "participant", "protocol", "condition", "replay_of")


def _text(file: h5py.File, name: str) -> str:
    return plain(file.attrs.get(name, ""))
