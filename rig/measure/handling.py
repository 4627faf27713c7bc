"""A dowel that is taken off and put back: all points let go together, which no technique does."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from rig.measure.calibration import divider_siemens
from rig.measure.dowel import DowelSamples, Unseen
from rig.measure.offparts import OffPart, rows_off
from rig.measure.runs import Rows, joined

TOGETHER_S = 0.03
# A dowel that is lifted slowly leaves one point after another, and those that still touch press
# less and less; where technique takes a point away, the others carry what it carried. So they let
# go if they press less than in the second before, by more than a sensor's hysteresis of 10 %.
LET_GO_SHARE, LET_GO_S = 0.85, 1.0
# A dowel that is put back is on the body again with its second point, and slides for a moment.
SETTLE_S = 0.5


def handled_rows(
    dowel: DowelSamples, parts: Sequence[Sequence[OffPart]], blind: Sequence[Unseen]
) -> list[Rows]:
    """From where all points of which anything is known were off, at least two having gone within
    30 ms or while the others let go, to where two are back and have settled."""
    off = rows_off(dowel, parts)
    seen = [part.rows for own in parts for part in own if part.onset_seen]
    dark = off.copy()
    for one in blind:
        dark[one.rows.start : one.rows.end, slice(None) if one.point is None else one.point] = True
    taken: list[Rows] = []
    for last in sorted(rows.start for rows in seen):
        went = list(_went_with(dowel, dark, seen, last))
        if dark[last].all() and len(went) >= 2:
            taken.append(Rows(min(went), _back(dowel, off, last)))
    return joined(sorted(taken), 0)


def _went_with(
    dowel: DowelSamples, dark: NDArray[np.bool_], seen: Sequence[Rows], last: int
) -> Iterator[int]:
    """Onsets, the last one too, of what was lost with the last one or while all points let go."""
    for start, end in seen:
        together = 0 <= last - start <= dowel.rows_of(TOGETHER_S)
        leading = start <= last < end and last - start <= dowel.rows_of(LET_GO_S)
        if together or (leading and _lets_go(dowel, ~dark[start], start)):
            yield start


def _lets_go(dowel: DowelSamples, touching: NDArray[np.bool_], row: int) -> bool:
    """Whether the points that still touch at a row press much less than they did just before."""
    before = slice(max(row - dowel.rows_of(LET_GO_S), 0), row + 1)
    siemens = divider_siemens(dowel.counts[before][:, touching], dowel.full_scale_counts)
    pressed = siemens.sum(axis=1)
    return bool(pressed[-1] < LET_GO_SHARE * pressed.max())


def _back(dowel: DowelSamples, off: NDArray[np.bool_], since: int) -> int:
    """The row at which at most one point is off again and had time to settle."""
    on_again = np.flatnonzero(off[since:].sum(axis=1) <= 1)
    if not len(on_again):
        return len(off)
    return min(since + int(on_again[0]) + dowel.rows_of(SETTLE_S), len(off))
