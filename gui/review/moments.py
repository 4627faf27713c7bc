"""The next and the previous of the moments that one jumps to."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

CLOSE_S = 0.002  # a moment that one stands on is neither the next nor the previous


def jump(moments_s: Iterable[float], now_s: float, *, back: bool = False) -> float | None:
    """The nearest moment after now, or before it; None where there is none."""
    ordered = sorted(moments_s)
    if back:
        at = bisect_left(ordered, now_s - CLOSE_S) - 1
        return ordered[at] if at >= 0 else None
    at = bisect_right(ordered, now_s + CLOSE_S)
    return ordered[at] if at < len(ordered) else None
