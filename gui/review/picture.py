"""What the review's views are given to draw: plain data, made by its session and its desk."""

import math
from dataclasses import dataclass
from typing import NamedTuple

from gui.picture import Picture

# Borders of a repetition, as reviews name them.
ONSET, BOTTOM, END = "onset", "bottom", "end"
BORDERS = (ONSET, BOTTOM, END)
# What repetitions are laid over each other by.
QUANTITIES = ("height", "force", "heel", "symmetry", "cop")
RATINGS = range(1, 6)
# Kinds of moments that one jumps to.
JUMPS = ("repetition", "loss", "mark", "gap")
UNKNOWN_TEMPO = (math.nan, math.nan, math.nan)
WHOLE_TRIAL = 0  # where a rating concerns no single repetition
Span = tuple[float, float]
Loss = tuple[str, float, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A trial of the list, by its `key`. What is not known is empty or None; `why` says in one
    line why a file cannot be opened. `raters` are the initials of who rated it; `recount` says that
    its repetitions are not known since a review changed."""

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
    """A trial that can be looked at, from its first to its last sample. `contact_off` are the
    times without contact as they were told while it was recorded."""

    key: int
    title: str
    unreal: str
    begin_s: float
    end_s: float
    marks_s: tuple[float, ...] = ()
    contact_off: tuple[Loss, ...] = ()


class Wish(NamedTuple):
    """What is to be shown: the moment, the span of the charts, and the cursors in them."""

    now_s: float
    begin_s: float
    end_s: float
    cursors_s: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What a wish shows. `values` are, for each cursor, what was measured there, by names."""

    wish: Wish
    picture: Picture
    values: tuple[dict[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Repetition:
    """A repetition with its borders in seconds; `found_s` is the bottom by which it is known, that
    which the analysis found. `moved` says that a reviewer set a border, `set_by` who that was last,
    and when: what follows from it is NaN until the analysis knows of it. `refused` says that the
    drill refuses some figures: these stay NaN."""

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
        """Whether the analysis knows of its borders."""
        return self.refused or math.isfinite(self.drop_m)

    @property
    def borders_s(self) -> tuple[float, float, float]:
        """All three."""
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
    """What the analysis of a trial found; `by_hand` are those repetitions that it knows reviewers
    set, `statements` each with its level, `stood_s` when somebody stood: elsewhere no repetition
    can be."""

    repetitions: tuple[Repetition, ...] = ()
    by_hand: tuple[Repetition, ...] = ()
    losses: tuple[Loss, ...] = ()
    phases: tuple[Phase, ...] = ()
    statements: tuple[str, ...] = ()
    stood_s: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One thing a reviewer said, by its `what`: note, rating, mark, unmark, border, repetition,
    no_repetition. `found_s` says which repetition, by the bottom by which it is known."""

    what: str
    author: str
    utc: str
    day: str = ""  # by the calendar where the trial was recorded
    time_s: float = 0.0
    text: str = ""
    repetition: int = WHOLE_TRIAL
    value: int = 0
    found_s: float | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """A repetition for the overlay: seconds from where it is aligned, and the value there."""

    number: int
    time_s: tuple[float, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Repetitions over each other: which quantity, its unit, and at what they are aligned."""

    quantity: str
    unit: str
    aligned: str
    curves: tuple[Curve, ...] = ()
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the page of a trial draws beside a frame."""

    title: str
    unreal: str
    begin_s: float
    end_s: float
    now_s: float
    shown: Span
    playing: bool
    speed: float
    reading: float  # how much of the trial was read, 0 to 1
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
    """How far two raters agree, in words; `raters` are all there are."""

    raters: tuple[str, ...]
    first: str = ""
    second: str = ""
    lines: tuple[tuple[str, str], ...] = ()
