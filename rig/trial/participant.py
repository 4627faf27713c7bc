"""Who may stand in a file: a pseudonym, never a name or a date of birth."""

import re
from datetime import datetime
from itertools import pairwise

from rig.errors import UsageError

PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
YEARS = range(1900, 2101)

_NUMBERS = re.compile(r"\d+(?:[-_]\d+)*")
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WRITTEN_MONTH = re.compile(
    rf"(?<![a-z]){_MONTH}[-_]?\d{{1,4}}(?!\d)|\d{{1,4}}[-_]?{_MONTH}(?![a-z])", re.IGNORECASE
)
_ORDERS = {8: ("%Y%m%d", "%d%m%Y", "%m%d%Y"), 6: ("%y%m%d", "%d%m%y", "%m%d%y")}


def check_participant(participant: str) -> None:
    """Raises UsageError unless `participant` is empty or a pseudonym.

    A pseudonym has 1 to 32 of A-Z, a-z, 0-9, _ and -, begins with a letter or digit, and holds
    nothing that reads as a date.
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
    """Whether any part of `text` is a calendar date in a usual order, or a month of a year."""
    return bool(_WRITTEN_MONTH.search(text)) or any(
        _holds_date(re.split("[-_]", numbers)) for numbers in _NUMBERS.findall(text)
    )


def _holds_date(numbers: list[str]) -> bool:
    joined = ["".join(numbers), *numbers]
    triples = ["".join(n.zfill(2) for n in numbers[at : at + 3]) for at in range(len(numbers) - 2)]
    pairs = pairwise(numbers)
    return any(map(_is_date, joined + triples)) or any(_is_month_of_year(*pair) for pair in pairs)


def _is_date(digits: str) -> bool:
    for order in _ORDERS.get(len(digits), ()):
        try:
            if datetime.strptime(digits, order).year in YEARS:
                return True
        except ValueError:
            continue
    return False


def _is_month_of_year(first: str, second: str) -> bool:
    year, month = (first, second) if len(first) > len(second) else (second, first)
    return len(year) == 4 and int(year) in YEARS and len(month) <= 2 and 1 <= int(month) <= 12
