"""The result of an analysis of a trial."""

from dataclasses import dataclass

from rig.analysis.parameters import AnalysisParameters
from rig.analysis.reviewed import Review
from rig.measure import Sway
from rig.measure.feet import LiftedFoot
from rig.measure.loading import Loading
from rig.measure.losses import ContactFindings, Loss
from rig.measure.quiet import Quiet
from rig.measure.repetition import Repetition, Repetitions
from rig.measure.technique.figures import RepetitionFigures
from rig.measure.technique.statement import Statement
from rig.trial.trial import Trial

WHOLE = "repetition"


@dataclass(frozen=True, slots=True)
class FirstLoss:
    """The first contact lost between onset and lockout, and its depth: below standing, and as part
    of the drop."""

    point: str
    phase: str
    time_s: float
    depth_m: float
    depth_percent: float


@dataclass(frozen=True, slots=True)
class AnalysedRepetition:
    """A repetition with its loads and losses.

    `loading` is by phase, and for the WHOLE; at the bottom without a hold it covers 0.1 s on either
    side of the lowest.
    """

    times: Repetition
    loading: dict[str, Loading]
    losses: tuple[Loss, ...]
    first_loss: FirstLoss | None

    @property
    def label(self) -> str:
        """Its number, with a star if its borders were set by hand."""
        return f"{self.times.number}{'*' if self.times.by_hand else ''}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Quiet standing: its longest span, the load in it, and its sway if it is long enough for
    that."""

    quiet: Quiet
    loading: Loading
    sway: Sway | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """The results for a trial, and the parameters used.

    `contacts` is None without a dowel; `found` and `standing` are None without plates, `standing`
    also if the person never stood still for a second. `figures` are the basis of the statements,
    one for each repetition. `review` is who corrected repetitions, None without corrections or if
    they were ignored.
    """

    trial: Trial
    parameters: AnalysisParameters
    found: Repetitions | None
    repetitions: tuple[AnalysedRepetition, ...]
    figures: tuple[RepetitionFigures, ...]
    standing: Standing | None
    lifted: tuple[LiftedFoot, ...]
    contacts: ContactFindings | None
    statements: tuple[Statement, ...]
    review: Review | None
