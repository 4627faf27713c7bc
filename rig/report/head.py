"""Who, what, when, and how good a recording is."""

from collections.abc import Iterator
from typing import NamedTuple

from rig.analysis.drill import protocol_in
from rig.analysis.records import Analysis
from rig.analysis.reviewed import Review
from rig.measure.validity import Verdict
from rig.protocol.drill import Load
from rig.report.charts.timeline import length_s
from rig.report.words import moment, say
from rig.trial.trial import Trial

MINUTE_S = 60


class Fact(NamedTuple):
    """A known value and its name."""

    name: str
    value: str


class Judged(NamedTuple):
    """How good a recording is; `kind` is its class in the style."""

    kind: str
    sign: str
    level: str
    says: str
    reasons: tuple[str, ...]
    trust: str = ""


class Head(NamedTuple):
    """The top of a trial's page. `warnings` come before all else."""

    who: str
    what: str
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]
    judged: Judged


def head_of(analysis: Analysis) -> Head:
    """The head of a trial."""
    trial = analysis.trial
    return Head(
        trial.participant or say("head.nobody"),
        drill_of(trial),
        tuple(_facts(analysis)),
        tuple(_warnings(trial)),
        judged(trial.validity)._replace(trust=_trust(trial)),
    )


def drill_of(trial: Trial) -> str:
    """What was done, by the title of its protocol."""
    protocol = protocol_in(trial)
    return protocol.title if protocol else trial.protocol or say("head.no_protocol")


def judged(validity: Verdict) -> Judged:
    """A verdict in plain words."""
    kind = validity.level.replace(" ", "_")
    sign, level, says = (say(f"validity.{key}") for key in (f"sign_{kind}", kind, f"{kind}_says"))
    return Judged(kind, sign, level, says, validity.reasons)


def _trust(trial: Trial) -> str:
    """How far the figures can be trusted, in a sentence."""
    if not trial.trust:
        return say("validity.trusted")
    return say("validity.trust", why="; ".join(one.words for one in trial.trust))


def _facts(analysis: Analysis) -> Iterator[Fact]:
    trial, protocol = analysis.trial, protocol_in(analysis.trial)
    when = "head.when_imported" if trial.imported_from else "head.when"
    yield Fact(say(when), moment(trial.start_local))
    yield Fact(say("head.length"), _length(length_s(analysis).span))
    if trial.condition:
        yield Fact(say("head.condition"), trial.condition)
    if protocol:
        yield Fact(say("head.load"), load_of(protocol.load))
    if analysis.review:
        yield Fact(say("head.review"), " ".join(_about_review(analysis.review)))


def _about_review(review: Review) -> Iterator[str]:
    if review.edits:
        who, day = ", ".join(review.by), review.day
        yield say("head.edits", who=who, day=day, count=review.edits)
    if review.in_vain:
        yield say("head.in_vain", count=review.in_vain)
    if review.blinded:
        yield say("head.blinded", who=", ".join(review.blinded))


def load_of(load: Load) -> str:
    """What was lifted."""
    if load.kind == "none":
        return say("head.no_load")
    return (
        say("head.load_kg", kind=load.kind, mass=f"{load.mass_kg:g}") if load.mass_kg else load.kind
    )


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), MINUTE_S)
    if not minutes:
        return say("head.seconds", seconds=rest)
    return say("head.minutes", minutes=minutes, seconds=rest)


def _warnings(trial: Trial) -> Iterator[str]:
    if trial.simulated:
        yield say("head.simulated")
    if trial.replay_of:
        yield say("head.replayed", trial=trial.replay_of)
    if trial.imported_from:
        yield say("head.imported", file=trial.imported_from.file_name)
