"""The rows in which each point of the dowel is off, and their rest after some rows are removed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rig.measure.contact import ContactDetector, ContactLevels
from rig.measure.dowel import DowelSamples
from rig.measure.runs import Rows


@dataclass(frozen=True, slots=True)
class OffPart:
    """Rows in which a point is off, and whether its two ends were seen."""

    rows: Rows
    onset_seen: bool = True
    end_seen: bool = True


def off_parts(dowel: DowelSamples, levels: ContactLevels) -> list[list[OffPart]]:
    """The rows in which each point is off, by the same detector as live.

    A part that begins with the first row is not a loss: nothing had touched yet.
    """
    changes = ContactDetector(levels).detect(dowel.sample, dowel.counts)
    rows = np.searchsorted(dowel.sample, np.array([c.sample for c in changes], np.uint64)).tolist()
    parts: list[list[OffPart]] = [[] for _ in dowel.points]
    open_since = dict.fromkeys(range(len(dowel.points)), 0)
    for change, row in zip(changes, rows, strict=True):
        if not change.on:
            open_since[change.point] = row
        elif (since := open_since.pop(change.point)) < row:
            parts[change.point].append(OffPart(Rows(since, row)))
    for point, row in open_since.items():
        if row < len(dowel.sample):
            parts[point].append(OffPart(Rows(row, len(dowel.sample)), end_seen=False))
    return parts


def without(taken: Sequence[Rows], parts: Sequence[OffPart], least: int) -> list[OffPart]:
    """The rest of parts outside `taken`; of a cut part only a rest longer than `least`."""
    left = list(parts)
    for rows in taken:
        left = [rest for part in left for rest in _cut(part, rows)]
    return [
        part for part in left if (part.onset_seen and part.end_seen) or part.rows.length > least
    ]


def _cut(part: OffPart, taken: Rows) -> Iterator[OffPart]:
    start, end = part.rows
    if taken.end < start or taken.start > end:
        yield part
        return
    if taken.start > start:
        yield replace(part, rows=Rows(start, min(taken.start, end)), end_seen=False)
    if taken.end < end:
        yield replace(part, rows=Rows(max(taken.end, start), end), onset_seen=False)


def rows_off(dowel: DowelSamples, parts: Sequence[Sequence[OffPart]]) -> NDArray[np.bool_]:
    """Which points (N, points) are off."""
    off = np.zeros(dowel.counts.shape, np.bool_)
    for point, own in enumerate(parts):
        for part in own:
            off[part.rows.start : part.rows.end, point] = True
    return off
