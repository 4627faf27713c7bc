"""Notices silence: said once when it begins and once when it has ended."""

from typing import NamedTuple


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
