"""Losses of contact in a whole trial: which point, from when to when, in which phase.

What only looks like one is kept apart: the dowel taken off and put back, and the times in which
the samples say nothing. Which contact was lost does not say which part of the spine moved.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.contact import ContactDetector, ContactLevels
from rig.measure.dowel import Disturbance, DowelSamples, Unseen, of_point, unseen
from rig.measure.phase import PhaseSpan
from rig.measure.runs import Rows, runs_of

# All points off that went within 30 ms; all points off that went one after another: the losses
# before it stand, for the first of them may be why the dowel was taken off.
DOWEL_HANDLED, DOWEL_OFF = "dowel_handled", "dowel_off"
TOGETHER_S = 0.03
# A dowel that is put back is on the body again with its second point, and slides for a moment.
SETTLE_S = 0.5
BRIEF_S = 0.05


@dataclass(frozen=True, slots=True)
class Loss:
    """A contact that was lost: from its first sample under the off-level to its first one back.

    `phase` and `repetition` are those of its onset, "" and 0 outside of one; `first` says that no
    point went before it in its repetition. Where `onset_seen` or `end_seen` is false, it began or
    ended while nothing was known of the point: the time is that up to which it is known.
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
    """A point that was not in contact, whatever the reason, from when to when."""

    point: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class ContactFindings:
    """Losses, those shorter than 50 ms apart from them, and what is no loss, each in order.

    `absences` are all times without contact: what came before the first contact, too.
    """

    losses: tuple[Loss, ...]
    brief: tuple[Loss, ...]
    disturbances: tuple[Disturbance, ...]
    absences: tuple[Absence, ...] = ()

    def absent(self, start_s: float, end_s: float) -> tuple[str, ...]:
        """Points that were not in contact all the time between two times."""
        found = {one.point for one in self.absences if one.start_s < end_s and start_s < one.end_s}
        return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows in which a point is off, and whether its two ends were seen."""

    rows: Rows
    onset_seen: bool = True
    end_seen: bool = True


def contact_findings(
    dowel: DowelSamples, levels: ContactLevels, spans: Sequence[PhaseSpan] = ()
) -> ContactFindings:
    """What the dowel's samples say about contact; phases and repetitions come from `spans`."""
    debounce = levels.debounce_samples
    off = _off(dowel, levels)
    blind = unseen(dowel, most_lost=debounce)
    parts = [
        _without(of_point(blind, point), [part for part in of_one if part.rows.start], debounce)
        for point, of_one in enumerate(off)
    ]
    handled = [Unseen(DOWEL_HANDLED, None, rows) for rows in _handled(dowel, parts, blind)]
    brief = dowel.rows_of(BRIEF_S)
    parts = [_without(of_point(handled, point), own, brief) for point, own in enumerate(parts)]
    all_off = _rows_off(dowel, parts).sum(axis=1) == len(dowel.points)
    nowhere = [Unseen(DOWEL_OFF, None, rows) for rows in runs_of(all_off)]
    losses = [_loss(dowel, point, part, spans) for point, own in enumerate(parts) for part in own]
    disturbances = [one.disturbance(dowel) for one in blind + handled + nowhere]
    absences = [
        Absence(dowel.points[point], *dowel.span_s(part.rows))
        for point, of_one in enumerate(off)
        for part in of_one
    ]
    return _sorted(losses, disturbances, absences)


def _off(dowel: DowelSamples, levels: ContactLevels) -> list[list[_Part]]:
    """Where each point is off, by the detector that also decides live.

    What begins with the first row is no loss: nothing had touched yet.
    """
    changes = ContactDetector(levels).detect(dowel.sample, dowel.counts)
    rows = np.searchsorted(dowel.sample, np.array([c.sample for c in changes], np.uint64)).tolist()
    parts: list[list[_Part]] = [[] for _ in dowel.points]
    open_since = dict.fromkeys(range(len(dowel.points)), 0)
    for change, row in zip(changes, rows, strict=True):
        if not change.on:
            open_since[change.point] = row
        elif (since := open_since.pop(change.point)) < row:
            parts[change.point].append(_Part(Rows(since, row)))
    for point, row in open_since.items():
        parts[point].append(_Part(Rows(row, len(dowel.sample)), end_seen=False))
    return parts


def _without(taken: Sequence[Rows], parts: Sequence[_Part], least: int) -> list[_Part]:
    """What is left of parts outside of `taken`; of what was cut, only rests longer than `least`."""
    left = list(parts)
    for rows in taken:
        left = [rest for part in left for rest in _cut(part, rows)]
    return [
        part for part in left if (part.onset_seen and part.end_seen) or part.rows.length > least
    ]


def _cut(part: _Part, taken: Rows) -> Iterator[_Part]:
    start, end = part.rows
    if taken.end < start or taken.start > end:
        yield part
        return
    if taken.start > start:
        yield replace(part, rows=Rows(start, min(taken.start, end)), end_seen=False)
    if taken.end < end:
        yield replace(part, rows=Rows(max(taken.end, start), end), onset_seen=False)


def _handled(
    dowel: DowelSamples, parts: Sequence[Sequence[_Part]], blind: Sequence[Unseen]
) -> list[Rows]:
    """From where all points of which anything is known were off, at least two having gone within
    30 ms, to where two are back and have settled."""
    off = _rows_off(dowel, parts)
    onsets = [part.rows.start for own in parts for part in own if part.onset_seen]
    dark = off.copy()
    for one in blind:
        dark[one.rows.start : one.rows.end, slice(None) if one.point is None else one.point] = True
    taken: list[Rows] = []
    for last in sorted(onsets):
        went = [row for row in onsets if 0 <= last - row <= dowel.rows_of(TOGETHER_S)]
        if dark[last].all() and len(went) >= 2 and not (taken and last < taken[-1].end):
            taken.append(Rows(min(went), _back(dowel, off, last)))
    return taken


def _rows_off(dowel: DowelSamples, parts: Sequence[Sequence[_Part]]) -> NDArray[np.bool_]:
    """Which points (N, points) are off."""
    off = np.zeros(dowel.counts.shape, np.bool_)
    for point, own in enumerate(parts):
        for part in own:
            off[part.rows.start : part.rows.end, point] = True
    return off


def _back(dowel: DowelSamples, off: NDArray[np.bool_], since: int) -> int:
    """The row at which at most one point is off again and had time to settle."""
    on_again = np.flatnonzero(off[since:].sum(axis=1) <= 1)
    if not len(on_again):
        return len(off)
    return min(since + int(on_again[0]) + dowel.rows_of(SETTLE_S), len(off))


def _loss(dowel: DowelSamples, point: int, part: _Part, spans: Sequence[PhaseSpan]) -> Loss:
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


def _sorted(
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
    """Says of each, in order, whether it is the first of its repetition."""
    seen = {0}
    for loss in losses:
        yield replace(loss, first=loss.repetition not in seen)
        seen.add(loss.repetition)
