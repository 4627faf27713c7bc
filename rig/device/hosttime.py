"""Where "now" comes from. Everything that waits or stamps is handed one of these."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class HostTime(Protocol):
    """The computer's monotonic time, the time of day, and a way to let time pass."""

    def now_s(self) -> float:
        """Seconds of a clock that never goes back."""

    def utc(self) -> datetime:
        """Time of day."""

    def sleep(self, seconds: float) -> None:
        """Returns when `seconds` have passed on this clock."""


class WallTime:
    """The computer's own clocks."""

    def now_s(self) -> float:
        """Seconds of the performance counter: time.monotonic steps by 16 ms on Windows."""
        return time.perf_counter()

    def utc(self) -> datetime:
        """Time of day."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Sleeps."""
        time.sleep(seconds)


class FastTime:
    """The computer's own clocks, of which the one that never goes back is `speed` times as fast."""

    def __init__(self, speed: float) -> None:
        self._speed = speed

    def now_s(self) -> float:
        """Seconds of the fast clock."""
        return time.perf_counter() * self._speed

    def utc(self) -> datetime:
        """Time of day."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Sleeps until so many fast seconds have passed."""
        time.sleep(seconds / self._speed)


class SteppedTime:
    """Time that passes only when someone sleeps: simulations run as fast as they can."""

    def __init__(self, start_utc: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> None:
        self._start_utc = start_utc
        self._now_s = 0.0

    def now_s(self) -> float:
        """Seconds slept so far."""
        return self._now_s

    def utc(self) -> datetime:
        """Start plus the seconds slept so far."""
        return self._start_utc + timedelta(seconds=self._now_s)

    def sleep(self, seconds: float) -> None:
        """Moves time on at once."""
        self._now_s += max(seconds, 0.0)
