"""Where "now" comes from. Everything that waits or stamps is handed one of these."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from rig.device import sleepclock


class HostTime(Protocol):
    """The computer's monotonic time, the time of day, and a way to let time pass."""

    def now_s(self) -> float:
        """Seconds of a clock that never goes back, and goes on while the computer sleeps."""

    def slept_s(self) -> float:
        """What grows by the seconds that the computer sleeps."""

    def utc(self) -> datetime:
        """Time of day."""

    def sleep(self, seconds: float) -> None:
        """Returns when `seconds` have passed on this clock."""


class WallTime:
    """The computer's own clocks."""

    def now_s(self) -> float:
        """Seconds of the finest clock that goes on through sleep."""
        return sleepclock.now_s()

    def slept_s(self) -> float:
        """By the clocks that `sleepclock` compares."""
        return sleepclock.apart_s()

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
        return sleepclock.now_s() * self._speed

    def slept_s(self) -> float:
        """In seconds of the fast clock."""
        return sleepclock.apart_s() * self._speed

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
        self._slept_s = 0.0

    def now_s(self) -> float:
        """Seconds that have passed so far."""
        return self._now_s

    def slept_s(self) -> float:
        """As `suspend` was told."""
        return self._slept_s

    def suspend(self, seconds: float) -> None:
        """The computer sleeps for so long: time passes, and no program runs."""
        self._now_s += seconds
        self._slept_s += seconds

    def utc(self) -> datetime:
        """Start plus the seconds that have passed so far."""
        return self._start_utc + timedelta(seconds=self._now_s)

    def sleep(self, seconds: float) -> None:
        """Moves time on at once."""
        self._now_s += max(seconds, 0.0)
