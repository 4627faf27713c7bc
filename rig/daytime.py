"""The time of day where this computer is."""

from datetime import datetime


def here(utc: datetime) -> datetime:
    """`utc` by this computer's calendar; unchanged if that lacks the day: Windows has none before
    1970, and no system has one after 9999."""
    try:
        return utc.astimezone()
    except (OverflowError, OSError, ValueError):
        return utc
