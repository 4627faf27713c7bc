"""The sync wire live: where the dowel is on the plates' time right now.

It places what a screen or another program gets live; a trial is placed again, by all pulses, when
it is closed.
"""

from collections import deque
from collections.abc import Mapping
from typing import Any

import numpy as np

from rig.device import syncwire
from rig.device.timeline import Timeline

PULSES = 30  # 3 s: long enough for the rate, short enough for a resonator that warms up
STALE_S = 3.0  # how long the last line is extrapolated while the wire is silent


class LiveWire:
    """Follows the newest pulses, as the dowel's board stamps their edges."""

    def __init__(self) -> None:
        self._edges: deque[tuple[int, int]] = deque(maxlen=2 * PULSES)
        self._timeline: Timeline | None = None

    def state(self) -> dict[str, Any]:
        """All of its state, for `resume`; JSON keeps every bit of it."""
        line = self._timeline
        ends = [line.device_s.tolist(), line.host_s.tolist()] if line else None
        return {"edges": list(self._edges), "line": ends}

    def resume(self, state: Mapping[str, Any]) -> None:
        """Continues where another one was."""
        self._edges.extend((int(edge_us), int(level)) for edge_us, level in state["edges"])
        if state["line"]:
            device_s, host_s = map(np.array, state["line"])
            self._timeline = Timeline(device_s, host_s, 0.0)

    def hear(self, edge_us: int, level: int, *, dowel: Timeline, plates: Timeline) -> None:
        """Adds an edge; `dowel` and `plates` are the host's fits for the two boards."""
        self._edges.append((edge_us, level))
        if level == 0:
            self._timeline = self._through_pulses(dowel, plates)

    def timeline(self, device_time_us: int) -> Timeline | None:
        """The dowel's timeline at a time of its clock; None if the wire does not give it."""
        line = self._timeline
        if line is None or device_time_us / 1e6 - line.device_s[-1] > STALE_S:
            return None
        return line

    def _through_pulses(self, dowel: Timeline, plates: Timeline) -> Timeline | None:
        edge_us, level = np.array(self._edges, np.int64).T
        rise_us, width_ms = syncwire.pulses(edge_us, level)
        try:
            rise_us, tick = syncwire.pair_with_ticks(rise_us, width_ms, dowel, plates)
        except syncwire.ForeignTrainError:
            return None
        if len(rise_us) < syncwire.LEAST_PAIRS:
            return None
        ends_us = rise_us[[0, -1]]
        rate, at_first = np.polyfit(rise_us - ends_us[0], tick * 1000.0, 1)
        ends_s = plates.to_host_s(at_first + rate * (ends_us - ends_us[0]))
        return Timeline(ends_us / 1e6, ends_s, 0.0)
