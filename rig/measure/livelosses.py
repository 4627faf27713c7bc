"""Live reports that a loss of contact is not one: as soon as that is known, after its event.

The event remains: only a whole trial shows what a loss was in the end (rig.measure.losses).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.contact import ContactChange
from rig.measure.dowel import WIRE_BROKEN
from rig.measure.handling import TOGETHER_S
from rig.measure.losses import DOWEL_HANDLED
from rig.measure.validity import ends_of


class LiveDisturbance(NamedTuple):
    """That a loss was not one: the row of its block at which that was known, the sample at which it
    began, and its point; None if it concerns all of them."""

    decided_row: int
    sample: int
    kind: str
    point: int | None


class LiveDisturbances:
    """Follows the changes of a ContactDetector through the same blocks of samples.

    A point whose loss is decided at counts of a broken wire has a broken wire. If all points are
    off or broken and two of them went within 30 ms, the dowel was handled.
    """

    def __init__(self, full_scale_counts: int, *, points: int = 3, rate_hz: float = 1000.0) -> None:
        self._bottom = ends_of("dowel", full_scale_counts)["bottom"]
        self._together = round(TOGETHER_S * rate_hz)
        self._off_since: dict[int, int | None] = {}  # None: its wire is broken
        self._points = points

    def follow(
        self, changes: Sequence[ContactChange], counts: NDArray[np.integer[Any]]
    ) -> list[LiveDisturbance]:
        """What becomes known by the changes decided within a block of counts (N, points)."""
        found = []
        for change in changes:
            if change.on:
                self._off_since.pop(change.point, None)
            elif counts[change.decided_row, change.point] <= self._bottom:
                self._off_since[change.point] = None
                found.append(
                    LiveDisturbance(change.decided_row, change.sample, WIRE_BROKEN, change.point)
                )
            else:
                self._off_since[change.point] = change.sample
                found += self._handled(change)
        return found

    def _handled(self, last: ContactChange) -> list[LiveDisturbance]:
        went = [
            sample
            for sample in self._off_since.values()
            if sample is not None and abs(last.sample - sample) <= self._together
        ]
        if len(self._off_since) < self._points or len(went) < 2:
            return []
        return [LiveDisturbance(last.decided_row, min(went), DOWEL_HANDLED, None)]
