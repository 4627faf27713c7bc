"""What an analysis of a trial says."""

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
    """The first contact lost on the way from onset to lockout, and how deep that was: below
    standing, and of the drop."""

    point: str
    phase: str
    time_s: float
    depth_m: float
    depth_percent: float


@dataclass(frozen=True, slots=True)
class AnalysedRepetition:
    """A repetition with what was borne and lost in it.

    `loading` is by phase, and of the WHOLE; at the bottom without a hold it is that of 0.1 s to
    either side of the lowest.
    """

    times: Repetition
    loading: dict[str, Loading]
    losses: tuple[Loss, ...]
    first_loss: FirstLoss | None

    @property
    def label(self) -> str:
        """Its number, with a star where its borders were set by hand."""
        return f"{self.times.number}{'*' if self.times.by_hand else ''}"


@dataclass(frozen=True, slots=True)
class Standing:
    """Quiet standing: the longest while of it, how it was loaded, and its sway if it is long
    enough for that."""

    quiet: Quiet
    loading: Loading
    sway: Sway | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known of a trial, and by which parameters.

    `contacts` is None without a dowel; `found` and `standing` are None without plates, `standing`
    too where nobody stood still for a second. `figures` are what statements are made of, one
    of each repetition. `review` says who set repetitions right, None where nobody did or that was
    not asked for.
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
