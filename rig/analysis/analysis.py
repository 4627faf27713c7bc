"""One trial analysed: everything that is known of it, from its samples and the parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rig.analysis.parameters import AnalysisParameters
from rig.measure import Sway, sway
from rig.measure.balance import vertical_grf_n
from rig.measure.contact import ContactLevels
from rig.measure.feet import LiftedFoot, lifted_feet
from rig.measure.loading import Borne, Loading, Plates, borne, loading_of
from rig.measure.losses import ContactFindings, Loss, contact_findings
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, PhaseSpan
from rig.measure.quiet import Quiet, body_weight, quiet_standing
from rig.measure.repetition import Course, Repetition, Repetitions, find_repetitions
from rig.measure.stabilometry import LEAST_QUIET_S
from rig.measure.technique.figures import RepetitionFigures
from rig.measure.technique.gauge import PlateSamples, figures_of
from rig.measure.technique.observed import Observed
from rig.measure.technique.rules import statements
from rig.measure.technique.statement import Statement
from rig.protocol.reading import read_card
from rig.trial.loading import Trial

WHOLE = "repetition"
BOTTOM_S = 0.1
SETTLING_S = 0.5  # of a filter, before and after what it is wanted for


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

    `loading` is by phase, and of the whole; at the bottom without a hold it is that of 0.1 s to
    either side of the lowest.
    """

    times: Repetition
    loading: dict[str, Loading]
    losses: tuple[Loss, ...]
    first_loss: FirstLoss | None


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
    too where nobody stood still for a second.
    """

    trial: Trial
    parameters: AnalysisParameters
    found: Repetitions | None
    repetitions: tuple[AnalysedRepetition, ...]
    standing: Standing | None
    lifted: tuple[LiftedFoot, ...]
    contacts: ContactFindings | None
    statements: tuple[Statement, ...]


def analyse(trial: Trial, parameters: AnalysisParameters) -> Analysis:
    """The analysis of a trial. Raises UsageError if the protocol in it cannot be read."""
    plates = trial.plates
    found = _found(plates, parameters) if plates else None
    contacts = _contacts(trial, found.phases if found else (), parameters)
    lifted = tuple(lifted_feet(plates.force_n, plates.time_s, plates.rate_hz)) if plates else ()
    return Analysis(
        trial=trial,
        parameters=parameters,
        found=found,
        repetitions=_repetitions(plates, found, contacts, parameters) if plates and found else (),
        standing=_standing(plates, found, parameters) if plates and found else None,
        lifted=lifted,
        contacts=contacts,
        statements=_statements(trial, found, contacts, lifted),
    )


def _found(plates: Plates, parameters: AnalysisParameters) -> Repetitions:
    return find_repetitions(
        vertical_grf_n(plates.force_n),
        plates.time_s,
        plates.sample,
        sample_rate_hz=plates.rate_hz,
        parameters=parameters.repetition,
    )


def _contacts(
    trial: Trial, phases: Sequence[PhaseSpan], parameters: AnalysisParameters
) -> ContactFindings | None:
    if not (trial.dowel and trial.levels):
        return None
    levels: ContactLevels = trial.levels
    if debounce_ms := parameters.contact.debounce_ms:
        samples = max(round(debounce_ms / 1000 * trial.dowel.rate_hz), 1)
        levels = replace(levels, debounce_samples=samples)
    return contact_findings(trial.dowel, levels, phases)


def _repetitions(
    plates: Plates,
    found: Repetitions,
    contacts: ContactFindings | None,
    parameters: AnalysisParameters,
) -> tuple[AnalysedRepetition, ...]:
    whole = borne(plates, parameters.balance.moving_cutoff_hz)
    return tuple(
        AnalysedRepetition(
            times,
            _loading(whole, times, parameters),
            losses := _losses_of(times, contacts),
            _first_loss(times, losses, found.courses),
        )
        for times in found.repetitions
    )


def _loading(whole: Borne, times: Repetition, parameters: AnalysisParameters) -> dict[str, Loading]:
    spans = {
        WHOLE: (times.onset_s, times.lockout_s),
        DESCENT: (times.onset_s, times.descent_end_s),
        BOTTOM: (
            min(times.descent_end_s, times.bottom_s - BOTTOM_S),
            max(times.ascent_start_s, times.bottom_s + BOTTOM_S),
        ),
        ASCENT: (times.ascent_start_s, times.lockout_s),
    }
    foot_length_mm = parameters.balance.foot_length_mm
    return {
        name: loading_of(whole, *span, foot_length_mm=foot_length_mm)
        for name, span in spans.items()
    }


def _losses_of(times: Repetition, contacts: ContactFindings | None) -> tuple[Loss, ...]:
    losses = contacts.losses if contacts else ()
    return tuple(loss for loss in losses if loss.repetition == times.number)


def _first_loss(
    times: Repetition, losses: Sequence[Loss], courses: Sequence[Course]
) -> FirstLoss | None:
    inside = [loss for loss in losses if times.onset_s <= loss.onset_s < times.lockout_s]
    if not inside:
        return None
    first = inside[0]
    course = next(one for one in courses if one.time_s[0] <= times.bottom_s <= one.time_s[-1])
    depth_m = -float(np.interp(first.onset_s, course.time_s, course.height_m))
    percent = 100 * depth_m / times.drop_m
    return FirstLoss(first.point, first.phase, first.onset_s, depth_m, percent)


def _standing(
    plates: Plates, found: Repetitions, parameters: AnalysisParameters
) -> Standing | None:
    quiet = body_weight(quiet_standing(found, parameters.balance.quiet_percent))
    if not quiet:
        return None
    span = (quiet.start_s, quiet.end_s)
    part = plates.between(span[0] - SETTLING_S, span[1] + SETTLING_S)
    whole = borne(part, parameters.balance.quiet_cutoff_hz)
    loading = loading_of(whole, *span, foot_length_mm=parameters.balance.foot_length_mm)
    return Standing(quiet, loading, _sway(plates.between(*span), whole.between(*span)))


def _sway(plates: Plates, quiet: Borne) -> Sway | None:
    """None where it was too short, or samples are missing in it."""
    whole = int(plates.sample[-1] - plates.sample[0]) + 1 == len(plates.sample)
    if not whole or len(plates.sample) / plates.rate_hz < LEAST_QUIET_S:
        return None
    return sway(quiet.cop_mm, plates.rate_hz)


def _statements(
    trial: Trial,
    found: Repetitions | None,
    contacts: ContactFindings | None,
    lifted: Sequence[LiftedFoot],
) -> tuple[Statement, ...]:
    observed = Observed(
        _figures(trial.plates, found), contacts, lifted, plates=trial.plates is not None
    )
    if trial.protocol_text:
        card = read_card(trial.protocol_text.encode(), trial.protocol, own=False)
        dose = card.protocol.dose
        tempo_s = dose.tempo_s if dose else None
        observed = replace(observed, tempo_s=tempo_s, scored=frozenset(card.protocol.scored))
    return tuple(statements(observed))


def _figures(plates: Plates | None, found: Repetitions | None) -> list[RepetitionFigures]:
    if not (plates and found):
        return []
    return figures_of(found.repetitions, PlateSamples(plates.force_n, plates.time_s))
