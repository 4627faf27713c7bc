"""Writes a trial file. FORMAT.md beside this file documents it in full."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from os.path import samestat
from pathlib import Path

import h5py
import numpy as np
from numpy.typing import ArrayLike, NDArray

from rig.device.messages import Info
from rig.device.placement import Placement
from rig.device.timeline import Timeline
from rig.errors import DiskError
from rig.measure.calibrating.applied import Applied
from rig.measure.calibrating.touched import TouchRecord
from rig.measure.contact import ContactLevels
from rig.measure.reliance import reservations
from rig.measure.validity import RULES_VERSION, judge
from rig.ondisk import keep_new
from rig.trial import levels as contact_levels
from rig.trial import newtons
from rig.trial.abandoned import abandoned
from rig.trial.claim import Claim
from rig.trial.columns import (
    EDGE_COLUMNS,
    EVENT_COLUMNS,
    GAP_COLUMNS,
    REJOIN_COLUMNS,
    UTC_COLUMNS,
    sample_columns,
)
from rig.trial.endings import RECORDING
from rig.trial.event import STAMPED, Event, SyncEdge
from rig.trial.facts import facts_of, raw_sha256
from rig.trial.folder import refuse_unless_new
from rig.trial.hdf5file import Table, disk_says, new_hdf5
from rig.trial.header import Header, utc_text
from rig.trial.imported import ImportedFrom, write_imported
from rig.version import __version__

FORMAT = "hinge-rig-trial"
FORMAT_VERSION = 2
NO_SAMPLE = np.iinfo(np.uint64).max
PASS_ROWS = 1 << 16


class TrialWriter:
    """An open trial file. Never overwrites; every flush leaves a file that opens with plain h5py.

    Raises UsageError if the file cannot be created, DiskError if the disk later refuses to write.
    """

    def __init__(self, path: Path, header: Header, boards: dict[str, Info]) -> None:
        self.path = path
        refuse_unless_new(path)
        self._claim = Claim(path)
        try:
            self._file = new_hdf5(path)
            self._make(header, boards)
        except BaseException:
            self._claim.drop()
            raise

    def _make(self, header: Header, boards: dict[str, Info]) -> None:
        self._made = self.path.stat()
        try:
            self._create(header, boards)
        except BaseException:
            self._file.close()
            self.path.unlink()
            raise

    def _create(self, header: Header, boards: dict[str, Info]) -> None:
        self._file.attrs.update(
            format=FORMAT,
            format_version=FORMAT_VERSION,
            end_reason=RECORDING,
            software_version=__version__,
            **asdict(header),
        )
        self._samples = {role: self._create_board(role, info) for role, info in boards.items()}
        self._events = Table(self._file.create_group("events"), EVENT_COLUMNS)
        self._gaps = Table(self._file.create_group("gaps"), GAP_COLUMNS)
        self._rejoins = Table(self._file.create_group("rejoins"), REJOIN_COLUMNS)
        for name in ("calibration", "clock", "validity"):
            self._file.create_group(name)
        clock = self._file["clock"]
        self._utc = Table(clock.create_group("utc"), UTC_COLUMNS)
        edges = clock.create_group("dowel/edges") if "dowel" in boards else None
        self._edges = Table(edges, EDGE_COLUMNS) if edges else None

    def _create_board(self, role: str, info: Info) -> Table:
        group = self._file.create_group(role)
        group.attrs.update(
            columns=list(info.columns),
            board_serial=info.serial,
            firmware_version=info.firmware_version,
            volts_per_count=info.volts_per_count,
            adc_reference_v=info.adc_reference_v,
            oversampling=info.oversampling,
            sampling_delay_us=info.sampling_delay_us,
            channel_skew_us=info.channel_skew_us,
            sample_rate_hz=info.sample_rate_hz,
            sample_rate_hz_fitted=np.nan,
        )
        return Table(group, sample_columns(info.role, info.channels))

    def set_start(self, utc: datetime) -> None:
        """Stores the time of day at time 0."""
        self._file.attrs["start_time_utc"] = utc_text(utc)

    def set_imported(self, source: ImportedFrom) -> None:
        """Stores which recording of other force plates the trial was made from."""
        write_imported(self._file, source)

    def freeze_newtons(self, applied: Applied) -> None:
        """Stores what converts counts to newtons in this trial."""
        newtons.freeze(self._file["calibration"], applied)

    def freeze_contact_levels(
        self, levels: ContactLevels, touch: TouchRecord | None = None
    ) -> None:
        """Stores what counts as contact in this trial, and whose own levels they are."""
        contact_levels.freeze(self._file["calibration"], levels, touch)

    def append_samples(self, role: str, columns: dict[str, ArrayLike]) -> None:
        """Appends rows to /plates or /dowel."""
        with self._writing():
            self._samples[role].append(columns)

    def append_events(self, events: list[Event]) -> None:
        """Appends to /events."""
        if events:
            self._events.append(
                {
                    "time": [event.time_s for event in events],
                    "sample": np.array(
                        [NO_SAMPLE if e.sample is None else e.sample for e in events], np.uint64
                    ),
                    "board": [event.board for event in events],
                    "kind": [event.kind for event in events],
                    "point": [event.point for event in events],
                    "value": [event.value for event in events],
                }
            )

    def append_gap(self, role: str, *, first_sample: int, count: int) -> None:
        """Appends to /gaps."""
        self._gaps.append({"board": [role], "first_sample": [first_sample], "count": [count]})

    def append_rejoin(self, role: str, **added: int) -> None:
        """Appends to /rejoins: `first_sample`, and the offsets added to the board's own numbers."""
        self._rejoins.append({"board": [role], **{name: [value] for name, value in added.items()}})

    def append_edges(self, edges: list[SyncEdge]) -> None:
        """Appends edges of the sync wire, as the dowel's board stamped them."""
        if edges and self._edges is not None:
            times, levels = zip(*((edge.device_time_us, edge.level) for edge in edges), strict=True)
            self._edges.append({"device_time_us": times, "level": levels})

    def read_edges(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """All edges of the sync wire so far: device time in microseconds and level, (N,) each."""
        if self._edges is None:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        columns = self._edges.columns
        return columns["device_time_us"][:], columns["level"][:].astype(np.int64)

    def append_utc(self, time_s: float, utc: datetime) -> None:
        """Stores the time of day at a time in the trial."""
        self._utc.append({"time": time_s, "utc_s": utc.timestamp()})

    def move_zero(self, by_s: float) -> None:
        """Moves time 0 later by `by_s`. `write_clock` places the samples."""
        for table in (self._events, self._utc):
            table.columns["time"][:] = table.columns["time"][:] - by_s
        start = datetime.fromisoformat(str(self._file.attrs["start_time_utc"]))
        self.set_start(start + timedelta(seconds=by_s))

    def write_clock(
        self,
        role: str,
        placement: Placement,
        anchors: tuple[ArrayLike, ArrayLike],
        *,
        zero_s: float,
    ) -> None:
        """Writes how a board's time was found; puts its samples and events on the final timeline.

        `zero_s` is time 0 on the host's clock.
        """
        timeline = placement.timeline
        group = self._file["clock"].require_group(role)
        group.attrs.update(
            method=placement.method,
            rate_ppm=timeline.rate_ppm,
            residual_ms=timeline.residual_ms,
            sync_pulses=placement.sync_pulses,
            sync_refused=placement.refused,
        )
        self._file["clock"].attrs["monotonic_s_at_zero"] = zero_s
        tables = {"knots": (timeline.device_s, timeline.host_s), "anchors": anchors}
        for name, (device_s, host_s) in tables.items():
            columns = Table(
                group.create_group(name), {"device_time_us": ("f8", ()), "time": ("f8", ())}
            )
            columns.append(
                {"device_time_us": np.asarray(device_s) * 1e6, "time": np.asarray(host_s) - zero_s}
            )
        board = self._file[role]
        nominal_hz = board.attrs["sample_rate_hz"]
        board.attrs["sample_rate_hz_fitted"] = nominal_hz / timeline.rate
        self._place(role, timeline, zero_s)

    def _place(self, role: str, timeline: Timeline, zero_s: float) -> None:
        """Gives all rows of a board their final time, and its events that of their samples."""
        board, events = self._samples[role].columns, self._events.columns
        event_samples, event_times = events["sample"][:], events["time"][:]
        own = events["board"][:] == role.encode()
        stamped = np.isin(events["kind"][:], [kind.encode() for kind in STAMPED])
        event_times[own & stamped] = timeline.to_host_s(events["value"][:][own & stamped]) - zero_s
        waiting = own & ~stamped & (event_samples != NO_SAMPLE)
        for first in range(0, len(board["time"]), PASS_ROWS):  # hours of rows at once are too many
            rows = slice(first, first + PASS_ROWS)
            samples = board["sample"][rows]
            times = timeline.to_host_s(board["device_time_us"][rows]) - zero_s
            board["time"][rows] = times
            here = waiting & (event_samples <= samples[-1])
            event_times[here] = times[np.searchsorted(samples, event_samples[here])]
            waiting &= ~here
        events["time"][:] = event_times

    def beat(self) -> None:
        """Signals that this trial is still being written; also while it waits to begin."""
        self._claim.beat()

    def write_validity(self, role: str, figures: dict[str, int]) -> None:
        """Writes what was counted about a board."""
        self._file["validity"].require_group(role).attrs.update(figures)

    def flush(self) -> None:
        """Writes all that was appended to the disk."""
        with self._writing():
            self._file.flush()
            os.fsync(self._file.id.get_vfd_handle())

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, RuntimeError) as error:
            if not (why := disk_says(error)):
                raise
            raise DiskError(f"cannot write {self.path}: {why}") from error

    @property
    def is_in_place(self) -> bool:
        """Whether the file being written is still the one under its name."""
        try:
            return samestat(self.path.stat(), self._made)
        except OSError:
            return False

    def abandon(self) -> None:
        """Gives up on a file that the disk does not let us close; what was flushed stays."""
        abandoned.append(self)
        self._claim.drop()

    def give_up(self) -> None:
        """Deletes an incomplete file, unless it was closed or abandoned."""
        if self not in abandoned and self._file:
            self.discard()

    def discard(self) -> None:
        """Deletes the file: there was nothing to record."""
        self._file.close()
        if self.is_in_place:
            self.path.unlink()
        self._claim.drop()

    def close(self, end_reason: str) -> None:
        """Writes why the trial ended and closes the file."""
        self._file.attrs["end_reason"] = end_reason
        self._file["validity"].attrs["sha256"] = raw_sha256(self._file)
        write_verdict(self._file)
        self.flush()
        with self._writing():
            self._file.close()  # this moves the end of the file once more
            if self.is_in_place:
                keep_new(self.path)
        self._claim.drop()


def write_verdict(file: h5py.File) -> None:
    """Writes into a trial how good it is, by the current rules."""
    facts = facts_of(file)
    verdict = judge(facts)
    file["validity"].attrs.update(
        verdict=verdict.level,
        reasons=list(verdict.reasons),
        trust=[one.text for one in reservations(facts)],
        rules_version=RULES_VERSION,
    )
