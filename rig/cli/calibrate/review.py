"""The result of a calibration, as tables; before it is stored, a mass can still be corrected."""

from collections.abc import Callable

from rich import box
from rich.console import Console
from rich.table import Table

from rig.cli.calibrate.guide import Guide, parse_numbers
from rig.cli.console import err
from rig.measure.calibrating.fit import CannotFitError
from rig.measure.calibrating.plan import Series
from rig.measure.calibrating.record import PlateRecord
from rig.measure.calibrating.setup import MASS_KG
from rig.measure.calibrating.words import table, tier_lines

ACCEPT, CANCEL = "a", "c"
QUESTION = "a: accept and keep it. 7 15: hold 7 was 15 kg. c: cancel, nothing is kept."


def reviewed(
    guide: Guide, masses: Series, record_now: Callable[[], PlateRecord]
) -> PlateRecord | None:
    """The record once it is accepted, None if it is cancelled."""
    record = _shown(guide, record_now)
    while (answer := guide.ask(QUESTION).lower()) != CANCEL:
        if answer == ACCEPT and record is not None:
            return record
        if answer != ACCEPT and _corrected(guide, masses, answer):
            record = _shown(guide, record_now)
    return None


def _shown(guide: Guide, record_now: Callable[[], PlateRecord]) -> PlateRecord | None:
    try:
        record = record_now()
    except CannotFitError as error:
        guide.say(f"No calibration follows from this: {error}.")
        return None
    print_holds(record, err)
    print_record(record, err)
    return record


def _corrected(guide: Guide, masses: Series, answer: str) -> bool:
    """Whether the answer corrected a mass."""
    numbers = parse_numbers(answer)
    if numbers is None or len(numbers) != 2 or not 0 <= numbers[1] <= MASS_KG[1]:
        guide.say(f"Expected a, c, or the number of a hold and its mass in kg, got {answer!r}.")
        return False
    try:
        masses.correct(int(numbers[0]), numbers[1])
    except IndexError as error:
        guide.say(f"{error}.")
        return False
    return True


def print_record(record: PlateRecord, console: Console) -> None:
    """The figures of each channel, and the tier."""
    names, rows = table(record)
    shown = Table("", *names, box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for row in rows:
        shown.add_row(*row)
    console.print(shown)
    for line in tier_lines(record):
        console.print(line, soft_wrap=True, markup=False)


def print_holds(record: PlateRecord, console: Console) -> None:
    """Each mass with its error by the calibration; the worst are marked if far off."""
    holds = Table("", "place", "mass", "way", "heel off by", "toe off by", "", box=box.SIMPLE_HEAD)
    far_off = record.far_off()
    for index, (hold, errors) in enumerate(
        zip(record.holds, record.hold_errors_n.tolist(), strict=True)
    ):
        holds.add_row(
            str(index + 1),
            f"{hold.foot}, y {hold.y_mm:g} mm",
            f"{hold.mass_kg:g} kg",
            "up" if hold.rising else "down",
            *(f"{newtons:+.2f} N" for newtons in errors),
            "<- far off" if index in far_off else "",
        )
    console.print(holds)
