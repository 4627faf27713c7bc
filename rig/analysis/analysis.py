"""One trial analysed: all results from its samples and the parameters."""

import math
from collections.abc import Sequence
from dataclasses import replace

from rig.analysis.bearing import analysed_repetitions, standing
from rig.analysis.drill import protocol_in
from rig.analysis.parameters import AnalysisParameters
from rig.analysis.records import AnalysedRepetition, Analysis, Standing
from rig.analysis.reviewed import reviewed
from rig.analysis.samples import dowel_samples, plate_forces
from rig.measure.dowel import DowelSamples
from rig.measure.feet import lifted_feet
from rig.measure.loading import BalanceParameters, PlateForces
from rig.measure.losses import ContactFindings, contact_findings
from rig.measure.phase import PhaseSpan
from rig.measure.placement import FootPlacement
from rig.measure.repetition import Repetitions, find_repetitions
from rig.measure.technique.figures import RepetitionFigures
from rig.measure.technique.gauge import PlateSamples, figures_of
from rig.measure.technique.observed import Observed
from rig.measure.technique.rules import statements
from rig.trial.trial import Trial

USUAL = AnalysisParameters()


def analyse(
    trial: Trial, parameters: AnalysisParameters = USUAL, *, as_found: bool = False
) -> Analysis:
    """The analysis of a trial, with its repetitions as corrected by reviewers; `as_found` ignores
    the corrections.

    Raises UsageError if its samples make no sense, or the protocol in it cannot be read.
    """
    plates, dowel = plate_forces(trial), dowel_samples(trial)
    found = _found(plates, trial.weighed_n, parameters) if plates else None
    acts = () if as_found else trial.reviews
    found, review = reviewed(found, acts, utc_offset_s=trial.utc_offset_s)
    phases = found.phases if found else ()
    contacts = _contacts(trial, dowel, phases, parameters=parameters)
    lifted = tuple(lifted_feet(plates.force_n, plates.time_s, plates.rate_hz)) if plates else ()
    repetitions, stood = _borne(trial.feet, plates, found, contacts, parameters=parameters.balance)
    figures = _figures(plates, found)
    observed = Observed(figures, contacts, lifted, plates=plates is not None)
    return Analysis(
        trial=trial,
        parameters=parameters,
        found=found,
        repetitions=repetitions,
        figures=tuple(figures),
        standing=stood,
        lifted=lifted,
        contacts=contacts,
        statements=tuple(statements(_as_protocol_says(trial, observed))),
        review=review,
    )


def _found(plates: PlateForces, weighed_n: float, parameters: AnalysisParameters) -> Repetitions:
    return find_repetitions(
        plates.force_n,
        plates.time_s,
        sample_rate_hz=plates.rate_hz,
        parameters=parameters.repetition,
        weighed_n=None if math.isnan(weighed_n) else weighed_n,
    )


def _borne(
    feet: FootPlacement,
    plates: PlateForces | None,
    found: Repetitions | None,
    contacts: ContactFindings | None,
    *,
    parameters: BalanceParameters,
) -> tuple[tuple[AnalysedRepetition, ...], Standing | None]:
    """Loads on the plates in repetitions and in standing; a foot length in the parameters overrides
    that of the trial."""
    if not (plates and found):
        return (), None
    feet = replace(feet, foot_length_mm=parameters.foot_length_mm or feet.foot_length_mm)
    return (
        analysed_repetitions(plates, found, contacts, feet=feet, parameters=parameters),
        standing(plates, found, feet=feet, parameters=parameters),
    )


def _contacts(
    trial: Trial,
    dowel: DowelSamples | None,
    phases: Sequence[PhaseSpan],
    *,
    parameters: AnalysisParameters,
) -> ContactFindings | None:
    if not (dowel and trial.dowel):
        return None
    levels = trial.dowel.levels
    if debounce_ms := parameters.contact.debounce_ms:
        samples = max(round(debounce_ms / 1000 * dowel.rate_hz), 1)
        levels = replace(levels, debounce_samples=samples)
    return contact_findings(dowel, levels, phases)


def _as_protocol_says(trial: Trial, observed: Observed) -> Observed:
    """Adds the tempo and the scored quantities of the trial's protocol, if it has one."""
    protocol = protocol_in(trial)
    if protocol is None:
        return observed
    tempo_s = protocol.dose.tempo_s if protocol.dose else None
    hips_first = protocol.setup is None or protocol.setup.first == "hips"
    scored = frozenset(protocol.scored)
    return replace(observed, tempo_s=tempo_s, scored=scored, hips_first=hips_first)


def _figures(plates: PlateForces | None, found: Repetitions | None) -> list[RepetitionFigures]:
    if not (plates and found):
        return []
    samples = PlateSamples(plates.force_n, plates.time_s, plates.geometry)
    return figures_of(found.repetitions, samples)
