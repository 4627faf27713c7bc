"""A board's time on the host's: straight lines, and how one is fitted under arrivals.

Bytes may arrive late but never early, so the truth is the lower edge of arrival against device
time: the edge of the lower convex hull of the least delayed arrivals that is at their mean (the
line under all points with the least sum of distances). Resonators follow temperature, so a long
trial is fitted in windows that overlap by half. If the computer stalled so long that this edge
depends more on the computer than on the board, the line keeps the rate that is known otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

BIN_S = 0.25
LEAST_BREAK_S = 1e-6
WINDOW_S = 30.0
# Below this span a board's nominal rate is more accurate than a fit to the jitter of arrivals.
SHORTEST_SPAN_S = 0.5
# A ceramic resonator is off by 5000 ppm at most; the computer's own clock and the error of a short
# fit add a little. A line beyond this comes from a stalled computer; it is never used.
MOST_PPM = 6_000
SLOWEST, FASTEST = 1 - MOST_PPM * 1e-6, 1 + MOST_PPM * 1e-6

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

    At the knots in `breaks` the board's clock was reset: the segment before one is no time of it.
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
        """The inverse: device time in seconds of host times in seconds, shape (N,)."""
        back = Timeline(self.host_s, self.device_s, 0.0)
        return back.to_host_s(host_s * 1e6)

    def led_on(self, first_s: float, last_s: float) -> "Timeline":
        """The same, extended to these device times if they are beyond its ends."""
        device_s = self.device_s.copy()
        device_s[0], device_s[-1] = min(device_s[0], first_s), max(device_s[-1], last_s)
        host_s = self.to_host_s(device_s * 1e6)
        return Timeline(device_s, host_s, self.residual_ms, self.breaks)


def _slope(timeline: Timeline, knot: int) -> float:
    device_s, host_s = timeline.device_s, timeline.host_s
    return float((host_s[knot + 1] - host_s[knot]) / (device_s[knot + 1] - device_s[knot]))


def joined(pieces: Sequence[Timeline]) -> Timeline:
    """Joins the timelines of a clock that was reset between them, at least one.

    Each ends before the next one begins: late arrivals must not make time go back.
    """
    knots = [len(piece.device_s) for piece in pieces]
    host_s = [piece.host_s for piece in pieces]
    for number in range(len(pieces) - 2, -1, -1):
        end_s = min(host_s[number][-1], host_s[number + 1][0] - LEAST_BREAK_S)
        ahead_s = pieces[number].device_s[-1] - pieces[number].device_s
        host_s[number] = np.minimum(host_s[number], end_s - ahead_s * SLOWEST)
    return Timeline(
        np.concatenate([piece.device_s for piece in pieces]),
        np.concatenate(host_s),
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
    on_host = _possible(knots, on_host)
    lateness_s = host_s - np.interp(device_s, knots, on_host)
    return Timeline(knots, on_host, _residual_ms(device_s, lateness_s))


def _possible(device_s: Float, host_s: Float) -> Float:
    """The latest host times that are no later than these and at a rate that a board can have.

    Both of shape (N,). Where windows do not fit together, one of them had only late arrivals.
    """
    fastest = np.minimum.accumulate(host_s - device_s * FASTEST) + device_s * FASTEST
    slowest = np.minimum.accumulate((fastest - device_s * SLOWEST)[::-1])[::-1]
    possible_s: Float = slowest + device_s * SLOWEST
    return possible_s


def _line_of_window(
    device_s: Float, host_s: Float, first_s: float, last_s: float, known_rate: float
) -> Line:
    # Half a microsecond more: rounding must not exclude the first and the last anchor.
    inside = (device_s >= first_s - 0.5e-6) & (device_s <= last_s + 0.5e-6)
    if not inside.any():  # nothing arrived for a whole window: the nearest arrival must do
        inside = np.arange(len(device_s)) == np.abs(device_s - (first_s + last_s) / 2).argmin()
    return lower_line(device_s[inside], host_s[inside], known_rate)


def lower_line(device_s: Float, host_s: Float, known_rate: float = 1.0) -> Line:
    """The line under all points, both of shape (N,), that is nearest to them in sum.

    It has the `known_rate` if the points span too little time or imply an impossible one.
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
    """95th percentile of the distance above the line of the least delayed arrivals of each second,
    in ms."""
    begins = np.flatnonzero(np.diff(np.floor(device_s), prepend=-np.inf))
    best = np.minimum.reduceat(lateness_s, begins)
    return float(np.percentile(np.abs(best), 95) * 1e3)
