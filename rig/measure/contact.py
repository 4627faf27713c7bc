"""Contact of the dowel's three points: levels with hysteresis, and a debounce both ways.

A point is on from its first sample at or above the on-level and off from its first sample below the
off-level; between the levels it keeps its state. A change counts once it has lasted for the
debounce, and it carries the sample at which it began. Whole numbers only: a board reaches the same
decisions from the same samples.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.measure.calibration import nominal_fsr_counts

ON_N, OFF_N = 0.8, 0.4
DEBOUNCE_SAMPLES = 20


@dataclass(frozen=True, slots=True)
class ContactLevels:
    """Levels in counts for each point, and the debounce in samples.

    Raises ValueError unless every off-level is below its on-level and the debounce is >= 1.
    """

    on_counts: tuple[int, ...]
    off_counts: tuple[int, ...]
    debounce_samples: int = DEBOUNCE_SAMPLES

    def __post_init__(self) -> None:
        """Refuses invalid levels."""
        for on, off in zip(self.on_counts, self.off_counts, strict=True):
            if off >= on:
                raise ValueError(f"expected an off-level under the on-level {on}, got {off}")
        if self.debounce_samples < 1:
            raise ValueError(f"expected a debounce of at least 1, got {self.debounce_samples}")


def nominal_levels(full_scale_counts: int, points: int = 3) -> ContactLevels:
    """Start levels: on at 0.8 N, off at 0.4 N of a nominal sensor."""
    on = nominal_fsr_counts(ON_N, full_scale_counts)
    off = nominal_fsr_counts(OFF_N, full_scale_counts)
    return ContactLevels((on,) * points, (off,) * points)


class ContactChange(NamedTuple):
    """A point that came into contact or lost it: the row of its block at which that was decided,
    the sample at which it began, and the counts of that sample."""

    decided_row: int
    sample: int
    point: int
    on: bool
    counts: int


class ContactDetector:
    """Follows the points through blocks of samples; the size of the blocks makes no difference."""

    def __init__(self, levels: ContactLevels) -> None:
        self._points = [_Point() for _ in levels.on_counts]
        self.use(levels)

    def use(self, levels: ContactLevels) -> None:
        """Uses other levels from the next sample on; the points keep their state."""
        self.levels = levels
        self._on = np.array(levels.on_counts)
        self._off = np.array(levels.off_counts)

    @property
    def in_contact(self) -> tuple[bool, ...]:
        """Debounced state of each point; before the first contact it is False."""
        return tuple(point.on for point in self._points)

    @property
    def due_sample(self) -> int | None:
        """The sample at which the first running debounce would end; None if none is running."""
        began = [point.since_sample for point in self._points if point.raw != point.on]
        return min(began) + self.levels.debounce_samples if began else None

    def detect(
        self, sample: NDArray[np.uint64], counts: NDArray[np.integer[Any]]
    ) -> list[ContactChange]:
        """Changes decided within a block, in the order of decision.

        `sample` (N,) ascends; `counts` has shape (N, points).
        """
        above, below = counts >= self._on, counts < self._off
        raw = [point.raw for point in self._points]
        if self.due_sample is None and not np.where(raw, below, above).any():
            return []  # the usual block: nothing crosses a level, no debounce is running
        changes: list[ContactChange] = []
        for number, point in enumerate(self._points):
            rows = _crossings(above[:, number], below[:, number], point.raw)
            changes += self._follow(number, point, rows, sample, counts[:, number])
        return sorted(changes)

    def _follow(
        self,
        number: int,
        point: "_Point",
        rows: NDArray[np.intp],
        sample: NDArray[np.uint64],
        counts: NDArray[np.integer[Any]],
    ) -> list[ContactChange]:
        """Walks from crossing to crossing of one point; between them the only possible change is
        the end of the debounce."""
        changes = []
        for row in [*rows.tolist(), len(sample)]:
            if point.raw != point.on:
                due = point.since_sample + self.levels.debounce_samples
                decided = int(np.searchsorted(sample, np.uint64(due)))
                if decided < row:
                    point.on = point.raw
                    changes.append(
                        ContactChange(
                            decided, point.since_sample, number, point.on, point.since_counts
                        )
                    )
            if row < len(sample):
                point.raw = not point.raw
                point.since_sample, point.since_counts = int(sample[row]), int(counts[row])
        return changes


@dataclass(slots=True)
class _Point:
    on: bool = False  # debounced
    raw: bool = False  # after the hysteresis only
    since_sample: int = 0  # first sample of the present raw state
    since_counts: int = 0


def _crossings(above: NDArray[np.bool_], below: NDArray[np.bool_], raw: bool) -> NDArray[np.intp]:
    """Rows at which the state after the hysteresis, `raw` before the block, changes."""
    decisive = np.flatnonzero(above | below)
    states = above[decisive]
    changed = states != np.concatenate(([raw], states[:-1]))
    rows: NDArray[np.intp] = decisive[changed]
    return rows
