"""The statements about a trial, by their certainty."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from rig.measure.technique.figures import FIGURES
from rig.measure.technique.statement import (
    CANNOT_TELL,
    COMPARED,
    MEASURED,
    PATTERN,
    Evidence,
    Statement,
)
from rig.report.words import number, say

KINDS = {
    MEASURED: "measured",
    COMPARED: "baseline",
    PATTERN: "pattern",
    CANNOT_TELL: "cannot_tell",
}
# Already shown in the tiles of a page, and the figure in newtons that is only for a laboratory.
AT_A_GLANCE = frozenset({"contacts_kept", "contacts_not_seen"}) | frozenset(
    {"tempo", "drop", "effort", "heel_share", "symmetry"}
)
NEWTONS = "N s"
MOST_VALUES = 12
COUNTED = "points"
SECONDS = 2  # decimals


class Sentence(NamedTuple):
    """A sentence with its cue and the figures behind it."""

    text: str
    cue: str
    evidence: str


class Strength(NamedTuple):
    """Sentences of equal certainty; `kind` is their class in the style."""

    kind: str
    level: str
    says: str
    sentences: tuple[Sentence, ...]


def said(statements: Sequence[Statement], *, impulse_unit: str) -> list[Strength]:
    """Statements by their strength, strongest first; newtons get their actual unit."""
    named = [_with_unit(one, impulse_unit) for one in statements]
    return [
        Strength(kind, say(f"level.{kind}"), say(f"level.{kind}_says"), sentences)
        for level, kind in KINDS.items()
        if (sentences := _sentences([one for one in named if one.level == level]))
    ]


def in_short(statements: Sequence[Statement]) -> list[Statement]:
    """Without what a page shows at a glance; the first of each rule, with the number of others."""
    counts = Counter(one.rule for one in statements)
    firsts = {one.rule: one for one in reversed(statements) if one.rule not in AT_A_GLANCE}
    return [
        replace(one, text=_and_more(one.text, counts[one.rule] - 1))
        for one in statements
        if firsts.get(one.rule) is one
    ]


def _sentences(statements: Sequence[Statement]) -> tuple[Sentence, ...]:
    """Gives each cue once."""
    found, cues = [], {""}
    for one in statements:
        cue = "" if one.cue in cues else one.cue
        cues.add(cue)
        found.append(Sentence(one.text, cue, _figures(one.evidence)))
    return tuple(found)


def _with_unit(one: Statement, impulse_unit: str) -> Statement:
    evidence = (replace(e, unit=e.unit.replace(NEWTONS, impulse_unit)) for e in one.evidence)
    return replace(one, text=one.text.replace(NEWTONS, impulse_unit), evidence=tuple(evidence))


def _and_more(text: str, left: int) -> str:
    return f"{text.removesuffix('.')}, {say('level.more', count=left)}." if left else text


def _figures(evidence: Sequence[Evidence]) -> str:
    """The figures behind a sentence that it does not contain: each with all its values, or their
    range."""
    measured = evidence if len(evidence) > 1 and evidence[0].unit != COUNTED else ()
    return "; ".join(_figure(name, list(all_)) for name, all_ in groupby(measured, _name))


def _figure(name: str, evidence: list[Evidence]) -> str:
    known = FIGURES.get(evidence[0].name)
    decimals = known.decimals if known else SECONDS
    values = [one.value for one in evidence]
    shown = ", ".join(number(value, decimals) for value in values)
    if len(values) > MOST_VALUES:
        ends = (number(end, decimals) for end in (min(values), max(values)))
        shown = say("level.values", count=len(values), least=next(ends), largest=next(ends))
    return f"{name}: {shown} {evidence[0].unit}"


def _name(one: Evidence) -> str:
    known = FIGURES.get(one.name)
    return known.words if known else one.name.replace("_", " ")
