"""The plain data that views draw, made by the session."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gui.language import text

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Plates:
    """Where the cells are, in the millimetres of `Balance.cop_mm`."""

    heel_y_mm: float = 20.0
    toe_y_mm: float = 290.0
    left_x_mm: float = -100.0
    right_x_mm: float = 100.0


@dataclass(frozen=True, slots=True)
class Balance:
    """The newest state of the plates. NaN if the load is too small to tell.

    `load_n` left heel, left toe, right heel, right toe; `cop_mm` (N, 2) the trail of the net centre
    of pressure, oldest first and the newest point last, X to the right, Y forward from the heel
    stop.
    """

    load_n: tuple[float, float, float, float]
    total_n: float
    cop_mm: Float
    heel_share: float
    symmetry_percent: float
    calibrated: bool
    plates: Plates = Plates()


@dataclass(frozen=True, slots=True)
class Contact:
    """The newest state of one point of the dowel. `share` of the sensor's full range, 0 to 1."""

    point: str
    on: bool
    share: float


@dataclass(frozen=True, slots=True)
class Strips:
    """What the strip charts show: the last seconds, or those scrolled back to.

    Times in seconds, ascending, on one timeline; `load_n` (N, 4), `contact_share` (M, 3); `losses`
    (point, begin, end) of lost contacts, whose end may be infinite. `oldest_s` and `newest_s` limit
    the scrolling; infinite if unknown.
    """

    begin_s: float
    end_s: float
    load_time_s: Float
    load_n: NDArray[np.float32]
    contact_time_s: Float
    contact_share: NDArray[np.float32]
    losses: list[tuple[str, float, float]] = field(default_factory=list)
    marks_s: list[float] = field(default_factory=list)
    oldest_s: float = -math.inf
    newest_s: float = math.inf


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of the set. `phase` is a phase of `rig.measure`, or empty if unknown.

    `repetition` counts those done, `of` is the target; `is_sure` is false while the data received
    so far may still change the count. Tempos are seconds down, held and up: of the last repetition,
    and the target.
    """

    phase: str = ""
    repetition: int = 0
    of: int | None = None
    last_tempo_s: tuple[float, float, float] | None = None
    wanted_tempo_s: tuple[float, float, float] | None = None
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """All moving data. None: there is no such board, or it has sent nothing yet."""

    balance: Balance | None
    contacts: tuple[Contact, ...]
    strips: Strips
    progress: Progress = Progress()


@dataclass(frozen=True, slots=True)
class Link:
    """The state of a board."""

    role: str
    name: str  # serial number and port, in words
    rate_hz: float
    lost: int
    silent_s: float  # since the last sample
    simulated: bool
    replayed: bool = False
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """A trial being recorded, or waiting for its trigger (`begun` False).

    `on_disk` and `expected` are samples of all boards together.
    """

    path: str
    begun: bool
    seconds: float
    on_disk: int
    expected: int
    repetitions: int = 0  # done so far


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A trial that was never closed: its path, and its name on the screen."""

    path: str
    name: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a quantity is taken as soon as possible, and why it cannot be taken now; "" if it
    can."""

    quantity: str
    armed: bool
    waits: str


@dataclass(frozen=True, slots=True)
class Status:
    """All slowly changing data. `trouble` is a plain sentence, or empty.

    `recovering` is the name of the trial being recovered, or empty; `readiness` is that of the
    quantity viewed; `folder` is where trials are
    stored, and `concerns` are plain sentences about it; `can_start` is true if an engine can be
    started, and `no_engine` is why none measures.
    """

    links: tuple[Link, ...]
    recording: Recording | None
    trouble: str
    connected: bool
    interrupted: tuple[Interrupted, ...] = ()
    recovering: str = ""
    folder: str = ""
    connection: int = 0  # changes when boards are connected again
    concerns: tuple[str, ...] = ()
    can_start: bool = False
    no_engine: str = ""
    readiness: Readiness | None = None


def unreal_of(status: Status) -> str:
    """The word to show when no real person is measured: simulated or replayed; else ""."""
    if any(link.simulated for link in status.links):
        return text("unreal.simulated")
    return text("unreal.replayed") if any(link.replayed for link in status.links) else ""
