"""The dowel: readings of its points untouched, and touched by one person as in the drill."""

from rich import box
from rich.console import Console
from rich.table import Table

from rig.calibrations.persons import PersonBook
from rig.cli.calibrate.guide import NOT_ACCEPTED, Guide
from rig.cli.console import err, fail, out, print_json
from rig.errors import Exit, UsageError
from rig.measure.calibrating.touched import TouchRecord
from rig.stream.quantities import TouchedDowel, UntouchedDowel

ACCEPT, AGAIN, CANCEL = "a", "r", "c"
QUESTION = "a: accept and keep them. r: once more. c: cancel, nothing is kept."


def calibrate_dowel(guide: Guide, participant: str, *, book: PersonBook, as_json: bool) -> int:
    """Takes the contact levels of a participant; stored once accepted. Raises UsageError."""
    info = guide.board.info
    guide.say(f"Dowel board {info.serial} on {guide.board.port.url}: levels of {participant}.")
    before = book.newest_touch(participant, info, on_problem=fail)
    operator = guide.operator(before.operator if before else "")
    record = _accepted(guide, participant, operator)
    path = book.add(record)
    if as_json:
        print_json(record.as_json())
    else:
        out.print(f"levels of {participant} kept in {path}", soft_wrap=True, markup=False)
    return Exit.DONE


def _accepted(guide: Guide, participant: str, operator: str) -> TouchRecord:
    record = _shown(guide, participant, operator)
    while (answer := guide.ask(QUESTION).lower()) != ACCEPT:
        if answer == CANCEL:
            raise UsageError(NOT_ACCEPTED)
        if answer == AGAIN:
            record = _shown(guide, participant, operator)
    return record


def _shown(guide: Guide, participant: str, operator: str) -> TouchRecord:
    record = _taken(guide, participant, operator)
    print_levels(record, err)
    return record


def _taken(guide: Guide, participant: str, operator: str) -> TouchRecord:
    untouched = UntouchedDowel()
    while untouched.counts is None:
        guide.ask("Nothing touches the three points: hold the dowel free, then press Enter.")
        guide.captured(untouched)
    touched = TouchedDowel(untouched, participant, operator, host_time=guide.host_time)
    record = None
    while record is None:
        guide.ask(
            "The dowel lies on the body as in the drill: head, upper back and sacrum touch. "
            "Stand still, then press Enter."
        )
        record = guide.captured(touched)
    return record


def print_levels(record: TouchRecord, console: Console) -> None:
    """The readings of each point, and its levels."""
    title = f"counts of {record.full_scale_counts}"
    table = Table("", "untouched", "touched", "on from", "off under", title=title, box=box.SIMPLE)
    columns = (record.idle_counts, record.touch_counts, record.on_counts, record.off_counts)
    for point, *counts in zip(record.points, *columns, strict=True):
        table.add_row(point, *map(str, counts))
    console.print(table)
