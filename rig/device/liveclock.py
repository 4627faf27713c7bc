"""Where the samples of a board are on the host's clock, as they come: by the sync wire where there
is one, else by the host's fit."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rig.device.clock import ClockFit
from rig.device.livewire import LiveWire
from rig.device.timeline import MOST_PPM, Timeline

LEAST_STEP_S = 1e-9
# What waited at the ports during a sleep has been read once the computer is awake this long.
STALE_S = 1.0
# Where samples are missing, a clock steps over at least this much.
LEAST_GAP_US = 250_000
# The two clocks may differ by this share of the time that is missing.
DRIFT_SHARE = 2 * MOST_PPM * 1e-6


class LiveClock:
    """Of one board. `reference` is the clock that drives its sync input."""

    def __init__(self, frame_delay_s: float, reference: ClockFit | None = None) -> None:
        self.fit = ClockFit(frame_delay_s)
        self.sync_edges = 0
        self.last_sync_edge_s = 0.0
        self.newest_s = float("-inf")
        self._reference = reference
        self._wire = LiveWire()
        self._woke_s: float | None = None

    def state(self) -> dict[str, Any]:
        """All that later results depend on, for `resume`."""
        return {
            "clock": self.fit.state(),
            "wire": self._wire.state(),
            "placed_until_s": self.newest_s if np.isfinite(self.newest_s) else None,
        }

    def resume(self, state: Mapping[str, Any]) -> None:
        """Continues where another one was."""
        self.fit.resume(state["clock"])
        self._wire.resume(state["wire"])
        if state["placed_until_s"] is not None:
            self.newest_s = state["placed_until_s"]

    def wake(self, woke_s: float) -> None:
        """Notes a sleep of the computer: the clock is refitted from the first sample taken
        since."""
        self._woke_s = woke_s

    def add(self, device_time_us: int, arrival_s: float) -> float:
        """Adds the newest sample to the fit. Returns when it arrived: before it was read if it has
        waited since before a sleep."""
        if self._woke_s is None:
            self.fit.add(device_time_us, arrival_s)
            return arrival_s
        return min(arrival_s, self.fit.arrival_s(device_time_us))

    def refit_where_due(
        self,
        device_time_us: NDArray[np.uint64],
        before_us: int | None,
        *,
        arrival_s: float,
        counted_on_us: int,
    ) -> float | None:
        """Refits after a sleep of the computer: one that the loop noticed, or where samples after
        a gap come earlier than possible; then returns by how many seconds.

        `before_us` is the sample before, None if there is none.
        """
        if before_us is None or not self.fit.known:
            self._woke_s = None
            return None
        first_us, newest_us = device_time_us.item(0), device_time_us.item(-1)
        missing_us = first_us - before_us if first_us - before_us > LEAST_GAP_US else 0
        if self._woke_s is not None and (missing_us or arrival_s > self._woke_s + STALE_S):
            self.begin_anew(counted_on_us, ended_us=before_us, began_us=first_us)
            return None
        if not missing_us:
            return None
        early_s = self.fit.early_s(newest_us, arrival_s)
        if early_s * 1e6 <= LEAST_GAP_US + missing_us * DRIFT_SHARE:
            return None
        self.begin_anew(counted_on_us, ended_us=before_us, began_us=first_us)
        return early_s

    def begin_anew(self, counted_on_us: int, *, ended_us: int, began_us: int) -> None:
        """Fits a new piece from `began_us` on; the last one ended at `ended_us`."""
        self._woke_s = None
        self.fit.begin_anew(counted_on_us, ended_us=ended_us, began_us=began_us)
        self._wire = LiveWire()
        self.last_sync_edge_s = began_us / 1e6  # no one listened to the wire in between

    def hear_wire(self, edge_us: int, level: int) -> None:
        """Takes an edge of the sync wire."""
        self.sync_edges += 1
        self.last_sync_edge_s = edge_us / 1e6
        if self._reference and self._reference.known:
            dowel, plates = self.fit.live(), self._reference.live()
            self._wire.hear(edge_us, level, dowel=dowel, plates=plates)

    def timeline(self, newest_us: int) -> Timeline:
        """Valid at the newest sample; provisional."""
        return self._wire.timeline(newest_us) or self.fit.live()

    def place(self, device_time_us: NDArray[np.uint64], newest_us: int) -> NDArray[np.float64]:
        """Provisional host time of consecutive samples in seconds, shape (N,)."""
        host_s: NDArray[np.float64] = self.timeline(newest_us).to_host_s(device_time_us)
        # A new fit may step back a little; time does not, and no two rows share one.
        host_s = np.maximum(host_s, self.newest_s + LEAST_STEP_S * np.arange(1, len(host_s) + 1))
        self.newest_s = host_s.item(-1)
        return host_s
