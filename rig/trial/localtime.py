"""Time of day where something was recorded. A trial stores how far the clocks there were ahead of
UTC, so it has the same day wherever it is read; without that, this computer's clocks are used."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from rig.daytime import here

OFFSET = "utc_offset_s"
MOST_OFFSET_S = 18 * 3600.0  # no place on earth is further from UTC


def is_offset(value: object) -> bool:
    """Whether it is valid as seconds ahead of UTC; NaN means unknown."""
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return math.isnan(seconds) or abs(seconds) <= MOST_OFFSET_S


def offset_in(attributes: Mapping[str, Any]) -> float | None:
    """Seconds ahead of UTC where a trial was recorded; None if not stored."""
    seconds = attributes.get(OFFSET, math.nan)
    if not is_offset(seconds) or math.isnan(float(seconds)):
        return None
    return float(seconds)


def offset_s(when: datetime) -> float:
    """Seconds ahead of UTC of a time of day: its own; for one in UTC, this computer's."""
    own = here(when) if when.tzinfo is UTC else when
    ahead = own.utcoffset()
    return ahead.total_seconds() if ahead is not None else math.nan


def local(utc: datetime, utc_offset_s: float | None) -> datetime:
    """The time of day there; by this computer's clocks if the offset is unknown. Raises
    OverflowError if that time has no date there."""
    if utc_offset_s is None:
        return here(utc)
    return utc.astimezone(timezone(timedelta(seconds=utc_offset_s)))


def day_text(utc: str, utc_offset_s: float | None) -> str:
    """The date there at that time, as 2026-03-14; for an invalid time, its first characters."""
    try:
        when = datetime.fromisoformat(utc)
        return f"{local(when, utc_offset_s):%Y-%m-%d}" if when.tzinfo else utc[:10]
    except (ValueError, OverflowError, OSError):
        return utc[:10]
