"""The next and the previous of the moments that can be jumped to."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from gui.language import text
from gui.review.content import Content
from gui.review.judging import NotNowError

CLOSE_S = 0.002  # a moment this close to now is neither the next nor the previous


def jump(moments_s: Iterable[float], now_s: float, *, back: bool = False) -> float | None:
    """The nearest moment after now, or before it; None if there is none."""
    ordered = sorted(moments_s)
    if back:
        at = bisect_left(ordered, now_s - CLOSE_S) - 1
        return ordered[at] if at >= 0 else None
    at = bisect_right(ordered, now_s + CLOSE_S)
    return ordered[at] if at < len(ordered) else None


def expect_jump(content: Content, now_s: float, kind: str, *, back: bool) -> float:
    """The nearest moment of a kind, one of JUMPS. Raises NotNowError if there is none."""
    time_s = jump(content.moments_s(kind), now_s, back=back)
    if time_s is not None:
        return time_s
    if kind == "gap" and content.reading < 1:
        raise NotNowError(text("review.still_reading"))
    raise NotNowError(text(f"review.no_{kind}_{'before' if back else 'next'}"))
