"""The table of the repetitions of a trial: times, loads and losses of each."""

from collections.abc import Iterator, Sequence

from rig.analysis.records import WHOLE, AnalysedRepetition, Analysis
from rig.analysis.scoring import Scoring, scoring_of
from rig.export.columns import Column, Table, count_column, number_column, text_column
from rig.measure.phase import ASCENT, BOTTOM, DESCENT

SPANS = {
    WHOLE: "from onset to lockout",
    DESCENT: "on the way down",
    BOTTOM: "at the bottom, at least 0.1 s to either side of the lowest",
    ASCENT: "on the way up",
}
TIMES = {
    "onset_s": "when the way down begins",
    "descent_end_s": "when it ends",
    "bottom_s": "when the centre of mass is lowest",
    "ascent_start_s": "when the way up begins",
    "lockout_s": "when it ends",
    "descent_s": "how long it went down",
    "hold_s": "how long it stayed at the bottom",
    "ascent_s": "how long it came up",
    "weight_n": "weight on the plates, load included",
    "drop_m": "how far the centre of mass went down",
    "ascent_peak_n": "greatest vertical force on the way up",
    "ascent_impulse_ns": "impulse of the force above weight from the bottom to the fastest",
}
BORNE = {
    "vertical_n": "mean vertical force",
    "left_n": "mean load of the left foot",
    "right_n": "mean load of the right foot",
    "symmetry_percent": "mean of (R - L) / (R + L)",
    "heel_share": "heel / (heel + toe) of both feet, 0 to 1",
    "left_heel_share": "the same of the left foot",
    "right_heel_share": "the same of the right foot",
    "cop_x_mm": "mean centre of pressure, to the right; an approximation",
    "cop_y_mm": "mean centre of pressure, forward from the heel stop",
    "cop_y_percent": "the same from the heel, of the foot's length",
    "cop_path_mm": "way of the centre of pressure",
    "cop_range_x_mm": "its range to the right",
    "cop_range_y_mm": "its range forward",
}
FIRST_NUMBERS = {
    "time_s": "when that was",
    "depth_m": "how deep: below standing",
    "depth_percent": "how deep: of the drop",
}


def repetition_table(analysis: Analysis) -> Table:
    """A row for each repetition."""
    count, scoring = len(analysis.repetitions), scoring_of(analysis.trial)
    known = [analysis.contacts is not None and "contact" in scoring.scored] * count
    return columns_of(analysis.repetitions, with_dowel=known, scorings=[scoring] * count)


def columns_of(
    repetitions: Sequence[AnalysedRepetition],
    *,
    with_dowel: Sequence[bool],
    scorings: Sequence[Scoring],
) -> Table:
    """The same for repetitions of several trials, each with or without a dowel, and with its own
    drill: what that refuses is missing."""
    return (
        *_times(repetitions, scorings),
        *_borne(repetitions, scorings),
        *_losses(repetitions, with_dowel),
    )


def _times(
    repetitions: Sequence[AnalysedRepetition], scorings: Sequence[Scoring]
) -> Iterator[Column]:
    times = [one.times for one in repetitions]
    yield count_column("number", "of the repetition, from 1", [one.number for one in times])
    by_hand = ["yes" if one.by_hand else "no" for one in times]
    yield text_column("by_hand", "yes where a reviewer set a border of it", by_hand)
    for name, says in TIMES.items():
        values = [getattr(one, name) for one in times]
        yield number_column(name, says, _scored(name, values, scorings))


def _scored(name: str, values: Sequence[float], scorings: Sequence[Scoring]) -> list[float]:
    pairs = zip(scorings, values, strict=True)
    return [scoring.figure(name, value) for scoring, value in pairs]


def _borne(
    repetitions: Sequence[AnalysedRepetition], scorings: Sequence[Scoring]
) -> Iterator[Column]:
    for span, when in SPANS.items():
        loadings = [one.loading[span] for one in repetitions]
        for name, says in BORNE.items():
            values = [getattr(loading, name) for loading in loadings]
            values = _scored(name, values, scorings)
            yield number_column(f"{span}_{name}", f"{says}, {when}", values)


def _losses(
    repetitions: Sequence[AnalysedRepetition], with_dowel: Sequence[bool]
) -> Iterator[Column]:
    """Losses are unknown without a dowel."""
    counts = [
        len(one.losses) if known else None
        for one, known in zip(repetitions, with_dowel, strict=True)
    ]
    firsts = [one.first_loss for one in repetitions]
    yield count_column("losses", "contacts lost for 50 ms or longer", counts)
    for name in ("point", "phase"):
        says = f"{name} of the first one lost between onset and lockout"
        words = [getattr(first, name) if first else "" for first in firsts]
        yield text_column(f"first_loss_{name}", says, words)
    for name, says in FIRST_NUMBERS.items():
        numbers = [getattr(first, name) if first else None for first in firsts]
        yield number_column(f"first_loss_{name}", says, numbers)
