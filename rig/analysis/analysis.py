"""One trial analysed: everything that is known of it, from its samples and the parameters."""

from collections.abc import Sequence
from dataclasses import replace

from rig.analysis.bearing import analysed_repetitions, standing
from rig.analysis.parameters import AnalysisParameters
from rig.analysis.records import AnalysedRepetition, Analysis, Standing
from rig.measure.balance import vertical_grf_n
from rig.measure.feet import LiftedFoot, lifted_feet
from rig.measure.loading import BalanceParameters
from rig.measure.losses import ContactFindings, contact_findings
from rig.measure.phase import PhaseSpan
from rig.measure.repetition import Repetitions, find_repetitions
from rig.measure.technique.figures import RepetitionFigures
from rig.measure.technique.gauge import PlateSamples, figures_of
from rig.measure.technique.observed import Observed
from rig.measure.technique.rules import statements
from rig.measure.technique.statement import Statement
from rig.protocol.reading import read_card
from rig.trial.loading import Trial


def analyse(trial: Trial, parameters: AnalysisParameters) -> Analysis:
    """The analysis of a trial. Raises UsageError if the protocol in it cannot be read."""
    plates = trial.plates
    found = _found(trial, parameters)
    contacts = _contacts(trial, found.phases if found else (), parameters)
    lifted = tuple(lifted_feet(plates.force_n, plates.time_s, plates.rate_hz)) if plates else ()
    repetitions, stood = _borne(trial, found, contacts, parameters.balance)
    return Analysis(
        trial=trial,
        parameters=parameters,
        found=found,
        repetitions=repetitions,
        standing=stood,
        lifted=lifted,
        contacts=contacts,
        statements=_statements(trial, found, contacts, lifted),
    )


def _found(trial: Trial, parameters: AnalysisParameters) -> Repetitions | None:
    if not (plates := trial.plates):
        return None
    return find_repetitions(
        vertical_grf_n(plates.force_n),
        plates.time_s,
        plates.sample,
        sample_rate_hz=plates.rate_hz,
        parameters=parameters.repetition,
    )


def _borne(
    trial: Trial,
    found: Repetitions | None,
    contacts: ContactFindings | None,
    parameters: BalanceParameters,
) -> tuple[tuple[AnalysedRepetition, ...], Standing | None]:
    """What the plates bore in repetitions and in standing; a foot's length that is set goes before
    the one in the trial."""
    if not (trial.plates and found):
        return (), None
    length_mm = parameters.foot_length_mm or trial.feet.foot_length_mm
    feet = replace(trial.feet, foot_length_mm=length_mm)
    return (
        analysed_repetitions(trial.plates, found, contacts, feet=feet, parameters=parameters),
        standing(trial.plates, found, feet=feet, parameters=parameters),
    )


def _contacts(
    trial: Trial, phases: Sequence[PhaseSpan], parameters: AnalysisParameters
) -> ContactFindings | None:
    levels = trial.levels
    if not (trial.dowel and levels):
        return None
    if debounce_ms := parameters.contact.debounce_ms:
        samples = max(round(debounce_ms / 1000 * trial.dowel.rate_hz), 1)
        levels = replace(levels, debounce_samples=samples)
    return contact_findings(trial.dowel, levels, phases)


def _statements(
    trial: Trial,
    found: Repetitions | None,
    contacts: ContactFindings | None,
    lifted: Sequence[LiftedFoot],
) -> tuple[Statement, ...]:
    observed = Observed(_figures(trial, found), contacts, lifted, plates=trial.plates is not None)
    if trial.protocol_text:
        card = read_card(trial.protocol_text.encode(), trial.protocol, own=False)
        dose = card.protocol.dose
        tempo_s = dose.tempo_s if dose else None
        observed = replace(observed, tempo_s=tempo_s, scored=frozenset(card.protocol.scored))
    return tuple(statements(observed))


def _figures(trial: Trial, found: Repetitions | None) -> list[RepetitionFigures]:
    if not (trial.plates and found):
        return []
    plates = trial.plates
    samples = PlateSamples(plates.force_n, plates.time_s, plates.geometry)
    return figures_of(found.repetitions, samples)
