"""The session's access to the boards' samples: parts of the engine's rings, in physical units."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gui.picture import Balance, Float
from gui.trail import CUTOFF_HZ, SETTLING_ROWS, TRAIL_ROWS, balance_of
from rig.measure.calibration import PlateCalibration, force_n
from rig.measure.filters import causal, in_pieces
from rig.stream.api import BoardState
from rig.stream.ring import Ring

SAFE_ROWS = 1000  # the oldest rows may be overwritten while they are read


@dataclass(frozen=True, slots=True)
class BoardRing:
    """One board's ring, and the meaning of its counts."""

    role: str
    columns: tuple[str, ...]
    full_scale_counts: int
    sample_rate_hz: int
    ring: Ring

    @classmethod
    def attach(cls, board: BoardState) -> "BoardRing":
        """From the engine's description of a board. Raises OSError or ValueError if it is gone."""
        columns = tuple(board.columns)
        ring = Ring.attach(Path(board.ring), len(columns), board.ring_rows)
        return cls(board.role, columns, board.full_scale_counts, board.sample_rate_hz, ring)

    def newest_s(self) -> float:
        """Host time of the newest sample; 0 before the first."""
        rows = self.ring.latest(1)
        return float(rows.host_s[-1]) if len(rows) else 0.0

    def oldest_s(self) -> float:
        """Host time of the oldest sample still in the ring; 0 before the first."""
        rows = self.ring.part(max(0, self.ring.written - self.ring.capacity_rows + SAFE_ROWS), 1)
        return float(rows.host_s[0]) if len(rows) else 0.0

    def between(self, begin_s: float, end_s: float) -> tuple[Float, NDArray[np.int32]]:
        """Host time (N,) and counts (N, channels) of a span, as far as it is still in the ring."""
        newest_s = self.newest_s()
        # Somewhat more, since a second has slightly fewer samples on some boards' clocks.
        back_rows = int((newest_s - begin_s) * self.sample_rate_hz * 1.02) + 50
        rows = self.ring.latest(max(0, back_rows))
        first, last = np.searchsorted(rows.host_s, (begin_s, end_s))
        return rows.host_s[first:last], rows.counts[first:last]

    def shares(self, counts: NDArray[np.int32]) -> NDArray[np.float32]:
        """Shares of the full range, 0 to 1, (N, channels)."""
        return (counts / np.float32(self.full_scale_counts)).astype(np.float32)


def newest_balance(plates: BoardRing, calibration: PlateCalibration) -> Balance | None:
    """The newest state of the plates and the trail of the centre of pressure; None before any."""
    rows = plates.ring.latest(TRAIL_ROWS + SETTLING_ROWS)
    if not len(rows):
        return None
    noisy, rate_hz = force_n(rows.counts, calibration), plates.sample_rate_hz
    smooth = in_pieces(causal, noisy, rows.sample, cutoff_hz=CUTOFF_HZ, sample_rate_hz=rate_hz)
    return balance_of(smooth, calibration)
