"""A press that takes what lies on the plates as soon as it is still."""

from rig.measure.calibrating.session import Counts
from rig.stream.engine import Engine


class Armed:
    """Waits for samples that were measured after the press; `anyway` takes what lies in a wrong
    place, too."""

    def __init__(self, engine: Engine | None, *, anyway: bool) -> None:
        self.anyway = anyway
        self._engine: Engine | None = None
        self._from_row = 0
        self.look(engine)

    def look(self, engine: Engine | None) -> None:
        """Begins anew with another engine: one ends when a board is lost."""
        feed = engine.feeds["plates"] if engine and "plates" in engine.feeds else None
        if feed and engine is not self._engine:
            self._engine, self._from_row = engine, feed.ring.written

    def counts(self, engine: Engine, rows: int) -> Counts:
        """At most so many of the newest rows since the press."""
        ring = engine.feeds["plates"].ring
        return newest(engine, min(rows, ring.written - self._from_row))


def newest(engine: Engine, rows: int) -> Counts:
    """Counts (N, 4) of at most so many of the newest rows of the plates."""
    counts: Counts = engine.feeds["plates"].ring.latest(max(rows, 0)).counts
    return counts
