"""The time of day where this computer stands."""

from datetime import datetime


def here(utc: datetime) -> datetime:
    """`utc` by this computer's calendar; as it is where that knows no such day: Windows none
    before 1970, and nobody one after 9999."""
    try:
        return utc.astimezone()
    except (OverflowError, OSError, ValueError):
        return utc
