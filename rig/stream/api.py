"""What the engine and its clients exchange: typed records, each a JSON object on the connection.

A client sends requests: a command and a number of the client's own. The engine sends one reply for
each, when the command is done or refused; every event immediately; and its state every 0.1 s.
"""

from enum import Enum
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from rig.device.messages import Cues
from rig.errors import Reason
from rig.measure.calibrating.course import RegionCourse
from rig.measure.calibrating.plan import Ask
from rig.measure.calibrating.setup import Answers
from rig.measure.calibration import PlateCalibration
from rig.stream.triggers import MOST_REPETITIONS, Trigger
from rig.trial.event import Event

Millimetres = Annotated[float, Meta(ge=0, le=1000)]
Milliseconds = Annotated[float, Meta(ge=0, le=60_000)]
Seconds = Annotated[float, Meta(gt=0, le=86_400)]
Repetitions = Annotated[int, Meta(ge=1, le=MOST_REPETITIONS)]


class Quantity(Enum):
    """What can be captured from the newest samples: the zero of empty plates, a person's weight,
    the dowel untouched and touched, and the load that a calibration asks for."""

    ZERO = "zero"
    WEIGHT = "weight"
    UNTOUCHED = "untouched"
    TOUCHED = "touched"
    MASS = "mass"


# Commands


