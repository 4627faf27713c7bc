"""What is shown of a calibration, and of those that were before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from gui.flow.step import Page
from gui.form import Field


@dataclass(frozen=True, slots=True)
class Course:
    """Load against reading of one region: of each mass its counts, newtons and way; residuals and
    the ends of the line are empty until there is a line."""

    title: str
    counts: tuple[float, ...] = ()
    load_n: tuple[float, ...] = ()
    rising: tuple[bool, ...] = ()
    residuals_n: tuple[float, ...] = ()
    line_counts: tuple[float, ...] = ()
    line_n: tuple[float, ...] = ()

    @classmethod
    def from_words(cls, said: Mapping[str, Any]) -> Self:
        """What the engine says of a region."""
        title = f"{said['foot']} {said['region']}"
        figures = ("counts", "load_n", "rising", "residuals_n", "line_counts", "line_n")
        return cls(title, *(tuple(said[name]) for name in figures))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mass shall lie: millimetres from the plate's middle line and its heel stop. No foot
    stands for empty plates."""

    foot: str = ""
    x_mm: float = 0.0
    y_mm: float = 0.0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under names."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Calibrations of a board, newest first. `age_days` is that of the newest, None if there is
    none; `damaged` says which lines of its file cannot be read."""

    serial: str = ""
    table: Table = Table()
    age_days: float | None = None
    operator: str = ""
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalibrationPicture:
    """All that a page draws. `form` is empty once the first mass is asked for, `lines` say what
    came of it. `unreal` is said where the boards are none."""

    page: Page
    notice: str = ""
    loud: bool = False
    done: int = 0
    steps: int = 0
    form: tuple[Field, ...] = ()
    place: Place | None = None
    course: Course | None = None
    result: Table = Table()
    lines: tuple[str, ...] = ()
    history: History = History()
    unreal: str = ""
