"""Names of participants, if the user keeps a list of them.

It is beside the settings, outside the store of trials: no trial, report or export ever holds a
name, and to hand over the store is not to hand over the list.
"""

import csv
import io
from pathlib import Path

from gui.language import text
from rig.errors import UsageError
from rig.parsed import bytes_of
from rig.plain import plain
from rig.trial.participant import check_participant
from rig.trial.private import keep_private

LONGEST_NAME = 40
MOST_BYTES = 1_000_000


def read_names(path: Path) -> tuple[dict[str, str], str]:
    """Names by their pseudonyms, and in a sentence what is wrong with the list, or ""."""
    try:
        if not path.exists():
            return {}, ""
        if path.stat().st_size > MOST_BYTES:
            raise UsageError(text("names_file.too_long", most=MOST_BYTES))
        lines = io.StringIO(bytes_of(path).decode("utf-8-sig"), newline="")
        names = dict(_name(row) for row in csv.reader(lines) if any(row))
    except (OSError, UnicodeError, csv.Error, UsageError) as error:
        return {}, text("names_file.unused", name=path.name, why=plain(str(error), 200))
    return names, keep_private(path)


def _name(row: list[str]) -> tuple[str, str]:
    if len(row) != 2:
        raise UsageError(text("names_file.wrong_row", row=",".join(row)))
    participant, name = (cell.strip() for cell in row)
    check_participant(participant)
    return participant, plain(name, LONGEST_NAME)
