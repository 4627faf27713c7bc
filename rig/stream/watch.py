"""Notices silence: reports when it begins and when it has ended. Also notices a sleep of the
computer: silence during it is no fault of a board or its cable."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from rig.device.hosttime import HostTime
from rig.errors import DeviceError

LEAST_SLEEP_S = 0.5
# Windows may merely suspend programs, which no clock shows. Nothing else stops a loop this long.
STOOD_STILL_S = 5.0


class Change(NamedTuple):
    """That a silence was noticed, or has ended, and how long it was until then."""

    lost: bool
    silence_s: float


class SilenceWatch:
    """Compares when something was last heard with now; both on any one clock, in seconds."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._silent_since_s: float | None = None

    def look(self, heard_s: float, now_s: float) -> Change | None:
        """What has changed since the last look."""
        since_s = self._silent_since_s
        if since_s is None and now_s - heard_s > self._limit_s:
            self._silent_since_s = heard_s
            return Change(lost=True, silence_s=now_s - heard_s)
        if since_s is not None and heard_s > since_s:
            self._silent_since_s = None
            return Change(lost=False, silence_s=heard_s - since_s)
        return None


class SleptError(DeviceError):
    """The computer slept while boards were being read."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the computer slept, or stood still, for {seconds:.0f} s: what the boards sent "
            "meanwhile is lost"
        )
        self.seconds = seconds


class SleepWatch:
    """A loop calls `look` in each of its turns."""

    def __init__(self, host_time: HostTime) -> None:
        self._host_time = host_time
        self.begin()

    def begin(self) -> None:
        """Ignores everything until now."""
        self._slept_s, self._looked_s = self._host_time.slept_s(), self._host_time.now_s()

    def look(self, *, by_clocks_only: bool = False) -> float:
        """Seconds that the computer has slept since the last look, 0 if it has not. A long stall of
        the loop also counts, unless `by_clocks_only`."""
        slept_s, looked_s = self._slept_s, self._looked_s
        self.begin()
        seconds, stood_s = self._slept_s - slept_s, self._looked_s - looked_s
        if seconds >= LEAST_SLEEP_S:
            return seconds
        return stood_s if stood_s >= STOOD_STILL_S and not by_clocks_only else 0.0


@contextmanager
def sleep_is_named(host_time: HostTime) -> Iterator[None]:
    """If a board fails within the block after a sleep of the computer, the error mentions it."""
    watch = SleepWatch(host_time)
    try:
        yield
    except SleptError:
        raise
    except DeviceError as error:
        seconds = watch.look(by_clocks_only=True)
        if not seconds:
            raise
        raise after_sleep(error, seconds) from error


def after_sleep(failure: DeviceError, seconds: float) -> DeviceError:
    """The same failure if nothing was heard since the computer slept for `seconds`."""
    return DeviceError(
        f"the computer slept for {seconds:.0f} s, and a board may have lost its power "
        f"meanwhile: {failure}"
    )
