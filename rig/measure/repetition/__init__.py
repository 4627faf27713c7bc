"""Repetitions: where the centre of mass goes down and comes back up."""

from rig.measure.repetition.byhand import Borders, borders_of, lies_in, stood_s, with_borders
from rig.measure.repetition.finding import find_repetitions
from rig.measure.repetition.found import Course, Refused, Repetition, Repetitions
from rig.measure.repetition.live import PhaseChange, PhaseTracker
from rig.measure.repetition.parameters import RepetitionParameters

__all__ = [
    "Borders",
    "Course",
    "PhaseChange",
    "PhaseTracker",
    "Refused",
    "Repetition",
    "RepetitionParameters",
    "Repetitions",
    "borders_of",
    "find_repetitions",
    "lies_in",
    "stood_s",
    "with_borders",
]