class Command(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """What a client asks the engine to do."""


class Record(Command, frozen=True, tag="record"):
    """Record a trial; None for what is not known or does not end it."""

    participant: str = ""
    protocol: str = ""
    start: Trigger = Trigger.NOW
    stop: Trigger | None = None
    seconds: Seconds | None = None
    repetitions: Repetitions | None = None
    foot_length_mm: Millimetres | None = None
    heel_offset_mm: Millimetres | None = None
    stance_width_mm: Millimetres | None = None
    cue_latency_ms_median: Milliseconds | None = None
    cue_latency_ms_worst: Milliseconds | None = None


class Begin(Command, frozen=True, tag="begin"):
    """Begin the trial that waits for its key."""


class Stop(Command, frozen=True, tag="stop"):
    """End the trial."""


class Mark(Command, frozen=True, tag="mark"):
    """Set a mark now."""


class ArmCue(Command, frozen=True, tag="arm cue"):
    """Set what the dowel's own board gives as a cue."""

    cues: Cues


class Recover(Command, frozen=True, tag="recover"):
    """Recover an interrupted trial."""

    trial: str


class Quit(Command, frozen=True, tag="quit"):
    """End the engine, and the trial that is being recorded."""


class View(Command, frozen=True, tag="view"):
    """Put into each state why this quantity cannot be captured now; None: no longer."""

    quantity: Quantity | None = None


class Take(Command, frozen=True, tag="take"):
    """Capture a quantity as soon as the samples are as they must be. The reply comes then.

    `anyway` accepts a mass that is probably misplaced.
    """

    quantity: Quantity
    participant: str = ""
    operator: str = ""
    anyway: bool = False


class Release(Command, frozen=True, tag="release"):
    """Capture nothing."""


class BeginCalibration(Command, frozen=True, tag="begin calibration"):
    """Begin to calibrate the plates."""

    answers: Answers


class Step(Enum):
    """A step of a calibration other than to take a load."""

    BACK = "back"
    AGAIN = "again"
    SKIP = "skip"
    KEEP = "keep"
    DISCARD = "discard"


class StepCalibration(Command, frozen=True, tag="step calibration"):
    """Go back one load, repeat the present region, skip the rest of a stage, keep or discard the
    result."""

    step: Step


class CorrectMass(Command, frozen=True, tag="correct mass"):
    """Correct the mass of a load taken in a calibration, by its number from 1."""

    number: int
    mass_kg: float


AnyCommand = (
    Record
    | Begin
    | Stop
    | Mark
    | ArmCue
    | Recover
    | Quit
    | View
    | Take
    | Release
    | BeginCalibration
    | StepCalibration
    | CorrectMass
)


class Request(Struct, frozen=True):
    """A command and the client's number for its reply."""

    number: int
    command: AnyCommand


# Replies


class Result(Struct, frozen=True, tag_field="is"):
    """What a command gave."""


class Recording(Result, frozen=True, tag="recording"):
    """A trial is being recorded there."""

    path: str


class ZeroTaken(Result, frozen=True, tag="zero"):
    """A zero, the drift in newtons (4,) of each trial that it closes, and what it could not
    close."""

    taken_utc: str
    drift_n: dict[str, tuple[float, ...]]
    problems: list[str]


class WeightTaken(Result, frozen=True, tag="weight"):
    """A person's weight, with its standard deviation over 2 s."""

    weight_n: float
    sd_n: float


class LevelsTaken(Result, frozen=True, tag="levels"):
    """A person's contact levels in counts, for each point of the dowel."""

    on_counts: list[int]
    off_counts: list[int]


AnyResult = Recording | ZeroTaken | WeightTaken | LevelsTaken


class Reply(Struct, frozen=True, tag="reply"):
    """The command of this number was done, or refused: then `refused` is why."""

    number: int
    result: AnyResult | None = None
    refused: Reason | None = None


# Events and states


class Decided(Struct, frozen=True, tag="event"):
    """An event, with when it was decided: the delay of a cue is measured from there."""

    event: Event


class BoardState(Struct, frozen=True):
    """A board's identity, its health, and the file of its ring."""

    role: str
    url: str
    serial: str
    firmware: str
    simulated: bool
    replayed: bool
    columns: list[str]
    full_scale_counts: int
    volts_per_count: float
    sample_rate_hz: int
    rate_hz: float
    lost: int
    crc_errors: int
    missed_ticks: int | None
    silent_s: float
    ring: str
    ring_rows: int


class TrialState(Struct, frozen=True):
    """Progress of the trial being recorded; `zero_s` is None until it has begun."""

    path: str
    begun: bool
    zero_s: float | None
    seconds: float
    repetitions: int
    warning: str
    on_disk: dict[str, int]
    expected: dict[str, int]


class EndedTrial(Struct, frozen=True):
    """How a trial ended and how good it is; `verdict` is None if it cannot be read."""

    path: str
    end_reason: str
    verdict: str | None = None
    reasons: list[str] = []
    trust: list[str] = []


class RecoveredTrial(Struct, frozen=True):
    """How the recovery of this number ended; `problem` is why there is no `path`."""

    number: int
    trial: str
    path: str = ""
    verdict: str | None = None
    reasons: list[str] = []
    problem: str = ""


class CaptureState(Struct, frozen=True):
    """The quantity viewed or to be taken, whether it is taken as soon as possible, and why it
    cannot be captured now."""

    quantity: Quantity
    armed: bool
    waits: Reason | None


class ReviewState(Struct, frozen=True):
    """The result of a calibration as a table, its tier and the outlying loads; with a `problem`
    there is none."""

    problem: str = ""
    names: list[str] = []
    rows: list[list[str]] = []
    tier: str = ""
    reasons: list[str] = []
    note: str = ""
    far_off: list[str] = []


class CalibrationState(Struct, frozen=True):
    """A calibration under way; before it begins only `stage`, `before` and `trouble`."""

    stage: str
    trouble: Reason | None
    before: Answers | None = None
    ask: Ask | None = None
    done: int = 0
    steps: int = 0
    doubt: Reason | None = None
    taken: str = ""
    unkept: str = ""
    courses: list[RegionCourse] = []
    review: ReviewState | None = None


class State(Struct, frozen=True, tag="state"):
    """The engine's present state.

    `number` counts connections of its boards. `zero_utc` is when the zero in use was taken,
    `zero_pending` are the trials that wait for a second one.
    """

    process: int
    number: int
    now_s: float
    started_s: float | None
    boards: list[BoardState]
    in_contact: dict[str, bool]
    count_is_sure: bool
    calibration: PlateCalibration | None
    zero_utc: str | None
    zero_pending: list[str]
    trial: TrialState | None
    last: EndedTrial | None
    trouble: str
    folder: str
    concerns: list[str]
    interrupted: list[str]
    recovering: str | None
    recovered: RecoveredTrial | None
    capture: CaptureState | None = None
    calibrating: CalibrationState | None = None


Told = Reply | Decided | State
AnyRecord = TypeVar("AnyRecord")


class _Envelope(Struct):
    number: int


_envelopes = msgspec.json.Decoder(_Envelope)
_requests, _told = msgspec.json.Decoder(Request), msgspec.json.Decoder(Told)
_encoder = msgspec.json.Encoder()


def to_bytes(record: Request | Told) -> bytes:
    """As `request_of` or `told_of` reads it."""
    return _encoder.encode(record)


def request_of(line: bytes) -> Request:
    """A client's request. Raises ValueError for anything else."""
    return _decoded(_requests, line)


def number_of(line: bytes) -> int:
    """The number of a request, even if its command is none; 0 if there is no number."""
    try:
        return _decoded(_envelopes, line).number
    except ValueError:
        return 0


def told_of(line: bytes) -> Told:
    """What the engine sent. Raises ValueError for anything else."""
    told: Told = _decoded(_told, line)
    return told


def _decoded(decoder: "msgspec.json.Decoder[AnyRecord]", line: bytes) -> AnyRecord:
    try:
        return decoder.decode(line)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
