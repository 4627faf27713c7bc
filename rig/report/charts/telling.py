"""The tooltips of marks."""

from collections.abc import Collection

from rig.analysis.records import AnalysedRepetition
from rig.measure.losses import Loss
from rig.measure.quantity import SPOKEN, Quantity
from rig.report.words import number, say, span


def told_of(one: AnalysedRepetition, scored: Collection[Quantity] = frozenset(SPOKEN)) -> str:
    """A repetition in one sentence, with its scored quantities."""
    times = one.times
    return say(
        "chart.repetition" if {"tempo", "drop"} <= set(scored) else "chart.repetition_bare",
        number=times.number,
        span=span(times.onset_s, times.lockout_s),
        down=number(times.descent_s, 1),
        held=number(times.hold_s, 1),
        up=number(times.ascent_s, 1),
        drop=number(times.drop_m * 100),
    )


def told_of_loss(loss: Loss) -> str:
    """A loss of contact in one sentence."""
    where = {"phase": loss.phase, "repetition": loss.repetition}
    place = say("chart.loss_place", **where) if loss.repetition else ""
    return say(
        "chart.loss",
        point=loss.point,
        place=place,
        span=span(loss.onset_s, loss.end_s),
        seconds=number(loss.duration_s, 2),
    )
