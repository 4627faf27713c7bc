"""A statement about technique: how sure it is, its sentence, and the figures it is based on."""

from dataclasses import dataclass

# The levels of statements. The words precede it wherever it is shown.
MEASURED = "measured"
COMPARED = "compared with your baseline"
PATTERN = "a pattern that can go with"
CANNOT_TELL = "cannot tell"
LEVELS = (MEASURED, COMPARED, PATTERN, CANNOT_TELL)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure, and its origin; `repetition` 0 is the whole trial."""

    name: str
    value: float
    unit: str
    repetition: int = 0
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The statement of a rule, in one sentence, and the coach's cue for it, or ""."""

    rule: str
    level: str
    text: str
    evidence: tuple[Evidence, ...]
    cue: str = ""
