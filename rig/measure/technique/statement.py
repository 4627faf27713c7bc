"""A statement about technique: how sure it is, what it says, and the figures that it stands on."""

from dataclasses import dataclass

# What a statement is. The words stand in front of it wherever it is shown.
MEASURED = "measured"
COMPARED = "compared with your baseline"
PATTERN = "a pattern that can go with"
CANNOT_TELL = "cannot tell"
LEVELS = (MEASURED, COMPARED, PATTERN, CANNOT_TELL)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A figure, and where it came from; `repetition` 0 is the whole trial."""

    name: str
    value: float
    unit: str
    repetition: int = 0
    phase: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a rule says, in one sentence, and the cue of a coach that goes with it, or "" ."""

    rule: str
    level: str
    text: str
    evidence: tuple[Evidence, ...]
    cue: str = ""
