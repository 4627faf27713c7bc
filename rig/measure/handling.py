"""A dowel that is taken off and put back: all points go together, which no technique does."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from rig.measure.dowel import DowelSamples, Unseen
from rig.measure.offparts import OffPart, rows_off
from rig.measure.runs import Rows

TOGETHER_S = 0.03
# A dowel that is put back is on the body again with its second point, and slides for a moment.
SETTLE_S = 0.5


def handled_rows(
    dowel: DowelSamples, parts: Sequence[Sequence[OffPart]], blind: Sequence[Unseen]
) -> list[Rows]:
    """From where all points of which anything is known were off, at least two having gone within
    30 ms, to where two are back and have settled."""
    off = rows_off(dowel, parts)
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


def _back(dowel: DowelSamples, off: NDArray[np.bool_], since: int) -> int:
    """The row at which at most one point is off again and had time to settle."""
    on_again = np.flatnonzero(off[since:].sum(axis=1) <= 1)
    if not len(on_again):
        return len(off)
    return min(since + int(on_again[0]) + dowel.rows_of(SETTLE_S), len(off))
