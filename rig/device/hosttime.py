"""The source of "now". Everything that waits or stamps receives one of these."""

import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from rig.device import sleepclock


class HostTime(Protocol):
    """The computer's monotonic time, the time of day, and a way to let time pass."""

    def now_s(self) -> float:
        """Seconds of a clock that never goes back, and continues while the computer sleeps."""

    def slept_s(self) -> float:
        """A value that grows by the seconds that the computer sleeps."""

    def utc(self) -> datetime:
        """Time of day."""

    def sleep(self, seconds: float) -> None:
        """Returns when `seconds` have passed on this clock."""


class WallTime:
    """The computer's own clocks."""

    def now_s(self) -> float:
        """Seconds of the finest clock that continues through sleep."""
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


class HeldTime:
    """A clock that waits for the replay that uses it: a busy computer loses no data."""

    def __init__(self) -> None:
        self._holds: list[Callable[[], float]] = []
        self._holding = threading.Lock()
        self._behind_s, self._last_s, self._held = 0.0, 0.0, False

    def hold(self, until_s: Callable[[], float]) -> None:
        """Stops at `until_s`, which must never decrease; infinite means no limit."""
        self._holds = [*self._holds, until_s]

    def _no_further(self, now_s: float) -> float:
        """This time, or less."""
        if not self._holds:
            return now_s
        with self._holding:
            until_s, now_s = min(hold() for hold in self._holds), now_s - self._behind_s
            if self._held and until_s == math.inf:  # it continues from where it was held
                self._behind_s += now_s - self._last_s
                now_s = self._last_s
            self._held = now_s > until_s
            self._last_s = max(self._last_s, min(now_s, until_s))
            return self._last_s


class FastTime(HeldTime):
    """The computer's own clocks, except that the one that never goes back is `speed` times as
    fast."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def now_s(self) -> float:
        """Seconds of the fast clock."""
        return self._no_further(sleepclock.now_s() * self._speed)

    def slept_s(self) -> float:
        """Zero: a replay pauses while the computer sleeps."""
        return 0.0

    def utc(self) -> datetime:
        """Time of day."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Sleeps until so many fast seconds have passed."""
        time.sleep(seconds / self._speed)


class SteppedTime(HeldTime):
    """Time that passes only in `sleep`: simulations run as fast as they can."""

    def __init__(self, start_utc: datetime = datetime(2020, 1, 1, tzinfo=UTC)) -> None:
        super().__init__()
        self._start_utc = start_utc
        self._now_s = 0.0
        self._slept_s = 0.0

    def now_s(self) -> float:
        """Seconds that have passed so far."""
        return self._no_further(self._now_s)

    def slept_s(self) -> float:
        """The total of `suspend`."""
        return self._slept_s

    def suspend(self, seconds: float) -> None:
        """Simulates a sleep of the computer: time passes, and no program runs."""
        self._now_s += seconds
        self._slept_s += seconds

    def utc(self) -> datetime:
        """Start plus the seconds that have passed so far."""
        return self._start_utc + timedelta(seconds=self._now_s)

    def sleep(self, seconds: float) -> None:
        """Advances time immediately."""
        self._now_s += max(seconds, 0.0)
