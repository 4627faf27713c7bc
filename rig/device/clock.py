"""One timeline for two boards, fitted on the host from when their samples arrived.

A board's clock is the clock of its samples; the host only relates boards to each other. The least
delayed arrival of each quarter second is kept, and the line is fitted under them (`timeline`).
"""

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rig.device.timeline import (
    BIN_S,
    FASTEST,
    SLOWEST,
    WINDOW_S,
    Float,
    Line,
    Timeline,
    fit_timeline,
    joined,
    lower_line,
)

METHOD = "host_fit"
# Anchors older than this are thinned to one per so many seconds: a trial may take hours. Where a
# clock began, all anchors of a window stay: nothing before them shows its rate.
FINE_S, COARSE_S = 2 * WINDOW_S, 5


class Break(NamedTuple):
    """Where among the anchors a board's clock was reset, and the offset added to its own times
    since.

    Includes its device time there, and the last one before it.
    """

    place: int
    counted_on_us: int
    began_s: float = np.inf
    ended_s: float = -np.inf


@dataclass(frozen=True, slots=True)
class Piece:
    """A timeline from one reset of a board's clock to the next.

    `counted_on_us` has been added to the board's own times.
    """

    timeline: Timeline
    counted_on_us: int

    @property
    def own(self) -> Timeline:
        """The same, by the board's own times."""
        line = self.timeline
        return Timeline(line.device_s - self.counted_on_us / 1e6, line.host_s, line.residual_ms)

    def covers(self, host_s: Float) -> NDArray[np.bool_]:
        """Whether host times, (N,), are in it, or near enough to extrapolate."""
        first_s, last_s = self.timeline.host_s[[0, -1]]
        near: NDArray[np.bool_] = (host_s > first_s - 2 * BIN_S) & (host_s < last_s + 2 * BIN_S)
        return near


