"""The calibrations of a board for a page, and whether the newest is too old."""

from datetime import datetime

from gui.calibrating.picture import History, Table
from gui.language import text
from rig.calibrations.book import PlatesHistory
from rig.daytime import here
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.trust import MOST_AGE_DAYS
from rig.measure.calibrating.zero import age_s
from rig.plain import plain

DAY_S = 86_400.0
DAYS_A_MONTH = 365 / 12
COLUMNS = ("date", "operator", "tier", "cop", "force")


def history_of(serial: str, history: PlatesHistory, now: datetime) -> History:
    """The stored calibrations of a board."""
    newest_first = history.records[::-1]
    newest = newest_first[0].occasion if newest_first else None
    return History(
        plain(serial),
        Table(
            tuple(text(f"calibration.column_{name}") for name in COLUMNS),
            tuple(_row(record) for record in newest_first),
        ),
        age_s(newest.taken_utc, now) / DAY_S if newest else None,
        plain(newest.operator) if newest else "",
        tuple(plain(sentence) for sentence in history.damaged),
    )


def reminder_of(history: History) -> str:
    """In words, that the newest calibration is too old; "" if it is not."""
    if history.age_days is None or history.age_days <= MOST_AGE_DAYS:
        return ""
    months, limit = (round(days / DAYS_A_MONTH) for days in (history.age_days, MOST_AGE_DAYS))
    return text("calibration.old", serial=history.serial, months=months, limit=limit)


def _row(record: PlateRecord) -> tuple[str, ...]:
    tier = record.tier
    return (
        f"{here(datetime.fromisoformat(record.occasion.taken_utc)):%Y-%m-%d}",
        plain(record.occasion.operator) or "-",
        tier.name,
        "-" if tier.cop_mm is None else f"{tier.cop_mm:.1f} mm",
        "-" if tier.force_percent is None else f"{tier.force_percent:.1f} %",
    )
