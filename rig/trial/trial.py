"""A trial in memory: NumPy arrays and plain records, for further use."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.measure.balance import PlateGeometry
from rig.measure.calibrating.trust import NewtonFacts
from rig.measure.calibration import NOMINAL, PlateCalibration
from rig.measure.contact import ContactLevels
from rig.measure.placement import FootPlacement
from rig.measure.reliance import Reservation
from rig.measure.validity import Verdict
from rig.trial.event import CONTACT_OFF, CONTACT_ON, Event
from rig.trial.imported import ImportedFrom
from rig.trial.localtime import local
from rig.trial.notes import Note
from rig.trial.reviews import AnyAct


@dataclass(frozen=True, slots=True)
class Clock:
    """How a board's time was found; FORMAT.md explains the words under `/clock`."""

    method: str
    rate_ppm: float
    residual_ms: float


@dataclass(frozen=True, slots=True)
class Gap:
    """`count` samples of a board, from `first_sample` on, that are not in the trial."""

    board: str
    first_sample: int
    count: int


@dataclass(frozen=True, slots=True)
class FrozenZero:
    """Readings of the empty plates, (4,) in counts, and when they were taken."""

    zero_id: str
    taken_utc: str
    counts: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Board:
    """What a board sent, a row for each sample; lost samples have none.

    `time_s` (N,) are seconds on the common timeline of both boards. `counts` (N, channels) are
    unchanged readings, with `columns` for names; `status` (N,) are the bits that FORMAT.md lists.
    `sample` (N,) numbers the samples: a step of more than 1 is a gap. `clock` is None, and the
    fitted rate NaN, while a trial is not closed.
    """

    columns: tuple[str, ...]
    time_s: NDArray[np.float64]
    sample: NDArray[np.uint64]
    device_time_us: NDArray[np.uint64]
    status: NDArray[np.uint16]
    counts: NDArray[np.int32]
    volts_per_count: float
    adc_reference_v: float
    sample_rate_hz: float
    sample_rate_hz_fitted: float
    clock: Clock | None
    board_serial: str
    firmware_version: str

    @property
    def volts(self) -> NDArray[np.floating[Any]]:
        """At the converter, (N, channels)."""
        return self.counts * self.volts_per_count

    @property
    def full_scale_counts(self) -> int:
        """One more than the converter's highest reading."""
        return round(self.adc_reference_v / self.volts_per_count)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Plates(Board):
    """`force_n` (N, 4) is vertical force in newtons by `calibration`, as frozen into the trial;
    `newtons` is what they are based on. A zero that was not taken is None."""

    force_n: NDArray[np.float32]
    calibration: PlateCalibration
    newtons: NewtonFacts
    zero_before: FrozenZero | None
    zero_after: FrozenZero | None

    @property
    def geometry(self) -> PlateGeometry:
        """Where the cells are."""
        return self.calibration.geometry


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Dowel(Board):
    """`levels` are those by which contact was judged: nominal ones, or the participant's own, from
    the record `levels_name`, taken at `levels_utc`, which is empty for nominal ones."""

    levels: ContactLevels
    levels_name: str
    levels_utc: str

    @property
    def own_levels(self) -> bool:
        """Whether they are the participant's own."""
        return self.levels_name != NOMINAL


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Trial:
    """All of a trial. A missing board is None, missing text is empty.

    `start_time_utc` is the time of day at time 0, None if unknown, `utc_offset_s` how far the
    clocks there were ahead of UTC, None if not stored. `replay_of` is the replayed trial if it was
    not recorded on boards, `imported_from` the recording of other force plates that it was made
    from, None if it was recorded by this program. `weighed_n` is NaN if no one was weighed,
    `protocol_text` the protocol's file at that time. `validity` is how good the recording is and
    why it is not better, `trust` how far its figures can be trusted, both by the rules of this
    program. `notes` and `reviews` are from the files beside it, oldest first; `reviews` omits what
    was taken back.
    """

    path: Path
    trial_id: str
    start_time_utc: datetime | None
    utc_offset_s: float | None
    participant: str
    protocol: str
    protocol_text: str
    condition: str
    end_reason: str
    simulated: bool
    replay_of: str
    imported_from: ImportedFrom | None
    software_version: str
    weighed_n: float
    feet: FootPlacement
    plates: Plates | None
    dowel: Dowel | None
    events: tuple[Event, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[Note, ...]
    reviews: tuple[AnyAct, ...]
    validity: Verdict
    trust: tuple[Reservation, ...] = ()

    @property
    def start_local(self) -> datetime | None:
        """The time of day at time 0 where it was recorded; if unknown, by this computer's
        clocks."""
        return local(self.start_time_utc, self.utc_offset_s) if self.start_time_utc else None

    def in_contact(self, point: str, time_s: NDArray[np.floating[Any]]) -> NDArray[np.bool_]:
        """Whether a point of the dowel was in contact at times (M,), by the events: (M,)."""
        changes = sorted(
            (event.time_s, event.kind == CONTACT_ON)
            for event in self.events
            if event.point == point and event.kind in (CONTACT_ON, CONTACT_OFF)
        )
        on = np.array([False, *(is_on for _, is_on in changes)])
        return on[np.searchsorted([at_s for at_s, _ in changes], time_s, side="right")]