class ClockFit:
    """Collects arrivals of one board and relates its clock to the host's.

    `delay_s` is the board's own: from a sample's device time to the last byte of its frame.
    """

    def __init__(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._device_s = array("d")
        self._host_s = array("d")
        self._breaks = [Break(0, 0)]
        self._bin = -1
        self._line: Line | None = None
        self._thinned = 0  # so many of the anchors are thinned out

    def add(self, device_time_us: int, arrival_s: float) -> None:
        """Adds the newest sample of a piece and the arrival time of that piece."""
        device_s = device_time_us / 1e6
        host_s = arrival_s - self._delay_s
        number = int(device_s / BIN_S)
        if number != self._bin:
            self._bin = number
            self._refit()
            self._device_s.append(device_s)
            self._host_s.append(host_s)
            self._thin_out(device_s - FINE_S)
        elif self._lateness_s(device_s, host_s) < self._lateness_s(
            self._device_s[-1], self._host_s[-1]
        ):
            self._device_s[-1] = device_s
            self._host_s[-1] = host_s

    def begin_anew(self, counted_on_us: int, *, ended_us: int, began_us: int) -> None:
        """The clock of the board or of the computer was reset: what follows is fitted separately.

        `counted_on_us` is the offset added to the board's own times; `ended_us` and `began_us` are
        its last time before and its first one since.
        """
        place = len(self._device_s)
        self._breaks.append(Break(place, counted_on_us, began_us / 1e6, ended_us / 1e6))
        self._bin = -1
        self._line = None

    def anchors(self, since_s: float = -np.inf) -> tuple[Float, Float]:
        """Device and host seconds of the least delayed arrival of each quarter second, and of each
        5 s if more than a minute ago.

        Only those from a host time on, but at least the newest one.
        """
        device_s, host_s = np.array(self._device_s), np.array(self._host_s)
        first = min(
            int(np.searchsorted(device_s, device_s[host_s >= since_s].min(initial=np.inf))),
            len(device_s) - 1,
        )
        return device_s[first:], host_s[first:]

    def pieces(self, since_s: float = -np.inf) -> list[Piece]:
        """The final relation over all that was collected from a host time on, one for each reset of
        the board's clock."""
        device_s, host_s = self.anchors(since_s)
        first = len(self._device_s) - len(device_s)
        borders = [max(0, begun.place - first) for begun in self._breaks[1:]]
        split = zip(np.split(device_s, borders), np.split(host_s, borders), strict=True)
        ended_s = [*(begun.ended_s for begun in self._breaks[1:]), -np.inf]
        return [
            Piece(fit_timeline(*anchors).led_on(begun.began_s, end_s), begun.counted_on_us)
            for anchors, begun, end_s in zip(split, self._breaks, ended_s, strict=True)
            if len(anchors[0])
        ]

    def state(self) -> dict[str, Any]:
        """All that it still needs, for `resume`; JSON keeps every bit of it."""
        recent = slice(max(self._piece, len(self._device_s) - round(FINE_S / BIN_S)), None)
        anchors = {"device_s": list(self._device_s[recent]), "host_s": list(self._host_s[recent])}
        return anchors | {"line": self._line, "counted_on_us": self._breaks[-1].counted_on_us}

    def resume(self, state: Mapping[str, Any]) -> None:
        """Continues where another one of the same delay was."""
        self._device_s = array("d", state["device_s"])
        self._host_s = array("d", state["host_s"])
        self._breaks = [Break(0, state["counted_on_us"])]
        self._thinned = 0
        self._bin = int(self._device_s[-1] / BIN_S) if self._device_s else -1
        line = Line(*state["line"]) if state["line"] else None
        self._line = line if line and SLOWEST <= line.rate <= FASTEST else None

    @property
    def known(self) -> bool:
        """Whether anything has arrived."""
        return len(self._device_s) > 0

    @property
    def span_s(self) -> float:
        """Seconds between the first arrival and the newest one that counts."""
        return self._device_s[-1] - self._device_s[0] if self.known else 0.0

    def early_s(self, device_time_us: int, arrival_s: float) -> float:
        """By how much an arrival is before the earliest possible one; -inf if not known yet."""
        if self._piece == len(self._device_s):
            return -np.inf
        return self.arrival_s(device_time_us) - arrival_s

    def arrival_s(self, device_time_us: int) -> float:
        """When a sample arrives that is not late, once anything has arrived."""
        return self.live().time_s(device_time_us) + self._delay_s

    def live(self) -> Timeline:
        """The relation by what is known so far, once anything is: provisional."""
        first = min(self._piece, len(self._device_s) - 1)
        line = self._line or Line(self._device_s[first], self._host_s[first], 1.0)
        device_s = np.array([line.device_at_s, line.device_at_s + 1])
        return Timeline(device_s, line.host_s(device_s), 0.0)

    def timeline(self, since_s: float = -np.inf) -> Timeline:
        """The relation over all that was collected from a host time on: final."""
        return joined([piece.timeline for piece in self.pieces(since_s)])

    @property
    def _piece(self) -> int:
        """Index of the first anchor since the last reset of the board's clock."""
        return self._breaks[-1].place

    def _refit(self) -> None:
        recent = slice(max(self._piece, len(self._device_s) - round(WINDOW_S / BIN_S)), None)
        device_s, host_s = self._device_s[recent], self._host_s[recent]
        if device_s:
            self._line = lower_line(np.array(device_s), np.array(host_s))

    def _thin_out(self, until_s: float) -> None:
        """Keeps the least delayed anchor of each complete COARSE_S before a device time."""
        first = self._thinned = max(self._thinned, self._piece + round(WINDOW_S / BIN_S))
        if first >= len(self._device_s):
            return
        begin_s = self._device_s[first] // COARSE_S * COARSE_S
        if begin_s + COARSE_S > until_s:
            return
        end = first
        while self._device_s[end] < begin_s + COARSE_S:
            end += 1
        lateness_s = [
            self._lateness_s(*anchor)
            for anchor in zip(self._device_s[first:end], self._host_s[first:end], strict=True)
        ]
        best = first + lateness_s.index(min(lateness_s))
        for anchors in (self._device_s, self._host_s):
            anchors[first:end] = anchors[best : best + 1]
        self._thinned += 1

    def _lateness_s(self, device_s: float, host_s: float) -> float:
        rate = self._line.rate if self._line else 1.0
        return host_s - device_s * rate
