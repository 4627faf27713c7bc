"""How a file may name a person: by a pseudonym, never a name or a date of birth."""

import re
from datetime import datetime
from itertools import pairwise

from rig.errors import UsageError
from rig.plain import plain

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
YEARS = range(1900, 2101)
RESERVED = "discarded"

# Names that Windows takes for a device in any folder, in any case.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)

_NUMBERS = re.compile(r"\d+(?:[-_]\d+)*")
_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_WRITTEN_MONTH = re.compile(
    rf"(?<![a-z]){_MONTH}[-_]?\d{{1,4}}(?!\d)|\d{{1,4}}[-_]?{_MONTH}(?![a-z])"
    rf"|{_MONTH}(?:[-_]?\d{{1,2}})?[-_]?(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)
# In other languages, or as a Roman numeral: only with a day or year on both sides, else it is too
# likely to be no month.
_OTHER_MONTH = (
    "(?:januar|febr?|februar|maerz|mrz|mai|juni|juli|okt(?:ober)?|dez(?:ember)?"  # German
    "|januari|februari|mrt|maart|mei|augustus"  # Dutch
    "|janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|juin|juil(?:let)?|aout|septembre|octobre"
    "|novembre|decembre"  # French
    "|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|septiembre|octubre"
    "|noviembre|dic(?:iembre)?"  # Spanish
    "|gen(?:naio)?|febbraio|aprile|mag(?:gio)?|giu(?:gno)?|lug(?:lio)?|set(?:tembre)?"
    "|ott(?:obre)?|dicembre"  # Italian
    "|janeiro|fev(?:ereiro)?|marco|maio|junho|julho|setembro|out(?:ubro)?|novembro|dezembro"
    "|[-_](?:i{1,3}|iv|vi{0,3}|ix|xi{0,2})[-_])"  # the last: Portuguese
)
_OTHER_DATE = re.compile(
    rf"\d[-_]?{_OTHER_MONTH}[-_]?(?:\d\d|\d{{4}})(?!\d)"
    rf"|\d{{4}}[-_]?{_OTHER_MONTH}[-_]?\d{{1,2}}(?!\d)",
    re.IGNORECASE,
)
_ORDERS = {
    8: ("%Y%m%d", "%d%m%Y", "%m%d%Y", "%Y%d%m"),
    6: ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m", "%m%Y"),
}


def check_participant(participant: str) -> None:
    """Raises UsageError unless `participant` is empty or a pseudonym.

    A pseudonym is a name by the rules of `check_name` that contains nothing that reads as a date.
    """
    check_name("participant", participant, kind="a pseudonym")
    refuse_reserved(participant)
    if reads_as_date(participant):
        raise UsageError(
            f"expected a pseudonym as participant, got {participant}, which reads as a date"
        )


def refuse_reserved(participant: str) -> None:
    """Raises UsageError for the name of a folder of the store that holds trials of any participant;
    disks may ignore case."""
    if participant.casefold() == RESERVED:
        raise UsageError(
            f"expected a pseudonym as participant, got {participant}, which is the folder of what "
            "was discarded"
        )


def check_name(what: str, name: str, *, kind: str = "a name") -> None:
    """Raises UsageError unless `name` is empty or valid in files and their names.

    It has 1 to 32 of A-Z, a-z, 0-9, _ and -, begins with a letter or digit, and is none of those
    that Windows reserves for devices.
    """
    if name and not NAME.fullmatch(name):
        raise UsageError(
            f"expected {kind} of 1 to 32 letters, digits, _ or - as {what}, "
            f"got {plain(repr(name), 60)}"
        )
    if _DEVICE.fullmatch(name):
        raise UsageError(f"expected {kind} as {what}, got {name}, which Windows keeps for a device")


def reads_as_date(text: str) -> bool:
    """Whether any part of `text` is a calendar date in a usual order, or a month of a year."""
    return bool(_WRITTEN_MONTH.search(text) or _OTHER_DATE.search(text)) or any(
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
