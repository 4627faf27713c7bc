"""The facts of the rig that the flow uses: plain values, new with each frame."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from gui.picture import Readiness
from gui.protocols.figure import NOTHING, Figure

STANDING_N = 200.0  # as a weight: less is no person in a hip hinge


@dataclass(frozen=True, slots=True)
class Facts:
    """The state of the rig.

    `roles` are the boards that send, `serials` the board of each role, `connection` changes when
    one was connected again; `load_n` of the four cells; `readiness` is
    whether what the step captures could be captured now, None if unknown.
    """

    now_s: float
    roles: frozenset[str] = frozenset()
    serials: Mapping[str, str] = field(default_factory=dict)
    connection: int = 0
    load_n: tuple[float, ...] = ()
    in_contact: Mapping[str, bool] = field(default_factory=dict)
    readiness: Readiness | None = None
    recording: bool = False
    begun: bool = False
    repetitions: int = 0
    trouble: str = ""

    @property
    def standing(self) -> bool:
        """Whether a person stands on the plates."""
        return math.fsum(self.load_n) >= STANDING_N


@dataclass(frozen=True, slots=True)
class Drill:
    """What the flow needs of a protocol, and what is shown of it before it is chosen."""

    name: str
    title: str
    setup: str = ""
    cues: tuple[str, ...] = ()
    sensors: frozenset[str] = frozenset({"plates", "dowel"})
    sets: int = 1
    repetitions: int = 5
    tempo_s: tuple[int, int, int] = (2, 1, 2)
    rest_s: int = 60
    asks: tuple[str, ...] = ()
    unscorable: str = ""
    figure: Figure = NOTHING


@dataclass(frozen=True, slots=True)
class Kept:
    """The stored records of a participant: consent to a text, its withdrawal, the dowels with
    contact levels of today, the plates with a weight of the last hour, by their serials."""

    consent_version: str = ""
    withdrawn_on: str = ""
    touched_on: frozenset[str] = frozenset()
    weighed_on: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a trial. `repetitions` is None until analysed."""

    path: str
    verdict: str
    reasons: tuple[str, ...] = ()
    repetitions: int | None = None
    losses: int = 0
    statements: tuple[str, ...] = ()
    zero_pending: bool = False
    trust: tuple[str, ...] = ()
