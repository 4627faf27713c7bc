"""The phases of a repetition, and their times."""

from typing import NamedTuple

SETUP, DESCENT, BOTTOM, ASCENT, LOCKOUT = "setup", "descent", "bottom", "ascent", "lockout"
PHASES = (SETUP, DESCENT, BOTTOM, ASCENT, LOCKOUT)


class PhaseSpan(NamedTuple):
    """A phase of the repetition with this number (from 1), from start to end on the timeline of the
    trial."""

    phase: str
    start_s: float
    end_s: float
    repetition: int
