"""Losses of contact in a whole trial: which point, when, in which phase.

What only looks like one is kept apart: the dowel taken off and put back, and the times in which the
samples give no information. Which contact was lost does not tell which part of the spine moved.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from rig.measure.contact import ContactLevels
from rig.measure.dowel import Disturbance, DowelSamples, Unseen, of_point, unseen
from rig.measure.handling import handled_rows
from rig.measure.offparts import OffPart, off_parts, rows_off, without
from rig.measure.phase import ASCENT, BOTTOM, DESCENT, PhaseSpan
from rig.measure.runs import Rows, runs_of

# All points off that let go together; all points off that were lost one after another: the losses
# before the latter count, for the first of them may be why the dowel was taken off.
DOWEL_HANDLED, DOWEL_OFF = "dowel_handled", "dowel_off"
BRIEF_S = 0.05


@dataclass(frozen=True, slots=True)
class Loss:
    """A lost contact: from its first sample below the off-level to its first one back.

    `phase` and `repetition` are those of its onset, "" and 0 outside of one; `first` means that no
    point went before it in its repetition. If `onset_seen` or `end_seen` is false, it began or
    ended while the point's state was unknown: the time is the limit up to which it is known.
    """

    point: str
    onset_s: float
    end_s: float
    phase: str = ""
    repetition: int = 0
    first: bool = False
    onset_seen: bool = True
    end_seen: bool = True

    @property
    def duration_s(self) -> float:
        """How long it lasted, at least."""
        return self.end_s - self.onset_s

    @property
    def brief(self) -> bool:
        """Whether it is known to have lasted less than 50 ms."""
        return self.onset_seen and self.end_seen and self.duration_s < BRIEF_S


class Absence(NamedTuple):
    """A point that was not in contact, for whatever reason, from start to end."""

    point: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class ContactFindings:
    """Losses; separately those shorter than 50 ms; and disturbances, each in order.

    `absences` are all times without contact, including those before the first contact.
    """

    losses: tuple[Loss, ...]
    brief: tuple[Loss, ...]
    disturbances: tuple[Disturbance, ...]
    absences: tuple[Absence, ...] = ()

    def absent(self, start_s: float, end_s: float) -> tuple[str, ...]:
        """Points that were not in contact all the time between two times."""
        found = {one.point for one in self.absences if one.start_s < end_s and start_s < one.end_s}
        return tuple(sorted(found))


def contact_findings(
    dowel: DowelSamples, levels: ContactLevels, spans: Sequence[PhaseSpan] = ()
) -> ContactFindings:
    """The findings of the dowel's samples on contact; phases and repetitions come from `spans`."""
    off = off_parts(dowel, levels)
    moving = _moving_rows(dowel, spans)
    parts, disturbances = _sorted_out(dowel, off, levels.debounce_samples, moving)
    losses = [_loss(dowel, point, part, spans) for point, own in enumerate(parts) for part in own]
    absences = [
        Absence(dowel.points[point], *dowel.span_s(part.rows))
        for point, own in enumerate(off)
        for part in own
    ]
    return _in_order(losses, disturbances, absences)


def _moving_rows(dowel: DowelSamples, spans: Sequence[PhaseSpan]) -> list[Rows]:
    """Rows in which the person goes down, up, or is at the bottom."""
    moving = [span for span in spans if span.phase in (DESCENT, BOTTOM, ASCENT)]
    ends = [np.searchsorted(dowel.time_s, (span.start_s, span.end_s)).tolist() for span in moving]
    return [Rows(*pair) for pair in ends]


def _sorted_out(
    dowel: DowelSamples,
    off: Sequence[Sequence[OffPart]],
    debounce: int,
    moving: Sequence[Rows],
) -> tuple[list[list[OffPart]], list[Disturbance]]:
    """The parts of each point that are losses, and the disturbances."""
    blind = unseen(dowel, most_lost=debounce)
    parts = [
        without(of_point(blind, point), [part for part in own if part.rows.start], debounce)
        for point, own in enumerate(off)
    ]
    handled = [
        Unseen(DOWEL_HANDLED, None, rows) for rows in handled_rows(dowel, parts, blind, moving)
    ]
    # The rest of a loss just before or after handling is as long as one that counts, or dropped.
    brief = dowel.rows_of(BRIEF_S)
    parts = [without(of_point(handled, point), own, brief) for point, own in enumerate(parts)]
    all_off = rows_off(dowel, parts).sum(axis=1) == len(dowel.points)
    nowhere = [Unseen(DOWEL_OFF, None, rows) for rows in runs_of(all_off)]
    return parts, [one.disturbance(dowel) for one in blind + handled + nowhere]


def _loss(dowel: DowelSamples, point: int, part: OffPart, spans: Sequence[PhaseSpan]) -> Loss:
    onset_s, end_s = dowel.span_s(part.rows)
    span = next((span for span in spans if span.start_s <= onset_s < span.end_s), None)
    return Loss(
        dowel.points[point],
        onset_s,
        end_s,
        phase=span.phase if span else "",
        repetition=span.repetition if span else 0,
        onset_seen=part.onset_seen,
        end_seen=part.end_seen,
    )


def _in_order(
    losses: Sequence[Loss], disturbances: Sequence[Disturbance], absences: Sequence[Absence]
) -> ContactFindings:
    in_order = sorted(losses, key=lambda loss: loss.onset_s)
    return ContactFindings(
        tuple(_with_first(loss for loss in in_order if not loss.brief)),
        tuple(loss for loss in in_order if loss.brief),
        tuple(sorted(disturbances, key=lambda one: one.start_s)),
        tuple(sorted(absences, key=lambda one: one.start_s)),
    )


def _with_first(losses: Iterable[Loss]) -> Iterator[Loss]:
    """Marks each loss, in order, as the first of its repetition or not."""
    seen = {0}
    for loss in losses:
        yield replace(loss, first=loss.repetition not in seen)
        seen.add(loss.repetition)
