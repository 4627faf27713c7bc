"""One timeline for two boards, fitted on the host from when their samples arrived.

A board's clock is the clock of its samples; the host only relates boards to each other. Bytes
may arrive late but never early, so the truth is the lower edge of arrival against device time:
of the least delayed arrivals the lower convex hull is taken, and of it the edge that stands
over their mean (the line under all points with the least sum of distances). Resonators follow
temperature, so a long trial is fitted in windows that overlap by half. Where the computer stood
still for so long that this edge says more about the computer than about the board, the line
keeps the rate that is known otherwise.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

METHOD = "host_fit"
BIN_S = 0.25
WINDOW_S = 30.0
# Older than this, one anchor for so many seconds will do: hours are long. Where a clock began, all
# anchors of a window stay: nothing before them says how it ran.
FINE_S, COARSE_S = 2 * WINDOW_S, 5
# Below this span the jitter of arrivals says less about the rate than a board's nominal rate does.
SHORTEST_SPAN_S = 0.5
# No ceramic resonator is off by more: another line tells of a computer that stood still.
MOST_PPM = 6_000

Float = NDArray[np.float64]


class Line(NamedTuple):
    """host_s = host_at_s + (device_s - device_at_s) x rate."""

    device_at_s: float
    host_at_s: float
    rate: float

    def host_s(self, device_s: Any) -> Any:
        """Host time of device times, both in seconds."""
        return self.host_at_s + (device_s - self.device_at_s) * self.rate


@dataclass(frozen=True, slots=True)
class Timeline:
    """A board's device time on the host's clock, as knots joined by straight lines.

    At the knots in `breaks` the board's clock began anew: what lies before one is no second of it.
    """

    device_s: Float
    host_s: Float
    residual_ms: float
    breaks: tuple[int, ...] = ()

    @property
    def rate(self) -> float:
        """Host seconds for a second of the board's clock, over all."""
        whole = np.delete(np.arange(len(self.device_s) - 1), np.array(self.breaks, int) - 1)
        passed_s = np.diff(self.host_s)[whole].sum()
        return float(passed_s / np.diff(self.device_s)[whole].sum())

    @property
    def rate_ppm(self) -> float:
        """How much the board's clock runs fast against the host's, in parts per million."""
        return (1 / self.rate - 1) * 1e6

    def to_host_s(self, device_time_us: NDArray[Any]) -> Float:
        """Host time in seconds of device times in microseconds, shape (N,)."""
        device_s = device_time_us / 1e6
        if len(self.device_s) == 2:  # the live one: a straight line
            straight_s: Float = self.host_s[0] + (device_s - self.device_s[0]) * _slope(self, 0)
            return straight_s
        inside = np.interp(device_s, self.device_s, self.host_s)
        before = (device_s - self.device_s[0]) * _slope(self, 0)
        after = (device_s - self.device_s[-1]) * _slope(self, -2)
        host_s: Float = inside + np.minimum(before, 0) + np.maximum(after, 0)
        return host_s

    def time_s(self, device_time_us: float) -> float:
        """Host time in seconds of one device time in microseconds."""
        return float(self.to_host_s(np.array([device_time_us]))[0])

    def to_device_s(self, host_s: Float) -> Float:
        """The other way round: device time in seconds of host times in seconds, shape (N,)."""
        back = Timeline(self.host_s, self.device_s, 0.0)
        return back.to_host_s(host_s * 1e6)


def _slope(timeline: Timeline, knot: int) -> float:
    device_s, host_s = timeline.device_s, timeline.host_s
    return float((host_s[knot + 1] - host_s[knot]) / (device_s[knot + 1] - device_s[knot]))


class Break(NamedTuple):
    """Where among the anchors a board's clock began, and what is added to its own times since."""

    place: int
    counted_on_us: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A timeline from one beginning of a board's clock to the next.

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
        """Whether host times, (N,), lie in it, or so close that it leads on to them."""
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
        """Takes note of the newest sample of a piece and of when that piece arrived."""
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

    def begin_anew(self, counted_on_us: int) -> None:
        """The board's clock began anew: what follows is fitted by itself.

        `counted_on_us` is what has been added to the board's own times.
        """
        self._breaks.append(Break(len(self._device_s), counted_on_us))
        self._bin = -1
        self._line = None

    def anchors(self, since_s: float = -np.inf) -> tuple[Float, Float]:
        """Device and host seconds of the least delayed arrival of each quarter second, and of each
        5 s where that is more than a minute ago.

        Of those from a host time on, but at least the newest one.
        """
        device_s, host_s = np.array(self._device_s), np.array(self._host_s)
        first = min(
            int(np.searchsorted(device_s, device_s[host_s >= since_s].min(initial=np.inf))),
            len(device_s) - 1,
        )
        return device_s[first:], host_s[first:]

    def pieces(self, since_s: float = -np.inf) -> list[Piece]:
        """The relation over all that was collected from a host time on, final, one for each
        time that the board's clock began."""
        device_s, host_s = self.anchors(since_s)
        first = len(self._device_s) - len(device_s)
        borders = [max(0, begun.place - first) for begun in self._breaks[1:]]
        split = zip(np.split(device_s, borders), np.split(host_s, borders), strict=True)
        return [
            Piece(fit_timeline(*anchors), begun.counted_on_us)
            for anchors, begun in zip(split, self._breaks, strict=True)
            if len(anchors[0])
        ]

    def state(self) -> dict[str, Any]:
        """All that it will still need, for `resume`; JSON keeps every bit of it."""
        recent = slice(max(self._piece, len(self._device_s) - round(FINE_S / BIN_S)), None)
        anchors = {"device_s": list(self._device_s[recent]), "host_s": list(self._host_s[recent])}
        return anchors | {"line": self._line, "counted_on_us": self._breaks[-1].counted_on_us}

    def resume(self, state: Mapping[str, Any]) -> None:
        """Goes on from where another one of the same delay was."""
        self._device_s = array("d", state["device_s"])
        self._host_s = array("d", state["host_s"])
        self._breaks = [Break(0, state["counted_on_us"])]
        self._thinned = 0
        self._bin = int(self._device_s[-1] / BIN_S) if self._device_s else -1
        self._line = Line(*state["line"]) if state["line"] else None

    @property
    def known(self) -> bool:
        """Whether anything has arrived."""
        return len(self._device_s) > 0

    @property
    def span_s(self) -> float:
        """Seconds between the first arrival and the newest one that counts."""
        return self._device_s[-1] - self._device_s[0] if self.known else 0.0

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
        """Where the anchors begin that belong to the board's clock as it now runs."""
        return self._breaks[-1].place

    def _refit(self) -> None:
        recent = slice(max(self._piece, len(self._device_s) - round(WINDOW_S / BIN_S)), None)
        device_s, host_s = self._device_s[recent], self._host_s[recent]
        if device_s:
            self._line = lower_line(np.array(device_s), np.array(host_s))

    def _thin_out(self, until_s: float) -> None:
        """Leaves the least delayed anchor of each whole COARSE_S before a device time."""
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


