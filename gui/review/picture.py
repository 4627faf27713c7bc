"""The plain data that the review's views draw, made by its session and its desk."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from gui.picture import Picture

# Borders of a repetition, by their names in reviews.
ONSET, BOTTOM, END = "onset", "bottom", "end"
BORDERS = (ONSET, BOTTOM, END)
# Quantities by which repetitions are overlaid.
QUANTITIES = ("height", "force", "heel", "symmetry", "cop")
RATINGS = range(1, 6)
# Kinds of moments that can be jumped to.
JUMPS = ("repetition", "loss", "mark", "gap")
UNKNOWN_TEMPO = (math.nan, math.nan, math.nan)
WHOLE_TRIAL = 0  # a rating of no single repetition
Span = tuple[float, float]
Loss = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A trial of the list, by its `key`. Unknown values are empty or None.

    `why` is one line on why a file cannot be opened. `raters` are the initials of those who rated
    it; `recount` means that its repetitions are unknown since a review changed.
    """

    key: int
    name: str
    drill: str = ""
    began: str = ""
    seconds: float | None = None
    verdict: str = ""
    repetitions: int | None = None
    recount: bool = False
    losses: int | None = None
    simulated: bool = False
    imported: bool = False
    raters: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A trial that can be viewed, from its first to its last sample. `contact_off` are the times
    without contact as reported during recording."""

    key: int
    title: str
    unreal: str
    begin_s: float
    end_s: float
    marks_s: tuple[float, ...] = ()
    contact_off: tuple[Loss, ...] = ()


class Wish(NamedTuple):
    """What to show: the moment, the span of the charts, and the cursors in them."""

    now_s: float
    begin_s: float
    end_s: float
    cursors_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """The result of a wish. `values` are, for each cursor, the measured values by name."""

    wish: Wish
    picture: Picture
    values: tuple[dict[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Repetition:
    """A repetition with its borders in seconds.

    `found_s` is the bottom that the analysis found, which identifies it. `moved` means that a
    reviewer set a border, `set_by` who was last, and when: dependent figures are NaN until the
    analysis includes it. `refused` means that the drill refuses some figures: these stay NaN.
    """

    number: int
    onset_s: float
    bottom_s: float
    end_s: float
    found_s: float
    tempo_s: tuple[float, float, float] = UNKNOWN_TEMPO
    drop_m: float = math.nan
    first_loss: str = ""
    moved: bool = False
    set_by: str = ""
    refused: bool = False

    @property
    def measured(self) -> bool:
        """Whether the analysis includes its present borders."""
        return self.refused or math.isfinite(self.drop_m)

    @property
    def borders_s(self) -> tuple[float, float, float]:
        """All three borders."""
        return self.onset_s, self.bottom_s, self.end_s

    def border_s(self, name: str) -> float:
        """One of its borders."""
        return {ONSET: self.onset_s, BOTTOM: self.bottom_s, END: self.end_s}[name]


class Phase(NamedTuple):
    """A phase of a repetition, by the words of the analysis."""

    phase: str
    start_s: float
    end_s: float
    repetition: int


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings of the analysis of a trial.

    `by_hand` are the repetitions set by reviewers that it includes, `statements` each with its
    level, `stood_s` the spans in which a person stood: no repetition can be outside them.
    """

    repetitions: tuple[Repetition, ...] = ()
    by_hand: tuple[Repetition, ...] = ()
    losses: tuple[Loss, ...] = ()
    phases: tuple[Phase, ...] = ()
    statements: tuple[str, ...] = ()
    stood_s: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a reviewer, by its `what`: note, rating, mark, unmark, border, repetition,
    no_repetition. `found_s` identifies the repetition, by the bottom found."""

    what: str
    author: str
    utc: str
    day: str = ""  # by the calendar at the place of recording
    time_s: float = 0.0
    text: str = ""
    repetition: int = WHOLE_TRIAL
    value: int = 0
    found_s: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A repetition for the overlay: seconds relative to its alignment, and the values."""

    number: int
    time_s: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Overlaid repetitions: the quantity, its unit, and the border of alignment."""

    quantity: str
    unit: str
    aligned: str
    curves: tuple[Curve, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that the page of a trial draws besides a frame."""

    title: str
    unreal: str
    begin_s: float
    end_s: float
    now_s: float
    shown: Span
    playing: bool
    speed: float
    reading: float  # share of the trial read, 0 to 1
    working: bool  # whether the analysis is under way
    repetitions: tuple[Repetition, ...] = ()
    losses: tuple[Loss, ...] = ()
    marks_s: tuple[float, ...] = ()
    gaps: tuple[Span, ...] = ()
    notes: tuple[Said, ...] = ()
    cursors: tuple[tuple[str, float], ...] = ()
    current: int = WHOLE_TRIAL  # the repetition at this moment
    overlaid: bool = False
    of_trial: bool = False  # whether a rating concerns the whole trial
    rated: int = WHOLE_TRIAL  # what a rating concerns
    ratings: tuple[Said, ...] = ()
    statements: tuple[str, ...] = ()
    rater: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """How well two raters agree, in words; `raters` are all raters."""

    raters: tuple[str, ...]
    first: str = ""
    second: str = ""
    lines: tuple[tuple[str, str], ...] = ()
