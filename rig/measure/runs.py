"""Runs of rows: where something holds from one row up to another, which is no longer in it."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Rows(NamedTuple):
    """From `start` up to `end`, which is no longer in it."""

    start: int
    end: int

    def __and__(self, other: "Rows") -> "Rows":
        """What lies in both; empty where `end` is not behind `start`."""
        return Rows(max(self.start, other.start), min(self.end, other.end))

    @property
    def length(self) -> int:
        """Number of rows."""
        return max(self.end - self.start, 0)


def runs_of(holds: NDArray[np.bool_]) -> list[Rows]:
    """Where `holds`, (N,), is true."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], holds, [False])).astype(np.int8)))
    return [Rows(*pair) for pair in edges.reshape(-1, 2).tolist()]


def runs_of_one_value(
    values: NDArray[np.integer[Any]],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """First rows and lengths of the runs in which `values`, (N,) and N > 0, stay one and the same;
    together they are all rows."""
    starts = np.concatenate(([0], np.flatnonzero(np.diff(values)) + 1))
    return starts, np.diff(np.concatenate((starts, [len(values)])))


def joined(rows: list[Rows], most_between: int) -> list[Rows]:
    """Ascending runs, with those that lie at most so many rows apart made one."""
    whole: list[Rows] = []
    for run in rows:
        if whole and run.start - whole[-1].end <= most_between:
            whole[-1] = Rows(whole[-1].start, max(whole[-1].end, run.end))
        else:
            whole.append(run)
    return whole
