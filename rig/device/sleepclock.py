"""Which clock continues while the computer sleeps, which one stops, and so how long it slept.

| system | continues through sleep | stops |
|---|---|---|
| Linux | CLOCK_BOOTTIME | CLOCK_MONOTONIC, which is time.perf_counter |
| macOS | CLOCK_MONOTONIC_RAW (mach_continuous_time) | CLOCK_UPTIME_RAW (mach_absolute_time), which is time.perf_counter |
| Windows | the performance counter, which is time.perf_counter; the interrupt time | the unbiased interrupt time |
| any other | the time of day | time.perf_counter |

Boards continue while the computer sleeps, or lose their power and count from 0 again; so host times
use a clock that continues, too. How long the computer slept is the growing difference between the
two clocks of a row. Where the system only suspends programs (the modern standby of Windows), no
clock shows it; a pause of seconds in the program does.
"""  # noqa: E501 (a table)

import ctypes
import sys
import time
from collections.abc import Callable

Seconds = Callable[[], float]


def _reads(clock: int) -> Seconds:
    return lambda: time.clock_gettime(clock)


def _windows_clocks() -> tuple[Seconds, Seconds]:
    """Interrupt time with and without sleep, both in steps of up to 16 ms."""
    base = ctypes.WinDLL("KernelBase")  # type: ignore[attr-defined,unused-ignore]

    def reads(name: str) -> Seconds:
        function = getattr(base, name)

        def seconds() -> float:
            ticks = ctypes.c_ulonglong()
            function(ctypes.byref(ticks))
            return ticks.value / 1e7

        return seconds

    return reads("QueryInterruptTime"), reads("QueryUnbiasedInterruptTime")


def _clocks() -> tuple[Seconds, Seconds, Seconds]:
    """The clock of host times; then one that continues through sleep, and one that stops."""
    names = {"linux": ("CLOCK_BOOTTIME", "CLOCK_MONOTONIC")}
    names["darwin"] = ("CLOCK_MONOTONIC_RAW", "CLOCK_UPTIME_RAW")
    goes_on, stands = (getattr(time, name, None) for name in names.get(sys.platform, ("", "")))
    if goes_on is not None and stands is not None:
        return _reads(goes_on), _reads(goes_on), _reads(stands)
    try:
        return (time.perf_counter, *_windows_clocks())
    except (AttributeError, OSError):  # another system, or a Windows before 10
        return time.perf_counter, time.time, time.perf_counter


_now_s, _goes_on_s, _stands_s = _clocks()


def now_s() -> float:
    """Seconds of the clock of all host times: it never goes back, continues through sleep, and is
    the same in all programs of a computer."""
    return _now_s()


def apart_s() -> float:
    """The difference between the two clocks: its growth is sleep, to some 0.02 s."""
    stands_s = _stands_s()
    return _goes_on_s() - stands_s
