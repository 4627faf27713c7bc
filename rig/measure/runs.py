"""Runs of rows: something holds from one row up to another, exclusive."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Rows(NamedTuple):
    """From `start` up to `end`, exclusive."""

    start: int
    end: int

    def __and__(self, other: "Rows") -> "Rows":
        """The rows in both; empty if `end` is not after `start`."""
        return Rows(max(self.start, other.start), min(self.end, other.end))

    @property
    def length(self) -> int:
        """Number of rows."""
        return max(self.end - self.start, 0)


def runs_of(holds: NDArray[np.bool_]) -> list[Rows]:
    """The runs in which `holds`, (N,), is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], holds, [False])).astype(np.int8)))
    return [Rows(*pair) for pair in edges.reshape(-1, 2).tolist()]


def runs_of_one_value(
    values: NDArray[np.integer[Any]],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First rows and lengths of the runs in which `values`, (N,) and N > 0, are constant; together
    they cover all rows."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(values)) + 1))
    return starts, np.diff(np.concatenate((starts, [len(values)])))


def joined(rows: list[Rows], most_between: int) -> list[Rows]:
    """Ascending runs, with those at most `most_between` rows apart joined."""
    whole: list[Rows] = []
    for run in rows:
        if whole and run.start - whole[-1].end <= most_between:
            whole[-1] = Rows(whole[-1].start, max(whole[-1].end, run.end))
        else:
            whole.append(run)
    return whole
