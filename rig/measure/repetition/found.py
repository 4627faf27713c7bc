"""What is found in a trial: repetitions, what was none, and the course of the centre of mass."""

from dataclasses import dataclass

from rig.measure.phase import PhaseSpan
from rig.measure.repetition.parameters import RepetitionParameters
from rig.measure.repetition.series import Float


@dataclass(frozen=True, slots=True)
class Repetition:
    """Down from `onset_s` to `descent_end_s`, up from `ascent_start_s` to `lockout_s`, in seconds
    of the trial's timeline; lowest at `bottom_s`.

    `weight_n` is the weight on the plates, load included, and `drop_m` how far the centre of mass
    went down from where it stood before. `ascent_peak_n` is the greatest vertical force on the way
    up; `ascent_impulse_ns` is the impulse of the force above weight from the bottom to the fastest,
    mass x greatest velocity. `set_from_s` is None unless its borders were set by hand: then it is
    the bottom by which it was known before.
    """

    number: int
    onset_s: float
    descent_end_s: float
    bottom_s: float
    ascent_start_s: float
    lockout_s: float
    weight_n: float
    drop_m: float
    ascent_peak_n: float
    ascent_impulse_ns: float
    set_from_s: float | None = None

    @property
    def by_hand(self) -> bool:
        """Whether somebody set its borders."""
        return self.set_from_s is not None

    @property
    def descent_s(self) -> float:
        """How long it went down."""
        return self.descent_end_s - self.onset_s

    @property
    def hold_s(self) -> float:
        """How long it stayed at the bottom."""
        return self.ascent_start_s - self.descent_end_s

    @property
    def ascent_s(self) -> float:
        """How long it came up."""
        return self.lockout_s - self.ascent_start_s


@dataclass(frozen=True, slots=True)
class Refused:
    """A movement that was no repetition, and why."""

    start_s: float
    end_s: float
    reason: str


@dataclass(frozen=True, slots=True)
class Course:
    """A stance at times (N,): vertical force, height of the centre of mass above standing, and its
    velocity upwards. `weight_n` is the weight on the plates."""

    time_s: Float
    force_n: Float
    height_m: Float
    velocity_m_s: Float
    weight_n: float


@dataclass(frozen=True, slots=True)
class Repetitions:
    """What was found in a trial, and by which parameters."""

    repetitions: tuple[Repetition, ...]
    refused: tuple[Refused, ...]
    phases: tuple[PhaseSpan, ...]
    courses: tuple[Course, ...]
    parameters: RepetitionParameters
