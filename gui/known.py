"""The content of records and analyses, in the form the flow takes."""

from datetime import datetime, timedelta

from gui.flow.facts import Kept, Outcome
from rig.analysis.records import Analysis
from rig.calibrations.persons import PersonHistory
from rig.daytime import here
from rig.measure.calibrating.trust import PENDING
from rig.measure.calibrating.zero import serves
from rig.plain import plain
from rig.trial.localtime import day_text

LONGEST_SENTENCE = 300


def kept_of(history: PersonHistory, now: datetime) -> Kept:
    """The parts of a participant's records that are valid now; touch levels are valid for the
    day."""
    consent = history.consents[-1] if history.consents else None
    today = here(now).date()

    def is_of_today(utc: str) -> bool:
        at = here(datetime.fromisoformat(utc))
        return at.date() == today and now - at < timedelta(days=1)

    touched = [one.board_serial for one in history.touches if is_of_today(one.taken_utc)]
    weighed = [w.board_serial for w in history.weights if serves(w.taken_utc, now)]
    return Kept(
        consent_version=consent.text_version if consent and not consent.withdrawn else "",
        withdrawn_on=day_text(consent.taken_utc, consent.utc_offset_s)
        if consent and consent.withdrawn
        else "",
        touched_on=frozenset(touched),
        weighed_on=frozenset(weighed),
    )


def outcome_of(found: Analysis, path: str) -> Outcome:
    """The outcome of a trial, in words: statements first, each with its level."""
    validity, plates = found.trial.validity, found.trial.plates
    losses = sum(len(one.losses) for one in found.repetitions)
    return Outcome(
        path,
        validity.level,
        tuple(plain(reason, LONGEST_SENTENCE) for reason in validity.reasons),
        len(found.repetitions),
        losses,
        tuple(plain(f"{one.level}: {one.text}", LONGEST_SENTENCE) for one in found.statements),
        zero_pending=bool(plates and plates.newtons.zero == PENDING),
        trust=tuple(one.words for one in found.trial.trust),
    )
