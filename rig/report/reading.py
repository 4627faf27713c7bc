"""Trials read and analysed for a page; an unreadable one does not stop the others."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from rig.analysis.analysis import analyse
from rig.analysis.records import Analysis
from rig.errors import UsageError
from rig.plain import plain
from rig.trial.opening import open_trial


class Unread(NamedTuple):
    """A file that is on no page, and why."""

    file: Path
    why: str


class Read(NamedTuple):
    """What could be read, in the order of the files, and what could not."""

    analyses: list[Analysis]
    unread: list[Unread]


def read(files: Sequence[Path], *, as_found: bool = False) -> Read:
    """All files that are trials. Raises UsageError if none is, or if they are of several people: a
    page is for one."""
    found = Read([], [])
    for file in files:
        try:
            found.analyses.append(analyse(open_trial(file), as_found=as_found))
        except UsageError as error:
            if len(files) == 1:
                raise
            found.unread.append(Unread(file, str(error)))
    if not found.analyses:
        raise UsageError(
            f"expected a trial, none of {len(files)} files can be read: {found.unread[0].why}"
        )
    _refuse_several_people(found.analyses)
    return found


def _refuse_several_people(analyses: Sequence[Analysis]) -> None:
    people = list(dict.fromkeys(one.trial.participant for one in analyses))
    if len(people) > 1:
        names = " and ".join(plain(repr(name), 40) for name in people[:3])
        raise UsageError(f"expected trials of one participant, got {names}: make a page for each")
