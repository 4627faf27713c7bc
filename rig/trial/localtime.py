"""Time of day where something was recorded. A trial keeps how far the clocks there were ahead of
UTC, so that it is of the same day wherever it is read; one that does not say it is told by the
clocks of this computer."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from rig.daytime import here

OFFSET = "utc_offset_s"
MOST_OFFSET_S = 18 * 3600.0  # no place on earth is further from UTC


def is_offset(value: object) -> bool:
    """Whether it may stand as seconds ahead of UTC; NaN stands for not known."""
    try:
        seconds = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return math.isnan(seconds) or abs(seconds) <= MOST_OFFSET_S


def offset_in(attributes: Mapping[str, Any]) -> float | None:
    """Seconds ahead of UTC where a trial was recorded; None where it does not say."""
    seconds = attributes.get(OFFSET, math.nan)
    if not is_offset(seconds) or math.isnan(float(seconds)):
        return None
    return float(seconds)


def offset_s(when: datetime) -> float:
    """Seconds ahead of UTC of a time of day: its own, or of one in UTC those of this computer."""
    own = here(when) if when.tzinfo is UTC else when
    ahead = own.utcoffset()
    return ahead.total_seconds() if ahead is not None else math.nan


def local(utc: datetime, utc_offset_s: float | None) -> datetime:
    """The time of day there; where it is not known, here. Raises OverflowError for a time of which
    no day is known there."""
    if utc_offset_s is None:
        return here(utc)
    return utc.astimezone(timezone(timedelta(seconds=utc_offset_s)))


def day_text(utc: str, utc_offset_s: float | None) -> str:
    """The day there of what was said then, as 2026-03-14; of what is no time, how it begins."""
    try:
        when = datetime.fromisoformat(utc)
        return f"{local(when, utc_offset_s):%Y-%m-%d}" if when.tzinfo else utc[:10]
    except (ValueError, OverflowError, OSError):
        return utc[:10]