def joined(pieces: Sequence[Timeline]) -> Timeline:
    """One timeline out of those of a clock that began anew between them, at least one."""
    knots = [len(piece.device_s) for piece in pieces]
    return Timeline(
        np.concatenate([piece.device_s for piece in pieces]),
        np.concatenate([piece.host_s for piece in pieces]),
        max(piece.residual_ms for piece in pieces),
        tuple(np.cumsum(knots[:-1]).tolist()),
    )


def fit_timeline(device_s: Float, host_s: Float) -> Timeline:
    """Timeline through anchors, both of shape (N,), N >= 1, in seconds."""
    span_s = max(device_s[-1] - device_s[0], BIN_S)
    windows = max(1, round(2 * span_s / WINDOW_S) - 1)
    half = span_s / (windows + 1)
    centres = device_s[0] + half * np.arange(1, windows + 1)
    rate = lower_line(device_s, host_s).rate
    lines = [
        _line_of_window(device_s, host_s, centre - half, centre + half, rate) for centre in centres
    ]
    knots = np.concatenate(([device_s[0]], centres, [device_s[0] + span_s]))
    owners = [lines[0], *lines, lines[-1]]
    on_host = np.array([line.host_s(knot) for line, knot in zip(owners, knots, strict=True)])
    lateness_s = host_s - np.interp(device_s, knots, on_host)
    return Timeline(knots, on_host, _residual_ms(device_s, lateness_s))


def _line_of_window(
    device_s: Float, host_s: Float, first_s: float, last_s: float, known_rate: float
) -> Line:
    # Half a microsecond more: rounding must not shut out the first and the last anchor.
    inside = (device_s >= first_s - 0.5e-6) & (device_s <= last_s + 0.5e-6)
    if not inside.any():  # nothing arrived for a whole window: the nearest arrival must do
        inside = np.arange(len(device_s)) == np.abs(device_s - (first_s + last_s) / 2).argmin()
    return lower_line(device_s[inside], host_s[inside], known_rate)


def lower_line(device_s: Float, host_s: Float, known_rate: float = 1.0) -> Line:
    """The line under all points, both of shape (N,), that is nearest to them in sum.

    It has the `known_rate` where the points span too little time or ask for an impossible one.
    """
    if device_s[-1] - device_s[0] < SHORTEST_SPAN_S:
        return _line_of_rate(device_s, host_s, known_rate)
    hull = _lower_hull(device_s, host_s)
    mean_s = device_s.mean()
    right = next(place for place in range(1, len(hull)) if hull[place][0] >= mean_s)
    (x0, y0), (x1, y1) = hull[right - 1], hull[right]
    rate = (y1 - y0) / (x1 - x0)
    if abs(rate - 1) > MOST_PPM * 1e-6:
        return _line_of_rate(device_s, host_s, known_rate)
    return Line(x0, y0, rate)


def _line_of_rate(device_s: Float, host_s: Float, rate: float) -> Line:
    earliest = int(np.argmin(host_s - device_s * rate))
    return Line(float(device_s[earliest]), float(host_s[earliest]), rate)


def _lower_hull(x: Float, y: Float) -> list[tuple[float, float]]:
    """Andrew's monotone chain; `x` ascends."""
    hull: list[tuple[float, float]] = []
    for point in zip(x.tolist(), y.tolist(), strict=True):
        while len(hull) > 1 and _turn(hull[-2], hull[-1], point) <= 0:
            hull.pop()
        hull.append(point)
    return hull


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _residual_ms(device_s: Float, lateness_s: Float) -> float:
    """Where 95 % of the least delayed arrivals of each second lie above the line, in ms."""
    begins = np.flatnonzero(np.diff(np.floor(device_s), prepend=-np.inf))
    best = np.minimum.reduceat(lateness_s, begins)
    return float(np.percentile(np.abs(best), 95) * 1e3)
