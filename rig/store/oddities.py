"""Problems with the files of a store, in plain words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rig.store.row import TrialRow
from rig.trial.endings import RECORDING
from rig.trial.folder import NOBODY
from rig.trial.participant import NAME, reads_as_date

# How the rig names a trial of a participant.
NAMED = re.compile(rf"(?P<participant>{NAME.pattern})-\d{{8}}T\d{{6}}Z")
NO_PARTICIPANT = ("trial", "demo")  # prefixes of a trial's name without a participant


def oddities(rows: Sequence[TrialRow]) -> dict[Path, list[str]]:
    """By file, a sentence for each problem: it cannot be read, was never closed, is in another
    participant's folder or has their name, or exists twice. `rows` should be all of the store."""
    copies = defaultdict(list)
    for row in rows:
        if row.trial_id and row.end_reason:
            copies[row.trial_id].append(row.path)
    found = {row.path: list(_odd(row, copies[row.trial_id])) for row in rows}
    return {path: sentences for path, sentences in found.items() if sentences}


def _odd(row: TrialRow, copies: Sequence[Path]) -> Iterator[str]:
    if row.error:
        yield row.error
    if row.end_reason == RECORDING:
        yield "it was never closed: rig recover rebuilds it"
    if row.end_reason:
        yield from _misplaced(row)
    if others := [path.as_posix() for path in copies if path != row.path]:
        yield f"the same trial as {others[0]}" + _and_more(len(others) - 1)


def _misplaced(row: TrialRow) -> Iterator[str]:
    says = f"says {row.participant}" if row.participant else "says no participant"
    top = row.path.parts[0] if len(row.path.parts) > 1 else ""
    own = (row.participant.casefold(), "discarded")
    if NAME.fullmatch(top) and not reads_as_date(top) and top.casefold() not in own:
        yield f"it lies in the folder of {top}, and {says}"
    elif top == NOBODY and row.participant:
        yield f"it lies in the folder of nobody, and {says}"
    named = NAMED.match(row.path.name)
    owner = named["participant"] if named else ""
    if owner and owner not in (row.participant, *NO_PARTICIPANT):
        yield f"its name is one of {owner}, and it {says}"


def _and_more(count: int) -> str:
    return f" and {count} more" if count else ""
