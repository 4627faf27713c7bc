"""What is shown of a calibration, and of earlier ones."""

from dataclasses import dataclass

from gui.flow.step import Page
from gui.form import Field


@dataclass(frozen=True, slots=True)
class Course:
    """Load against reading of one region: counts, newtons and direction of each mass; residuals and
    the ends of the line are empty until there is a line."""

    title: str
    counts: tuple[float, ...] = ()
    load_n: tuple[float, ...] = ()
    rising: tuple[bool, ...] = ()
    residuals_n: tuple[float, ...] = ()
    line_counts: tuple[float, ...] = ()
    line_n: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where to put a mass: millimetres from the plate's middle line and its heel stop. No foot:
    empty plates."""

    foot: str = ""
    x_mm: float = 0.0
    y_mm: float = 0.0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under column names."""

    names: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Calibrations of a board, newest first. `age_days` is that of the newest, None if there is
    none; `damaged` states which lines of its file cannot be read."""

    serial: str = ""
    table: Table = Table()
    age_days: float | None = None
    operator: str = ""
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CalibrationPicture:
    """Everything that a page draws. `form` is empty once the first mass is asked for, `lines` are
    the result. `unreal` is shown if the boards are not real."""

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
