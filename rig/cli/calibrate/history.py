"""rig calibrate --show: calibrations of boards, and contact levels of persons; newest last."""

from datetime import datetime

from rich.table import Table

from rig.calibrations.book import CalibrationBook, PlatesHistory
from rig.calibrations.persons import PersonBook
from rig.cli.calibrate.dowel import print_levels
from rig.cli.calibrate.review import print_record
from rig.cli.console import fail, out, print_json
from rig.errors import Exit
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.touched import TouchRecord


def show_boards(serial: str, *, as_json: bool) -> int:
    """For one board, or for all if `serial` is empty. Exit code 1 if there is nothing to show."""
    book = CalibrationBook()
    histories = {name: book.plates(name) for name in ([serial] if serial else book.serials())}
    for history in histories.values():
        for sentence in history.damaged:
            fail(sentence)
    if as_json:
        print_json({"boards": {name: _document(one) for name, one in histories.items()}})
    else:
        for name, history in histories.items():
            if history.records:
                _print(name, history)
    if any(history.records for history in histories.values()):
        return Exit.DONE
    fail(f"no calibration of {serial or 'any board'} in {book.folder}: rig calibrate makes one")
    return Exit.ANSWER_IS_NO


def show_participant(participant: str, *, as_json: bool) -> int:
    """Contact levels of one. Exit code 1 if there is nothing to show."""
    book = PersonBook()
    history = book.history(participant)
    for sentence in history.damaged:
        fail(sentence)
    if as_json:
        levels = [record.as_json() for record in history.touches]
        print_json({"participant": participant, "levels": levels, "damaged": history.damaged})
    else:
        for record in history.touches:
            out.print(_headline(record), soft_wrap=True, markup=False)
            print_levels(record, out)
    if history.touches:
        return Exit.DONE
    fail(
        f"no contact levels of {participant} in {book.folder}: "
        f"rig calibrate --participant {participant} takes them"
    )
    return Exit.ANSWER_IS_NO


def _headline(record: TouchRecord) -> str:
    by = f" by {record.operator}" if record.operator else ""
    return f"{record.participant} on dowel {record.board_serial}, {_when(record.taken_utc)}{by}"


def _when(taken_utc: str) -> str:
    return f"{datetime.fromisoformat(taken_utc):%Y-%m-%d %H:%M} UTC"


def _document(history: PlatesHistory) -> dict[str, object]:
    return {
        "calibrations": [record.as_json() for record in history.records],
        "zeros": [zero.as_json() for zero in history.zeros],
        "damaged": history.damaged,
    }


def _print(serial: str, history: PlatesHistory) -> None:
    table = Table("calibrated", "by", "tier", "CoP within", "force within", title=f"board {serial}")
    for record in history.records:
        table.add_row(*_row(record))
    out.print(table)
    print_record(history.records[-1], out)


def _row(record: PlateRecord) -> list[str]:
    tier = record.tier
    return [
        _when(record.occasion.taken_utc),
        record.occasion.operator or "-",
        tier.name,
        "-" if tier.cop_mm is None else f"{tier.cop_mm:.1f} mm",
        "-" if tier.force_percent is None else f"{tier.force_percent:.1f} %",
    ]
