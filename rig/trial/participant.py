"""Who may stand in a file: a pseudonym, never a name or a date of birth."""

import re
from datetime import datetime

from rig.errors import UsageError

PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
_DATES = ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%y%m%d", "%d%m%y", "%m%d%y", "%d%b%Y", "%d%b%y", "%b%d%Y")


def check_participant(participant: str) -> None:
    """Raises UsageError unless `participant` is empty or a pseudonym.

    A pseudonym has 1 to 32 of A-Z, a-z, 0-9, _ and -, begins with a letter or digit, and does
    not read as a date.
    """
    if not participant:
        return
    if not PSEUDONYM.fullmatch(participant):
        raise UsageError(
            "expected a pseudonym of 1 to 32 letters, digits, _ or - as participant, "
            f"got {participant[:40]!r}"
        )
    if reads_as_date(participant):
        raise UsageError(
            f"expected a pseudonym as participant, got {participant}, which reads as a date"
        )


def reads_as_date(text: str) -> bool:
    """Whether `text`, without its separators, is a calendar date in a usual order."""
    bare = re.sub("[_-]", "", text)
    padded = "".join(part.zfill(2) for part in re.split("[_-]", text))
    return any(_is_date(form, order) for form in {bare, padded} for order in _DATES)


def _is_date(text: str, order: str) -> bool:
    digits = {"%Y": 4, "%y": 2, "%m": 2, "%d": 2, "%b": 3}
    if len(text) != sum(digits[order[at : at + 2]] for at in range(0, len(order), 2)):
        return False
    try:
        year = datetime.strptime(text, order).year
    except ValueError:
        return False
    return 1900 <= year <= 2100
