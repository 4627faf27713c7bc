"""Repetitions: where the centre of mass goes down and comes back up."""

from rig.measure.repetition.finding import (
    Course,
    Refused,
    Repetition,
    Repetitions,
    find_repetitions,
)
from rig.measure.repetition.parameters import RepetitionParameters

__all__ = [
    "Course",
    "Refused",
    "Repetition",
    "RepetitionParameters",
    "Repetitions",
    "find_repetitions",
]
