"""Captures the load on the plates as soon as it is still."""

from rig.measure.calibrating.session import Counts
from rig.stream.engine import Engine


class Armed:
    """Waits for samples measured after the key press; `anyway` also accepts a misplaced load."""

    def __init__(self, engine: Engine | None, *, anyway: bool) -> None:
        self.anyway = anyway
        self._engine: Engine | None = None
        self._from_row = 0
        self.look(engine)

    def look(self, engine: Engine | None) -> None:
        """Restarts with another engine: an engine ends when a board is lost."""
        feed = engine.feeds["plates"] if engine and "plates" in engine.feeds else None
        if feed and engine is not self._engine:
            self._engine, self._from_row = engine, feed.ring.written

    def counts(self, engine: Engine, rows: int) -> Counts:
        """The newest rows since the key press, at most `rows`."""
        ring = engine.feeds["plates"].ring
        return newest(engine, min(rows, ring.written - self._from_row))


def newest(engine: Engine, rows: int) -> Counts:
    """Counts (N, 4) of the newest rows of the plates, at most `rows`."""
    counts: Counts = engine.feeds["plates"].ring.latest(max(rows, 0)).counts
    return counts
