"""The input of the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rig.measure.feet import LiftedFoot
from rig.measure.losses import ContactFindings
from rig.measure.quantity import SPOKEN, Quantity
from rig.measure.technique.figures import Baseline, RepetitionFigures
from rig.measure.technique.statement import Evidence


@dataclass(frozen=True, slots=True)
class Observed:
    """The part of a trial that statements are about.

    `contacts` is None without a dowel; `plates` is whether there were plates. `tempo_s` is the
    protocol's tempo, down, held and up; `scored` the quantities it scores. If `hips_first` is
    false, as in a squat, there are no statements that the hips should go back first.
    """

    repetitions: Sequence[RepetitionFigures]
    contacts: ContactFindings | None = None
    lifted: Sequence[LiftedFoot] = ()
    plates: bool = True
    tempo_s: tuple[float, float, float] | None = None
    baseline: Baseline = field(default_factory=Baseline)
    scored: frozenset[Quantity] = frozenset(SPOKEN)
    hips_first: bool = True

    def repetition_at(self, time_s: float) -> RepetitionFigures | None:
        """The repetition at this time, from its onset to its lockout."""
        return next((r for r in self.repetitions if r.onset_s <= time_s < r.lockout_s), None)


class Said(NamedTuple):
    """A sentence and its evidence; `cue` fills the cue of its rule."""

    text: str
    evidence: tuple[Evidence, ...]
    cue: str = ""
