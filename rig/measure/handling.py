"""A dowel taken off and put back: all points let go together, which no technique does."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.calibration import divider_siemens
from rig.measure.dowel import DowelSamples, Unseen
from rig.measure.offparts import OffPart, rows_off
from rig.measure.runs import Rows, joined

TOGETHER_S = 0.03
# A dowel lifted slowly leaves one point after another, and those still touching press less and
# less; if technique takes a point away, the others take over its load. Hence points let go if they
# press less than in the second before, by more than a sensor's hysteresis of 10 %.
LET_GO_SHARE, LET_GO_S = 0.85, 1.0
# A dowel that is put away may be peeled off slowly: then all points stay off for long, and none
# came back before the last one went. If the person stands, whatever went in that time went with it;
# on the way down or up only what let go, for the others may be why the dowel was put away.
PUT_AWAY_S, AWAY_S = 4.0, 2.0
# A dowel that is put back is on the body again with its second point, and slides for a moment; one
# that was away for long may take longer until its last point is back.
SETTLE_S, LAST_BACK_S = 0.5, 2.0


class _Offs(NamedTuple):
    """Which points (N, points) are off, and which of them are off or unknown; and the parts whose
    onset was seen."""

    off: NDArray[np.bool_]
    dark: NDArray[np.bool_]
    seen: list[Rows]


def handled_rows(
    dowel: DowelSamples,
    parts: Sequence[Sequence[OffPart]],
    blind: Sequence[Unseen],
    moving: Sequence[Rows] = (),
) -> list[Rows]:
    """The rows from the dowel being taken off until it is back and has settled.

    They begin when all known points were off, at least two of which went within 30 ms, while the
    others let go or while the dowel was put away; they end when two are back and have settled. In
    the rows `moving` the person goes down or up.
    """
    off = rows_off(dowel, parts)
    dark = off.copy()
    for one in blind:
        dark[one.rows.start : one.rows.end, slice(None) if one.point is None else one.point] = True
    offs = _Offs(off, dark, [part.rows for own in parts for part in own if part.onset_seen])
    taken: list[Rows] = []
    for last in sorted(rows.start for rows in offs.seen):
        if dark[last].all():
            went = {*_went_with(dowel, offs, last), *_put_away_with(dowel, offs, last, moving)}
            if len(went) >= 2:
                first = min(offs.seen[part].start for part in went)
                taken.append(Rows(first, _back(dowel, off, last)))
    return joined(sorted(taken), 0)


def _went_with(dowel: DowelSamples, offs: _Offs, last: int) -> Iterator[int]:
    """Numbers of the parts, including the last one, that were lost with the last one or while all
    points let go."""
    for number, (start, end) in enumerate(offs.seen):
        together = 0 <= last - start <= dowel.rows_of(TOGETHER_S)
        leading = start <= last < end and last - start <= dowel.rows_of(LET_GO_S)
        if together or (leading and _lets_go(dowel, ~offs.dark[start], start)):
            yield number


def _put_away_with(
    dowel: DowelSamples, offs: _Offs, last: int, moving: Sequence[Rows]
) -> Iterator[int]:
    """Numbers of the parts lost while the dowel was put away, including the last one."""
    touching = np.flatnonzero(~offs.dark[last:].all(axis=1))
    away = int(touching[0]) if len(touching) else len(offs.off)
    if away < dowel.rows_of(AWAY_S):
        return
    earliest = last - dowel.rows_of(PUT_AWAY_S)
    came_back = max((end for start, end in offs.seen if start < end <= last), default=0)
    for number, (start, end) in enumerate(offs.seen):
        if max(earliest, came_back) <= start <= last < end:
            goes = any(rows.start <= start < rows.end for rows in moving)
            if start == last or not goes or _lets_go(dowel, ~offs.dark[start], start):
                yield number


def _lets_go(dowel: DowelSamples, touching: NDArray[np.bool_], row: int) -> bool:
    """Whether the points still touching at a row press much less than they did just before."""
    before = slice(max(row - dowel.rows_of(LET_GO_S), 0), row + 1)
    siemens = divider_siemens(dowel.counts[before][:, touching], dowel.full_scale_counts)
    pressed = siemens.sum(axis=1)
    return bool(pressed[-1] < LET_GO_SHARE * pressed.max())


def _back(dowel: DowelSamples, off: NDArray[np.bool_], since: int) -> int:
    """The row at which at most one point is still off and the dowel had time to settle."""
    still_off = off[since:].sum(axis=1)
    on_again = np.flatnonzero(still_off <= 1)
    if not len(on_again):
        return len(off)
    second = int(on_again[0])
    settled = second + dowel.rows_of(SETTLE_S)
    if int(np.argmax(still_off < off.shape[1])) >= dowel.rows_of(AWAY_S):
        all_on = second + np.flatnonzero(still_off[second:] == 0)
        if len(all_on) and all_on[0] - second <= dowel.rows_of(LAST_BACK_S):
            settled = max(settled, int(all_on[0]))
    return min(since + settled, len(off))
